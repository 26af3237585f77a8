"""Packs the browser extension into one file, the same bytes each time: ``python extensions/pack.py FILE.zip``."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

FOLDER = Path(__file__).with_name("browser")
EARLIEST = (1980, 1, 1, 0, 0, 0)


def pack(place: Path) -> None:
    """Write everything in the folder to a file, in the order of the names and without times."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(place, "w") as package:
        for path in sorted(each for each in FOLDER.rglob("*") if each.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(FOLDER).as_posix(), EARLIEST)
            entry.external_attr = 0o644 << 16
            package.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("Say where to write: python extensions/pack.py FILE.zip")
    pack(Path(sys.argv[1]))
