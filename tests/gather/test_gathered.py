"""The rules that all kinds of sources share."""

from __future__ import annotations

import pytest

from commonhold.gather.gathered import Omissions, Skipped, asked_for, is_paper
from commonhold.recipe import Source


@pytest.mark.parametrize(
    "path",
    [
        "LICENSE", "license.txt", "LICENCE.md", "LICENSE-MIT", "LICENSE_1_0.txt", "LICENSE-CC-BY-4.0", "UNLICENSE",
        "doc/COPYING", "COPYING.LESSER", "COPYING-GPL3.txt", "NOTICE", "NOTICE.txt", "COPYRIGHT", "debian/copyright",
        "usr/share/doc/x/copyright", "LICENSES/CC0-1.0.txt", "licenses/mit", "REUSE.toml", ".reuse/dep5", "README",
        "README.rst", "docs/README.de.md", "PKG-INFO", "x.egg-info/PKG-INFO", "pictures/a.png.license",
    ],
)  # fmt: skip
def test_these_can_hold_evidence_of_a_licence(path):
    assert is_paper(path)


@pytest.mark.parametrize(
    "path", ["licensing.py", "copying-files-to-a-share.md", "noticeboard.md", "read.me", "a/readmes/b.md", "MIT.txt"]
)
def test_these_cannot(path):
    assert not is_paper(path)


def test_the_file_a_steward_names_is_a_paper():
    assert is_paper("book.xml", Source("n", "folder:x", license="CC0-1.0", license_from="book.xml"))


def test_a_place_is_a_file_or_a_whole_folder_never_half_a_name():
    asked = asked_for(Source("n", "folder:x", paths=("doc", "a.md"), exclude=("doc/old/",)), lambda _: True)
    paths = ["doc/x", "doc/old/x", "doc/older", "docs/x", "a.md", "a.md.bak", "b.md"]
    assert [path for path in paths if asked(path)] == ["doc/x", "doc/older", "a.md"]


def test_an_omission_is_told_once():
    omissions = Omissions()
    for reason in ("symlink", "symlink", "too-large"):
        omissions.add("a", reason)
    assert omissions.told() == [Skipped("a", "symlink"), Skipped("a", "too-large")]
