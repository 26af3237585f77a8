"""``bundle.json`` written and read; what is wrong with a broken one is in the zoo."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhold.release.info import FORMAT, PAPERS, BundleInfo, Paper, info_bytes, read_info

PAGE = (Path(__file__).parents[2] / "docs" / "formats" / "bundle.md").read_text()
counts = st.integers(0, 2**53 - 1)
hashes = st.integers(0, 16**64 - 1).map("{:064x}".format)


@st.composite
def infos(draw):
    more = draw(st.sets(st.from_regex(r"[a-z][a-z._-]{0,9}", fullmatch=True).filter(lambda name: name not in PAPERS)))
    files = tuple(Paper(name, draw(counts), draw(hashes)) for name in sorted({*PAPERS, *more} - {"bundle.json"}))
    recipe = next(paper.sha256 for paper in files if paper.name == "recipe.toml")
    language = draw(st.sampled_from(["en", "de", "pt-BR", "sr-Latn-RS"]))
    return BundleInfo("0.1.0", language, "CC-BY-SA-4.0", *draw(st.tuples(counts, counts, hashes)), recipe, files)


@settings(max_examples=50)
@given(infos())
def test_an_info_is_read_back_as_it_was(info):
    assert read_info(info_bytes(info)) == info


@settings(max_examples=50)
@given(infos())
def test_it_is_one_line(info):
    assert info_bytes(info).count(b"\n") == 1
    assert info_bytes(info).endswith(b"}\n")


def test_fields_of_a_later_version_are_kept():
    files = tuple(Paper(name, 0, "0" * 64, (("x-kind", "[1]"),)) for name in PAPERS)
    info = BundleInfo("0.1.0", "en", "MIT", 0, 0, "0" * 64, "0" * 64, files, (("x-later", '{"a":null}'),))
    assert b'"x-later":{"a":null}' in info_bytes(info)
    assert info_bytes(info).count(b'"x-kind":[1]') == len(PAPERS)
    assert read_info(info_bytes(info)) == info


def test_a_paper_is_found_by_its_name():
    files = tuple(Paper(name, 0, "0" * 64) for name in PAPERS)
    info = BundleInfo("0.1.0", "en", "MIT", 0, 0, "0" * 64, "0" * 64, files)
    assert info.paper("NOTICE").name == "NOTICE"
    with pytest.raises(KeyError):
        info.paper("bundle.json")


def test_the_page_of_the_format_names_every_file_and_the_version():
    for name in (*PAPERS, "bundle.json"):
        assert f"── {name}" in PAGE
        assert f'"{name}": {{"sha256"' in PAGE or name == "bundle.json"
    [sample] = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    files = tuple(Paper(name, 0, "0" * 64) for name in PAPERS)
    written = json.loads(info_bytes(BundleInfo("0.1.0", "en", "MIT", 0, 0, "0" * 64, "0" * 64, files)))
    assert json.loads(sample).keys() == written.keys()
    assert f"\nVersion {FORMAT}.\n" in PAGE
