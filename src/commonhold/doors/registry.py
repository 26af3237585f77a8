"""Registries of opt-outs on disk: the one that comes with the program, and those that a community keeps."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from commonhold.errors import AskedWronglyError, DiskError
from commonhold.optouts import OptOuts
from commonhold.release.file import write_whole

NAME = "opt-outs.jsonl"
MAX_BYTES = 256 * 1024 * 1024


class RegistryError(AskedWronglyError):
    """The registry of opt-outs {path} cannot be read: {what}."""

    advice = "Correct that line, or begin a new registry with `commonhold opt-out add`."


def default_opt_outs() -> OptOuts:
    """Return the registry that comes with the program."""
    return OptOuts.read(files("commonhold").joinpath(NAME).read_bytes())


def read_registry(path: Path) -> OptOuts:
    """Return the registry in a file; RegistryError where it is none."""
    try:
        if not path.is_file():
            raise RegistryError(path=path, what="there is no such file" if not path.exists() else "it is not a file")
        if path.stat().st_size > MAX_BYTES:
            raise RegistryError(path=path, what=f"it is larger than {MAX_BYTES // 1024**2} MiB")
        return OptOuts.read(path.read_bytes())
    except OSError as error:
        raise RegistryError(path=path, what=error.strerror or str(error)) from None
    except ValueError as error:
        raise RegistryError(path=path, what=str(error)) from None


def read_opt_outs(paths: Iterable[Path]) -> OptOuts:
    """Return the program's own registry together with those in files."""
    found = default_opt_outs()
    for path in paths:
        found = found.joined(read_registry(path).entries)
    return found


def write_registry(path: Path, opt_outs: OptOuts) -> None:
    """Write a registry beside its file and rename it over, so that it is there whole or as before."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path.resolve(), opt_outs.to_bytes(), mode=0o644)
    except OSError as error:
        raise DiskError(path=path, what=error.strerror or str(error)) from None
