"""The pages say what the code does."""

import re

import frontline
import gazetteer
from frontline.tables import CLAIMS


def test_the_page_on_claims_lists_every_column_with_its_words(root):
    page = (root / "docs" / "claims.md").read_text(encoding="utf-8")
    for column in CLAIMS.columns:
        line, *_ = re.findall(rf"^\| `{column.name}` \|.*$", page, re.MULTILINE)
        assert column.about in line
        for value in column.values:
            assert value in line


def test_every_link_to_a_file_leads_somewhere(root):
    for page in [root / "README.md", *sorted((root / "docs").glob("*.md"))]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_public_name_is_there_and_explained():
    for package in (frontline, gazetteer):
        for name in package.__all__:
            assert getattr(package, name).__doc__, name
