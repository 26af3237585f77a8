"""The project is under the AGPL, version 3 or later, and says so in one voice."""

from __future__ import annotations

import tomllib
from pathlib import Path


def test_the_licence_file_is_the_whole_affero_licence(root: Path) -> None:
    text = (root / "LICENSE").read_text(encoding="utf-8")
    landmarks = [
        "GNU AFFERO GENERAL PUBLIC LICENSE",
        "Version 3, 19 November 2007",
        "TERMS AND CONDITIONS",
        "13. Remote Network Interaction",
        "17. Interpretation of Sections 15 and 16.",
        "END OF TERMS AND CONDITIONS",
        "How to Apply These Terms to Your New Programs",
    ]
    places = [text.find(landmark) for landmark in landmarks]
    assert -1 not in places
    assert places == sorted(places)


def test_metadata_and_readme_name_the_same_licence(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == "AGPL-3.0-or-later"
    assert project["license-files"] == ["LICENSE"]
    assert "AGPL-3.0-or-later" in (root / "README.md").read_text(encoding="utf-8")
