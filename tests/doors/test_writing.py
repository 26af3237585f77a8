from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from commonhold.doors.writing import ChangedFileError, UnwritableTextError, rewrite
from commonhold.errors import DiskError


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_a_file_is_replaced_and_keeps_its_rights(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"teh")
    path.chmod(0o604)
    rewrite(str(path), b"teh", b"the")
    assert path.read_bytes() == b"the"
    assert stat.S_IMODE(path.stat().st_mode) == 0o604
    assert names(tmp_path) == ["a.md"]


def test_a_file_changed_in_the_meantime_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"somebody else's")
    with pytest.raises(ChangedFileError, match="changed while it was being checked"):
        rewrite(str(path), b"teh", b"the")
    assert path.read_bytes() == b"somebody else's"
    assert names(tmp_path) == ["a.md"]


def test_a_link_stays_a_link_and_its_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target = tmp_path / "real/a.md"
    target.write_bytes(b"teh")
    link = tmp_path / "link.md"
    link.symlink_to("real/a.md")
    rewrite(str(link), b"teh", b"the")
    assert link.is_symlink()
    assert target.read_bytes() == b"the"
    assert names(tmp_path / "real") == ["a.md"]


def test_what_is_no_ordinary_file_is_left_alone() -> None:
    with pytest.raises(UnwritableTextError, match="not an ordinary file"):
        rewrite(os.devnull, b"", b"the")


def test_a_file_that_is_gone_is_not_made_again(tmp_path: Path) -> None:
    with pytest.raises(DiskError, match="no such file"):
        rewrite(str(tmp_path / "a.md"), b"teh", b"the")
    assert names(tmp_path) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
@pytest.mark.parametrize(("file_mode", "folder_mode"), [(0o444, 0o755), (0o644, 0o555)])
def test_a_file_that_may_not_be_written_is_left_alone(tmp_path: Path, file_mode: int, folder_mode: int) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"teh")
    path.chmod(file_mode)
    tmp_path.chmod(folder_mode)
    try:
        with pytest.raises(UnwritableTextError):
            rewrite(str(path), b"teh", b"the")
    finally:
        tmp_path.chmod(0o755)
    assert path.read_bytes() == b"teh"
    assert names(tmp_path) == ["a.md"]
