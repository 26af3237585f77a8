"""Which files hold prose, and which reader reads them."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from commonhold.curate import prose
from commonhold.curate.prose import kind_of, passages


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        *(
            ("README.md", "markdown"),
            ("a/b/c.MDX", "markdown"),
            ("x.qmd", "markdown"),
            ("docs\\a.markdown", "markdown"),
        ),
        *(
            ("index.rst", "rst"),
            ("git-add.adoc", "asciidoc"),
            ("notes.txt", "text"),
            ("a.html", "html"),
            ("a.xhtml", "html"),
        ),
        *(("book.xml", "xml"), ("index.cnxml", "xml"), ("a11y.page", "xml"), ("library/os.po", "gettext")),
    ],
)
def test_prose_is_known_by_file_name(path: str, kind: str) -> None:
    assert kind_of(path) == kind


@pytest.mark.parametrize(
    "path",
    [
        *(
            "requirements.txt",
            "requirements-dev.txt",
            "dev_requirements.txt",
            "CMakeLists.txt",
            "robots.txt",
            "pom.xml",
        ),
        *(
            "wordlist.txt",
            "spelling_wordlist.txt",
            "en-words.txt",
            "Makefile",
            "md",
            ".md",
            "a.py",
            "README",
            "requirements/dev.txt",
        ),
    ],
)
def test_lists_for_machines_are_not_prose(path: str) -> None:
    assert kind_of(path) is None


def test_an_unknown_kind_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="unknown kind of markup: 'pdf', known are markdown"):
        passages("text", "pdf")


@pytest.mark.parametrize("kind", ["markdown", "rst", "asciidoc", "text", "html", "xml", "gettext"])
def test_nothing_comes_of_nothing(kind: str) -> None:
    assert list(passages("", kind)) == []
    assert list(passages("\ufeff\n \n", kind)) == []


def test_prose_is_read_with_the_standard_library_alone() -> None:
    imported = set()
    for path in Path(prose.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {name.name for name in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(node.module or "")
    assert {name for name in imported if name.split(".")[0] not in sys.stdlib_module_names} <= {
        name for name in imported if name.startswith("commonhold.curate.prose")
    }
    assert not imported & {"os", "io", "socket", "subprocess", "time", "shutil", "pathlib"}
