"""Imports go down only: a step may use what stands below it, never its neighbours or what stands above."""

import ast
import subprocess
import sys

import pytest

GROUND = [
    "errors toponym geodesy files folders columns origins garbage",
    "readings tables commands vowels words archives storage data listing",
    "places keys downloads",
    "index phrases",
    "drafts matching frames standing naming shown typed",
    "core hints candidates nearby evidence",
    "pool answers tokens sources",
    "ranking scan",
    "questions",
    "meanings",
    "context",
    "spot",
    "lookup",
    "addresses",
    "geocoder build",
    "cli",
]
UPPER = [
    "errors terms flags shown segments",
    "calendar tables boundaries drawing pieces planar points",
    "series",
    "stored",
    "claims control formats digest distances",
    "ground extract sources",
    "contact regions covered surface",
    "area change gain depth runs",
    "advance front nearest record",
    "passage salient settlement signed transects",
    "standing uncertainty",
    "maps measuring",
    "data datasets scale cli",
]
HEAVY = ["pandas", "geopandas", "shapely", "pyproj", "pyarrow", "geopy", "openpyxl"]
STEPS = {f"gazetteer.{m}": i for i, step in enumerate(GROUND) for m in step.split()}
STEPS |= {f"frontline.{m}": 100 + i for i, step in enumerate(UPPER) for m in step.split()}


def room(name):
    """The part of a package that a module belongs to: frontline.extract.dates is in frontline.extract."""
    return ".".join(name.split(".")[:2])


def imports(path):
    """Modules of ours that a file imports, but for those that only its type hints need."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    hints = {id(n) for i in ast.walk(tree) if isinstance(i, ast.If) and "TYPE_CHECKING" in ast.unparse(i.test)
             for n in ast.walk(i)}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and id(node) not in hints:
            yield from (
                [f"{node.module}.{a.name}" for a in node.names] if "." not in node.module else [node.module]
            )
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def modules(root):
    for package in ("gazetteer", "frontline"):
        for path in sorted((root / package).rglob("*.py")):
            yield ".".join(path.relative_to(root).with_suffix("").parts), path


def test_every_import_goes_down(root):
    upward = [
        f"{name} imports {other}"
        for name, path in modules(root)
        for other in imports(path)
        if room(name) in STEPS and room(other) in STEPS and room(name) != room(other)
        and STEPS[room(other)] >= STEPS[room(name)]
    ]  # fmt: skip
    assert upward == []


def test_the_ground_floor_knows_no_war(root):
    assert [name for name, path in modules(root) if name.startswith("gazetteer")
            for other in imports(path) if other.startswith("frontline")] == []  # fmt: skip


def test_every_module_has_a_step(root):
    ours = {room(name) for name, _ in modules(root) if not name.endswith("__init__") and name.count(".") == 1}
    assert ours <= set(STEPS)


def test_every_step_of_the_ground_floor_stands(root):
    ours = {room(name) for name, _ in modules(root)}
    assert {name for name in STEPS if name.startswith("gazetteer")} <= ours


@pytest.mark.parametrize(
    ("library", "rooms"),
    [
        ("folium", {"frontline.maps"}),
        ("geopy", {"gazetteer.geocoder", "gazetteer.sources"}),
        ("marisa_trie", {"gazetteer.keys"}),
        ("openpyxl", {"gazetteer.sources"}),
    ],
)
def test_a_heavy_library_stays_in_its_room(root, library, rooms):
    users = {
        room(name)
        for name, path in modules(root)
        for other in imports(path)
        if other.split(".")[0] == library
    }
    assert users == rooms


@pytest.mark.parametrize(
    ("package", "absent"),
    [("gazetteer", HEAVY), ("frontline", ["folium", "matplotlib", "geopy"])],
)
def test_an_import_is_light(package, absent):
    code = f"import sys, {package}; print([m for m in {absent} if m in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"
