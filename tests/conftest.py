"""What all rooms' tests share: an empty home, drawn examples without a clock, and the compiled helper, made anew."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from commonhold.doors.native import NativeLibrary, found_native

ROOT = Path(__file__).resolve().parents[1]

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    # Started in the background of a shell, these tests and all programs they start would be deaf to Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("commonhold", deadline=None)  # how long an example takes says how busy the machine is
settings.load_profile("commonhold")


@pytest.fixture(scope="session", autouse=True)
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        patch.delenv("XDG_CONFIG_HOME", raising=False)
        yield home


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that an installation would compile here."""
    hatch_build = pytest.importorskip("hatch_build", reason="hatchling is not installed")
    if not shutil.which("cc"):
        pytest.skip("there is no C compiler")
    made = tmp_path_factory.mktemp("native") / "libnative.so.1"
    assert hatch_build.compiled(ROOT / hatch_build.SOURCE, made)
    return made


@pytest.fixture(scope="session")
def native(library: Path) -> NativeLibrary:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("COMMONHOLD_PURE", raising=False)
        found = found_native(library)
    assert found
    return found
