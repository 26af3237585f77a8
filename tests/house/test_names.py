"""Names say what is inside, modules stay readable at one sitting, and everything public is explained."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

LONGEST_MODULE_LINES = 400
HIDING = {"util", "utils", "helper", "helpers", "common", "base", "manager", "misc", "document", "sample", "item"}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
# Words of other projects for what is a work here; see docs/words.md.
STRANGE_WORDS = re.compile(r"^(?:document|sample|dataset)s?$")


def public_names(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Functions and classes of a module, and methods of its classes, whose names do not start with an underscore."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    for node in tree.body:
        if isinstance(node, kinds) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from (part for part in node.body if isinstance(part, kinds) and not part.name.startswith("_"))


def test_no_module_or_folder_hides_what_is_inside(modules: dict[str, ast.Module]) -> None:
    words = {path: set(re.split(r"[/_.]", path)) for path in modules}
    assert {path: sorted(words[path] & HIDING) for path in modules if words[path] & HIDING} == {}


def test_no_module_is_longer_than_four_hundred_lines(root: Path) -> None:
    lengths = {
        path.relative_to(root).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for folder in ("src", "tests", "bench")
        for path in (root / folder).rglob("*.py")
    }
    assert {path: length for path, length in lengths.items() if length > LONGEST_MODULE_LINES} == {}


def test_every_module_and_public_name_has_a_docstring(modules: dict[str, ast.Module]) -> None:
    bare = [path for path, tree in modules.items() if not ast.get_docstring(tree)]
    bare += [
        f"{path}:{node.lineno} {node.name}"
        for path, tree in modules.items()
        for node in public_names(tree)
        if not ast.get_docstring(node)
    ]
    assert bare == []


def test_no_docstring_only_repeats_the_name(modules: dict[str, ast.Module]) -> None:
    echoes = [
        f"{path}:{node.lineno} {node.name}"
        for path, tree in modules.items()
        for node in public_names(tree)
        if re.sub(r"\W", "", ast.get_docstring(node) or "").lower() == node.name.replace("_", "").lower()
    ]
    assert echoes == []


def test_nothing_is_left_unfinished(root: Path) -> None:
    found = [
        f"{path.relative_to(root).as_posix()}:{number}"
        for folder in ("src", "bench", "docs", "recipes")
        for path in sorted((root / folder).rglob("*"))
        if path.suffix in {".py", ".md", ".toml", ".sh"}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if UNFINISHED.search(line)
    ]
    assert found == []


def test_a_work_is_never_called_a_document_sample_or_dataset(modules: dict[str, ast.Module]) -> None:
    strange = [
        f"{path}:{node.lineno}"
        for path, tree in modules.items()
        if not path.startswith("doors/")  # where a JSON document is called what it is
        for node in ast.walk(tree)
        if (isinstance(node, ast.arg) and STRANGE_WORDS.match(node.arg))
        or (isinstance(node, ast.FunctionDef | ast.ClassDef) and STRANGE_WORDS.match(node.name.lower()))
    ]
    assert strange == []
