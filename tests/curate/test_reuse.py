"""REUSE's papers speak of single paths."""

import pytest

from commonhold.curate.reuse import annotated, own_line, read_reuse


def said(path: str, papers: dict[str, str], own: str = "") -> str:
    return annotated(path, own, read_reuse(papers))[0]


def annotation(path: str, licence: str, precedence: str = "closest") -> str:
    return f'[[annotations]]\npath = "{path}"\nprecedence = "{precedence}"\nSPDX-License-Identifier = "{licence}"\n'


@pytest.mark.parametrize(
    ("glob", "path", "matches"),
    [
        ("*.md", "a.md", True),
        ("*.md", "docs/a.md", False),
        ("**.md", "docs/a.md", True),
        ("docs/**", "docs/a/b.md", True),
        ("docs/*", "docs/a/b.md", False),
        ("a.d", "axd", False),
        ("\\\\*.md", "*.md", True),
        ("\\\\*.md", "a.md", False),
    ],
)
def test_globs_are_reuses(glob: str, path: str, matches: bool) -> None:
    assert (said(path, {"REUSE.toml": annotation(glob, "MIT")}) == "MIT") is matches


def test_the_last_annotation_of_a_file_wins() -> None:
    papers = {"REUSE.toml": annotation("**", "MIT") + annotation("**.md", "CC0-1.0")}
    assert said("docs/a.md", papers) == "CC0-1.0"


def test_the_closest_file_wins_and_paths_are_relative_to_it() -> None:
    papers = {"REUSE.toml": annotation("**", "MIT"), "docs/REUSE.toml": annotation("*.md", "CC0-1.0")}
    assert said("docs/a.md", papers) == "CC0-1.0"
    assert said("docs/deep/a.md", papers) == "MIT"


def test_the_works_own_line_beats_closest_joins_aggregate_and_yields_to_override() -> None:
    assert said("a.md", {"REUSE.toml": annotation("**", "MIT")}, "CC0-1.0") == "CC0-1.0"
    assert said("a.md", {"REUSE.toml": annotation("**", "MIT", "aggregate")}, "CC0-1.0") == "CC0-1.0 AND MIT"
    assert said("a.md", {"REUSE.toml": annotation("**", "MIT", "override")}, "CC0-1.0") == "MIT"


def test_the_outermost_override_wins() -> None:
    papers = {
        "REUSE.toml": annotation("**", "MIT", "override"),
        "docs/REUSE.toml": annotation("**", "CC0-1.0", "override"),
    }
    assert said("docs/a.md", papers) == "MIT"


def test_dep5_is_read() -> None:
    papers = {".reuse/dep5": "Format: x\n\nFiles: docs/*\nCopyright: A\nLicense: CC-BY-4.0\n"}
    assert said("docs/a/b.md", papers) == "CC-BY-4.0"
    assert said("a.md", papers) == ""


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"# SPDX-License-Identifier: MIT\n", "MIT"),
        (b".. SPDX-License-Identifier: CC-BY-4.0\n", "CC-BY-4.0"),
        (b"/* SPDX-License-Identifier: MIT */ int a;", "MIT"),
        (b"-- SPDX-License-Identifier: A\n-- SPDX-License-Identifier: B OR C\n", "A AND (B OR C)"),
        (b"Put the line SPDX-License-Identifier: MIT at the top.\n", ""),
        (b"~~~\n# SPDX-License-Identifier: MIT\n~~~\n", ""),
        (b"a" * 5000 + b"\n# SPDX-License-Identifier: MIT\n", ""),
    ],
)
def test_a_line_in_a_comment_near_the_top_counts(head: bytes, expected: str) -> None:
    assert own_line(head) == expected
