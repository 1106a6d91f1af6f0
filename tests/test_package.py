"""What a user gets: the wheel with all its data, the commands, the lines of the README in a notebook."""

import os
import re
import subprocess
import sys
import zipfile

import nbclient
import nbformat
import pytest


@pytest.fixture(scope="session")
def wheel(root, tmp_path_factory):
    """The project's wheel, built without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
    ]
    subprocess.run([*command, "--wheel-dir", folder, root], check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="session")
def installed(wheel, tmp_path_factory):
    """An environment whose frontline is the wheel's, run from an empty folder."""
    site, here = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("here")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target"]
    subprocess.run([*pip, site, wheel], check=True, capture_output=True)

    def run(*arguments):
        environment = os.environ | {"PYTHONPATH": str(site)}
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=here,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert str(site) in run("-c", "import frontline; print(frontline.__file__)")
    return run, here


def test_the_wheel_brings_code_data_and_terms_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for needed in (
        "frontline/py.typed",
        "gazetteer/py.typed",
        "gazetteer/data/core.csv",
        "gazetteer/data/regions.csv",
        "gazetteer/data/renamings.csv",
        "gazetteer/data/cities.csv.gz",
        "gazetteer/data/SOURCES.md",
        "frontline/data/boundaries.json",
        "frontline/data/SOURCES.md",
        "frontline/maps/data/basemap.json",
        "frontline/maps/data/SOURCES.md",
        "frontline/maps/assets/page.js",
        "frontline/extract/lexicon/en.toml",
        "frontline/examples/2025-08-14/report.txt",
    ):
        assert needed in names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"frontline", "gazetteer"}
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_demo_runs_from_the_wheel_in_an_empty_folder(installed):
    run, here = installed
    told = run("-m", "frontline.cli", "demo")
    assert "Andriivka-Klevtsove" in told
    written = {path.name for path in (here / "build" / "demo").iterdir()}
    assert written == {"claims.csv", "claims.geojson", "claims.parquet", "map.html"}


def test_the_notebook_lines_of_the_readme_run_in_a_kernel(root, tmp_path):
    (lines,) = re.findall(r"```python\n(.*?)```", (root / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(part) for part in lines.split("\n\n")])
    nbclient.NotebookClient(book, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [output["data"] for cell in book.cells for output in cell.outputs if "data" in output]
    assert any("<iframe" in data.get("text/html", "") for data in shown)
    assert (tmp_path / "map.html").stat().st_size > 100_000
