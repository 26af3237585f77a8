"""Patterns of paths: which of them leave a file out."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonhold.doors.globs import Exclusion, compiled


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("CHANGELOG.md", "CHANGELOG.md", True),
        ("CHANGELOG.md", "docs/CHANGELOG.md", True),
        ("CHANGELOG.md", "MY-CHANGELOG.md", False),
        ("/CHANGELOG.md", "docs/CHANGELOG.md", False),
        ("*.tmp.md", "docs/a.tmp.md", True),
        ("*.md", "docs/a.mdx", False),
        ("drafts", "drafts/deep/a.md", True),
        ("drafts/", "docs/drafts/a.md", True),
        ("./drafts/x", "drafts/x", True),
        ("docs/api", "docs/api/a.md", True),
        ("docs/api", "old/docs/api/a.md", False),
        ("docs/*.md", "docs/a.md", True),
        ("docs/*.md", "docs/en/a.md", False),
        ("docs/**/*.md", "docs/en/deep/a.md", True),
        ("docs/**/*.md", "docs/a.md", True),
        ("**/api/x.md", "api/x.md", True),
        ("docs/**", "docs/en/a.md", True),
        ("docs/**", "docs", False),
        ("a?.md", "ab.md", True),
        ("a?.md", "a/.md", False),
        ("a.md", "aXmd", False),
        ("[ab].md", "a.md", False),
        ("[ab].md", "[ab].md", True),
    ],
)
def test_a_pattern_fits_these_paths(pattern: str, path: str, expected: bool) -> None:
    assert bool(compiled(pattern).fullmatch(path)) is expected


def test_a_pattern_of_a_project_ends_with_the_project_and_one_of_the_user_holds_everywhere() -> None:
    project = Exclusion(Path("/home/ada/book"), compiled("drafts"))
    assert project.has(Path("/home/ada/book/drafts/a.md"))
    assert not project.has(Path("/home/ada/drafts/a.md"))
    user = Exclusion(None, compiled("notes/drafts"))
    assert user.has(Path("/anywhere/notes/drafts/a.md"))
    assert not user.has(Path("/anywhere/my-notes/drafts/a.md"))
