from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhold.doors.workbench import (
    finished,
    key,
    read_arrays,
    read_records,
    sweep,
    write_arrays,
    write_records,
)
from commonhold.errors import DiskError

FULL = Path("/dev/full")
TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30)


def test_a_step_appears_when_it_is_whole_and_is_not_made_twice(tmp_path: Path) -> None:
    made: list[Path] = []

    def make(folder: Path) -> None:
        assert not (tmp_path / "steps" / "a").exists()
        made.append(folder)
        (folder / "x").write_text("1", encoding="utf-8")

    assert finished(tmp_path / "steps" / "a", make) == finished(tmp_path / "steps" / "a", make)
    assert len(made) == 1
    assert (tmp_path / "steps" / "a" / "x").read_text(encoding="utf-8") == "1"


def test_a_step_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def make(folder: Path) -> None:
        (folder / "x").write_text("1", encoding="utf-8")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        finished(tmp_path / "steps" / "a", make)
    assert list((tmp_path / "steps").iterdir()) == []


@pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize(
    "write",
    [
        lambda path: write_records(path, [{"a": 1}]),
        lambda path: write_arrays(path, {"a": np.arange(9)}),
    ],
)
def test_a_full_disk_is_one_sentence(tmp_path: Path, write) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DiskError, match="No space left"):
        finished(tmp_path / "steps" / "a", lambda folder: write(FULL))


def test_leftovers_of_a_stopped_build_are_swept(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (tmp_path / "read" / f"abc.new{gone.pid}").mkdir(parents=True)
    (tmp_path / "read" / f"other.new{os.getpid()}").mkdir()
    (tmp_path / "read" / "abc").mkdir()
    sweep(tmp_path)
    assert sorted(path.name for path in (tmp_path / "read").iterdir()) == ["abc", f"other.new{os.getpid()}"]


def test_a_key_depends_on_every_part() -> None:
    assert key(finished, 1) == key(finished, 1)
    keys = {key(finished, 1), key(finished, 2), key(sweep, 1), key(finished, [1]), key(finished, "1")}
    assert len(keys) == 5


@settings(max_examples=30)
@given(st.lists(st.dictionaries(TEXT, TEXT, max_size=3)))
def test_records_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("records") / "a.zst"
    write_records(path, records)
    assert list(read_records(path)) == records


def test_arrays_come_back_as_they_were(tmp_path: Path) -> None:
    write_arrays(tmp_path / "a", {"x": np.arange(6, dtype=np.uint32).reshape(2, 3), "y": np.zeros(0)})
    read = read_arrays(tmp_path / "a")
    assert read["x"].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert read["y"].shape == (0,)
