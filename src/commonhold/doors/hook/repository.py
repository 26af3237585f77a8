"""A git repository as a hook sees it: asked by starting git, with the user's own settings of git."""

from __future__ import annotations

import subprocess
from pathlib import Path

from commonhold.errors import AskedWronglyError, WorldError


class NoRepositoryError(AskedWronglyError):
    """{folder} is in no git repository with files of its own: {what}."""

    advice = "Run this inside a repository, or make one with `git init`."


class GitError(WorldError):
    """Git could not be asked: {what}."""

    advice = "See that git is installed and that the repository is sound."


def ask(folder: Path, *arguments: str) -> bytes:
    """Return what git says; GitError with its last words where it fails or is not there."""
    done = _done(folder, *arguments)
    if done.returncode:
        raise GitError(what=_last_words(done))
    return done.stdout


def setting(folder: Path, name: str, kind: str = "") -> str:
    """Return a setting of git (of a ``kind`` such as bool, if given), empty where there is none."""
    typed = (f"--type={kind}",) if kind else ()
    done = _done(folder, "config", *typed, "--get", name)
    if done.returncode > 1:
        raise GitError(what=_last_words(done))
    return done.stdout.decode("utf-8", "replace").strip()


def top(folder: Path) -> Path:
    """Return the folder of the work tree around a folder; NoRepositoryError where there is none."""
    done = _done(folder, "rev-parse", "--show-toplevel")
    if done.returncode:
        raise NoRepositoryError(folder=folder, what=_last_words(done))
    return _path(done.stdout)


def shared_folder(folder: Path) -> Path:
    """Return the folder git keeps a repository in, the same for all its work trees."""
    return (folder / _path(ask(folder, "rev-parse", "--git-common-dir"))).resolve()


def hooks_folder(folder: Path) -> Path:
    """Return the folder hooks are in, as ``core.hooksPath`` says."""
    return folder / _path(ask(folder, "rev-parse", "--git-path", "hooks"))


def _done(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, stdin=subprocess.DEVNULL)
    except OSError as error:
        raise GitError(what=f"there is no program git ({(error.strerror or str(error)).lower()})") from error


def _path(said: bytes) -> Path:
    import os

    return Path(os.fsdecode(said.rstrip(b"\r\n")))


def _last_words(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[0].removeprefix("fatal: ") if lines else f"it ended with {done.returncode}"
