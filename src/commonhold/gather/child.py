"""git as a child process: by argument list, never a shell, and deaf to every configuration but its own.

Reading goes through a passing, empty repository that borrows the objects of the real one, so that nothing a
stranger's ``config``, hooks, attributes or replacement refs say is ever obeyed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commonhold.errors import CommonholdError, DiskError, SourceError
from commonhold.gather.shelf import writing

_QUIET = (
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.attributesFile=/dev/null",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "safe.directory=*",
    "--no-pager",
)
_KEPT = ("GIT_SSL_CAINFO", "GIT_SSL_CAPATH")  # which certificates to trust is the machine's business


def environment(**more: str) -> dict[str, str]:
    """Return the environment of a child: ours without any ``GIT_`` setting, no prompts, plain English messages."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("GIT_") or key in _KEPT}
    return inherited | {
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_ALLOW_PROTOCOL": "https:file",
        **more,
    }


def git(source: str, *arguments: str) -> bytes:
    """Run a git command to its end and return what it wrote.

    Raises :class:`SourceError` with git's last line, or :class:`DiskError`.
    """
    try:
        done = subprocess.run(
            ["git", *_QUIET, *arguments], env=environment(), stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    except FileNotFoundError:
        raise SourceError(source=source, what="git is not installed here; install it") from None
    if done.returncode:
        verb = next((word for word in arguments if not word.startswith("-")), "")
        raise git_failed(source, verb, done.stderr)
    return done.stdout


def git_failed(source: str, verb: str, stderr: bytes) -> CommonholdError:
    """Return the error for what git wrote on its way out."""
    lines = [line.strip() for line in stderr.decode("utf-8", "replace").splitlines() if line.strip()]
    if any("No space left on device" in line for line in lines):
        return DiskError(path=f"the clone of {source}", what="No space left on device")
    fatal = [line for line in lines if line.startswith(("fatal:", "error:"))] or lines or ["it said nothing"]
    return SourceError(source=source, what=f"git {verb} failed ({fatal[0]})")


@contextmanager
def reading(
    source: str, repository: Path, cache: Path, pin: str, verb: str, *arguments: str | bytes, told: bytes = b""
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a git command that reads the objects of ``repository``; the child is ended on the way out.

    The mailmap is that of the commit ``pin``; ``told`` is what the command reads on its standard input. Raises
    :class:`SourceError` when the output was read to its end and git reports a failure.
    """
    with writing(cache):
        cache.mkdir(parents=True, exist_ok=True)
        passing = tempfile.TemporaryDirectory(prefix=f"{verb}-", dir=cache)
    with (
        passing as borrowed,
        tempfile.TemporaryFile(dir=borrowed) as said,
        tempfile.TemporaryFile(dir=borrowed) as asks,
    ):
        with writing(cache):
            _empty_repository(Path(borrowed), repository)
            asks.write(told)
            asks.seek(0)
        command = ["git", *_QUIET, f"--git-dir={borrowed}", "-c", f"mailmap.blob={pin}:.mailmap", verb, *arguments]
        child = subprocess.Popen(
            command,
            env=environment(GIT_OBJECT_DIRECTORY=str((repository / "objects").resolve())),
            stdin=asks,
            stdout=subprocess.PIPE,
            stderr=said,
        )
        with child:
            read_whole = False
            try:
                yield child
                read_whole = child.stdout is not None and not child.stdout.read(1)
            finally:
                if not read_whole:
                    child.kill()
        if read_whole and child.returncode:
            said.seek(0)
            raise git_failed(source, verb, said.read())


def _empty_repository(borrowed: Path, repository: Path) -> None:
    (borrowed / "refs").mkdir()
    (borrowed / "HEAD").write_text("ref: refs/heads/none\n")
    (borrowed / "config").write_text("[core]\n\trepositoryformatversion = 0\n\tbare = true\n")
    if (repository / "shallow").is_file():
        shutil.copyfile(repository / "shallow", borrowed / "shallow")
