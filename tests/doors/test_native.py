"""Finding the compiled helper: where it is, is right and is wanted; everywhere else numpy does its work."""

from __future__ import annotations

import importlib
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from commonhold.doors import native as native_
from commonhold.doors.native import NativeLibrary, found_native
from commonhold.train.letters import LONGEST, MOST_CHANGED
from commonhold.train.reading import AFTER, BEFORE

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "commonhold" / "doors" / "native.c"


@pytest.fixture(autouse=True)
def _wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COMMONHOLD_PURE", raising=False)


@pytest.fixture
def hatch_build() -> Any:
    return pytest.importorskip("hatch_build", reason="hatchling is not installed")


def test_the_library_is_found_where_it_was_put(library: Path) -> None:
    assert isinstance(found_native(library), NativeLibrary)


@pytest.mark.parametrize(("value", "is_wanted"), [("1", False), ("yes", False), ("0", True), ("", True)])
def test_who_asks_for_pure_python_gets_it(
    library: Path, monkeypatch: pytest.MonkeyPatch, value: str, is_wanted: bool
) -> None:
    monkeypatch.setenv("COMMONHOLD_PURE", value)
    assert (found_native(library) is not None) == is_wanted


def test_what_is_missing_or_no_library_is_done_without(tmp_path: Path) -> None:
    assert found_native(tmp_path / "libnative.so.1") is None
    (tmp_path / "libnative.so.1").write_bytes(b"\x7fELF, but no more")
    assert found_native(tmp_path / "libnative.so.1") is None


@pytest.mark.parametrize("change", ["#define VERSION 999", ""])
def test_a_library_of_another_version_is_not_used(hatch_build: Any, library: Path, tmp_path: Path, change: str) -> None:
    text = re.sub(r"#define VERSION \d+", "#define VERSION 999", SOURCE.read_text(encoding="utf-8"))
    if not change:
        text = "int nothing(void) { return 1; }\n"
    (tmp_path / "other.c").write_text(text, encoding="utf-8")
    assert hatch_build.compiled(tmp_path / "other.c", tmp_path / "libother.so")
    assert found_native(tmp_path / "libother.so") is None


def test_both_sides_agree_on_their_numbers() -> None:
    numbers = dict(re.findall(r"#define (\w+) (\d+)\b", SOURCE.read_text(encoding="utf-8")))
    told = {name: int(numbers[name]) for name in ("VERSION", "BEFORE", "AFTER", "LONGEST", "MEMORY_BITS")}
    assert told == {
        "VERSION": native_.VERSION,
        "BEFORE": BEFORE,
        "AFTER": AFTER,
        "LONGEST": LONGEST + MOST_CHANGED,
        "MEMORY_BITS": native_._MEMORY.bit_length() - 1,
    }
    assert native_._LENGTHS == LONGEST + MOST_CHANGED + 2


def test_the_source_compiles_without_a_warning(library: Path) -> None:
    command = ["cc", "-std=c11", "-Wall", "-Wextra", "-Wconversion", "-Wpedantic", "-fsyntax-only", str(SOURCE)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def built(hatch_build: Any, root: Path) -> dict[str, Any]:
    """What the hook tells the builder of a wheel."""
    hook = hatch_build.NativeHook(str(root), {}, None, None, str(root / "dist"), "wheel")
    told: dict[str, Any] = {"artifacts": [], "pure_python": True}
    hook.initialize("standard", told)
    return told


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    copy = tmp_path / "src" / "commonhold" / "doors" / "native.c"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(SOURCE.read_bytes())
    return tmp_path


def test_a_wheel_with_the_library_is_tagged_for_its_platform_and_any_python(
    hatch_build: Any, library: Path, tree: Path
) -> None:
    told = built(hatch_build, tree)
    assert told["artifacts"] == ["src/commonhold/doors/libnative.so.1"]
    assert told["pure_python"] is False
    assert re.fullmatch(r"py3-none-\w+_\w+", told["tag"])
    assert found_native(tree / told["artifacts"][0])


@pytest.mark.parametrize(
    "variables", [{"CC": "false"}, {"CC": "a-compiler-nobody-has"}, {"COMMONHOLD_PURE": "1"}], ids=str
)
def test_without_a_compiler_the_wheel_goes_without(
    hatch_build: Any, tree: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    old = tree / hatch_build.LIBRARY
    old.write_bytes(b"of a build before")
    assert built(hatch_build, tree) == {"artifacts": [], "pure_python": True}
    assert [path.name for path in old.parent.iterdir()] == ["native.c"]


def test_source_and_library_are_where_the_loader_looks(hatch_build: Any) -> None:
    assert ROOT / hatch_build.SOURCE == SOURCE
    loader = importlib.import_module("commonhold.doors.native")
    assert loader.LIBRARY.name == hatch_build.LIBRARY.name
