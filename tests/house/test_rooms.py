"""The river flows one way, and pure rooms touch nothing: read from the syntax of every module."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

RIVER = ("gather", "curate", "train", "release", "check", "doors")
PURE = {"nouns", "curate", "train", "check"}
WORLD = tomllib.loads(Path(__file__).with_name("world.toml").read_text(encoding="utf-8"))
PURE_PATHS = {"PurePath", "PurePosixPath"}
PICKLES = {"cloudpickle", "dill", "joblib", "marshal", "pickle", "shelve"}
MODULE_OF = {
    "charset-normalizer": "charset_normalizer",
    "license-expression": "license_expression",
    "lightgbm": "lightgbm",
    "lingua-language-detector": "lingua",
    "pyarrow": "pyarrow",
    "pygit2": "pygit2",
}


def room_of(path: str) -> str:
    """The room a module lives in; modules at the root of the package are nouns, ``__main__`` is a door."""
    head, slash, _ = path.partition("/")
    if slash:
        return head
    return "doors" if head == "__main__.py" else "nouns"


def imports(path: str, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every imported name with its line, in full (``commonhold.check.x.y``), relative ones resolved."""
    package = ["commonhold", *path.split("/")[:-1]]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            stem = ".".join([*start, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{stem}.{alias.name}") for alias in node.names)


def upstream_breaches(path: str, tree: ast.Module) -> list[str]:
    """Imports of a room that lies downstream of the module's own."""
    room = room_of(path)
    reach = -1 if room == "nouns" else RIVER.index(room)
    breaches = []
    for line, name in imports(path, tree):
        parts = name.split(".")
        target = parts[1] if parts[0] == "commonhold" and len(parts) > 1 else ""
        if target in RIVER and RIVER.index(target) > reach:
            breaches.append(f"{path}:{line} ({room}) imports {name}")
    return breaches


def purity_breaches(path: str, tree: ast.Module) -> list[str]:
    """Imports and calls by which a module of a pure room would touch the world."""
    if room_of(path) not in PURE:
        return []
    breaches = []
    for line, name in imports(path, tree):
        first, _, rest = name.partition(".")
        if first in WORLD["imports"] or (first == "pathlib" and rest not in PURE_PATHS) or name == "io.open":
            breaches.append(f"{path}:{line} imports {name}")
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case ast.Name(id=name) if name in WORLD["functions"]:
                breaches.append(f"{path}:{node.lineno} calls {name}()")
            case ast.Attribute(value=ast.Name(id="np" | "numpy"), attr="load" | "save" as name):
                breaches.append(f"{path}:{node.lineno} calls numpy.{name}()")
            case ast.Attribute(attr=name) if name in WORLD["methods"]:
                breaches.append(f"{path}:{node.lineno} calls .{name}()")
    return breaches


def every_breach(modules: dict[str, ast.Module], rule: object) -> list[str]:
    """The breaches of one rule in all modules, in order."""
    assert callable(rule)
    return [breach for path, tree in modules.items() for breach in rule(path, tree)]


def test_every_folder_of_the_package_is_a_room_of_the_river(root: Path) -> None:
    folders = {path.parent.name for path in (root / "src" / "commonhold").glob("*/__init__.py")}
    assert folders <= set(RIVER)


def test_a_room_imports_only_nouns_and_rooms_upstream(modules: dict[str, ast.Module]) -> None:
    assert every_breach(modules, upstream_breaches) == []


def test_nouns_and_pure_rooms_touch_no_disk_net_clock_or_process(modules: dict[str, ast.Module]) -> None:
    assert every_breach(modules, purity_breaches) == []


def test_nothing_loads_pickles(modules: dict[str, ast.Module]) -> None:
    pickled = [
        f"{path}:{line} imports {name}"
        for path, tree in modules.items()
        for line, name in imports(path, tree)
        if name.partition(".")[0] in PICKLES
    ]
    allowed = [
        f"{path}:{node.lineno} passes {node.arg}"
        for path, tree in modules.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == "allow_pickle" and ast.unparse(node.value) != "False"
    ]
    assert pickled + allowed == []


def test_only_doors_catch_everything(modules: dict[str, ast.Module]) -> None:
    broad = {"", "Exception", "BaseException"}
    assert [
        f"{path}:{node.lineno}"
        for path, tree in modules.items()
        if room_of(path) != "doors"
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (ast.unparse(node.type) if node.type else "") in broad
        # Tidying up and raising again hides nothing.
        and not isinstance(node.body[-1], ast.Raise)
    ] == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("train/counts.py", "from commonhold.check import findings"),
        ("train/counts.py", "from commonhold import doors"),
        ("train/counts.py", "from ..release import bundle"),
        ("curate/licence.py", "def f():\n    import commonhold.train.tokens"),
        ("work.py", "from .gather import git"),
    ],
)
def test_an_import_from_downstream_is_caught(path: str, source: str) -> None:
    assert len(upstream_breaches(path, ast.parse(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "import os",
        "from urllib.request import urlopen",
        "from pathlib import Path",
        "open('x')",
        "path.read_text()",
        "numpy.load('x.npy')",
        "datetime.now()",
        "sorted(words, key=lambda word: hash(word))",
    ],
)
def test_touching_the_world_in_a_pure_room_is_caught(source: str) -> None:
    assert len(purity_breaches("check/candidates.py", ast.parse(source))) == 1
    assert purity_breaches("gather/git.py", ast.parse(source)) == []


def test_checking_imports_without_the_parts_of_the_build_extra(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [line.split(">")[0] for line in project["optional-dependencies"]["build"]]
    program = f"""
import importlib, pkgutil, sys
refused = {sorted(MODULE_OF[name] for name in names)!r}
class Refuse:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] in refused:
            raise ModuleNotFoundError(name + " belongs to the build extra")
sys.meta_path.insert(0, Refuse)
import commonhold.check, commonhold.doors.cli
for module in pkgutil.iter_modules(commonhold.check.__path__, "commonhold.check."):
    importlib.import_module(module.name)
try:
    import pygit2
except ModuleNotFoundError:
    print("refused as told")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("refused as told\n", "")
