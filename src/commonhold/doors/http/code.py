"""The source of this very program as one file, made from what is installed: the same files give the same bytes.

Models are not in it; they are offered beside it. Nor is what was compiled, which is made of ``native.c``.
"""

from __future__ import annotations

import gzip
import io
import tarfile
from functools import cache
from importlib import metadata
from pathlib import Path

from commonhold import __version__

PACKAGE = Path(__file__).resolve().parents[2]
NAME = f"commonhold-{__version__}"
_LEFT_OUT = {"__pycache__", "models"}
_COMPILED = (".pyc", ".so", ".so.1", ".pyd", ".dll")


@cache
def code_archive() -> bytes:
    """Return the package as a ``.tar.gz``, in the folder ``commonhold-VERSION``."""
    packed = io.BytesIO()
    with (
        gzip.GzipFile("", "wb", 9, packed, mtime=0) as compressed,
        tarfile.open(fileobj=compressed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for name, data in sorted(_files().items()):
            member = tarfile.TarInfo(f"{NAME}/{name}")  # no owner, no time
            member.size = len(data)
            member.mode = 0o644
            archive.addfile(member, io.BytesIO(data))
    return packed.getvalue()


def project_address() -> str | None:
    """Return the address of the project as this installation states it; None if it states none."""
    try:
        stated = metadata.metadata("commonhold").get_all("Project-URL") or []
    except metadata.PackageNotFoundError:
        return None
    return next((str(each).partition(",")[2].strip() for each in stated), None)


def _files() -> dict[str, bytes]:
    found = {
        f"src/commonhold/{path.relative_to(PACKAGE).as_posix()}": path.read_bytes()
        for path in PACKAGE.rglob("*")
        if path.is_file()
        and not path.name.endswith(_COMPILED)
        and not _LEFT_OUT.intersection(path.relative_to(PACKAGE).parts)
    }
    for name, path in _papers():
        found.setdefault(name, path.read_bytes())
    return found


def _papers() -> list[tuple[str, Path]]:
    """Return the licence and the description, as the installation or the checkout has them."""
    checkout = PACKAGE.parents[1]
    if PACKAGE.parent.name == "src" and (checkout / "pyproject.toml").is_file():
        names = ("LICENSE", "README.md", "pyproject.toml", "hatch_build.py", "Makefile")
        return [(name, checkout / name) for name in names if (checkout / name).is_file()]
    try:
        listed = metadata.files("commonhold") or []
    except metadata.PackageNotFoundError:
        return []
    papers = [each for each in listed if ".dist-info" in str(each) and each.name in ("METADATA", "LICENSE")]
    return [(each.name, Path(str(each.locate()))) for each in papers]
