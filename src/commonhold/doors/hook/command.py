"""The commands ``commonhold hook …``: what git's hooks call. They warn, and keep a commit back only where asked to."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commonhold.doors import exits

if TYPE_CHECKING:
    from commonhold.doors.opening import Opener
    from commonhold.doors.surroundings import Surroundings
    from commonhold.doors.voice import Voice
    from commonhold.finding import Finding

hook_app = typer.Typer(name="hook", rich_markup_mode=None, invoke_without_command=True)

_BLOCK = typer.Option("--block", help="End with 1 when something is found; git config commonhold.block true does so.")


@hook_app.callback()
def hooks(context: typer.Context) -> None:
    """Check what is about to be committed; made for the hooks of git, see `commonhold setup git`."""
    if context.invoked_subcommand is None:
        print(context.get_help())


@hook_app.command("commit-msg")
def commit_msg(
    context: typer.Context,
    message: Annotated[Path, typer.Argument(metavar="FILE", help="The file with the message, which git names.")],
    block: Annotated[bool, _BLOCK] = False,
) -> None:
    """Check a commit message, without comments, trailers and what stands below the scissors.

    Exit code 0: nothing found, or findings are only told; 1: something found, and commits are to be kept back.
    """
    from commonhold.doors.hook.commit import own_words
    from commonhold.doors.hook.repository import setting
    from commonhold.doors.reading import STDIN, read_text

    here = Path.cwd()
    text = read_text(str(message), "markdown")
    comment = setting(here, "core.commentString") or setting(here, "core.commentChar")
    own = own_words(text.source, comment)
    if not own.strip():
        return
    around, voice = _around(context.obj), _voice()
    found = around.opened(STDIN).checker.check_source(own, "markdown")
    findings = around.kept(STDIN, own, found)
    voice.report("commit message", own, findings)
    raise typer.Exit(_told(voice, len(findings), "the commit message", here, block))


@hook_app.command("pre-commit")
def pre_commit(context: typer.Context, block: Annotated[bool, _BLOCK] = False) -> None:
    """Check the lines of prose that are new in what is staged, as they will be committed.

    Exit code 0: nothing found, or findings are only told; 1: something found, and commits are to be kept back.
    """
    from commonhold.doors.hook.repository import top
    from commonhold.doors.hook.staged import findings_in, staged

    here = top(Path.cwd())
    around, voice = _around(context.obj), _voice()
    count = 0
    for each in staged(here):
        source, found = _checked(around, voice, str(here / each.path), each.path, each.data)
        findings = findings_in(found, source, each.new)
        voice.report(each.path, source, findings)
        count += len(findings)
    raise typer.Exit(_told(voice, count, "what is staged", here, block))


def _checked(around: Surroundings, voice: Voice, name: str, path: str, data: bytes) -> tuple[str, list[Finding]]:
    """Return a staged text and the findings in it; none, and a note, where it is no text."""
    from commonhold.curate.prose import kind_of
    from commonhold.doors.reading import NotTextError, decode

    if around.settings(name).excludes(name):
        return "", []
    try:
        _, _, source = decode(path, data)
    except NotTextError as error:
        voice.note(f"{error}"[:-1])
        return "", []
    found = around.opened(name).checker.check_source(source, kind_of(path) or "text") if source else []
    return source, around.kept(name, source, found)


def _around(opener: Opener) -> Surroundings:
    from commonhold.doors.surroundings import Surroundings

    return Surroundings(lambda settings: opener(settings.language, None, settings.sensitivity))


def _voice() -> Voice:
    from commonhold.doors.terminal import look_of
    from commonhold.doors.voice import Voice

    return Voice(sys.stdout, look_of(sys.stdout, "auto"))


def _told(voice: Voice, count: int, where: str, here: Path, block: bool) -> int:
    """Say what becomes of the commit, if something was found, and return the exit code."""
    from commonhold.doors.hook.repository import setting
    from commonhold.doors.report import counted

    if not count:
        return exits.CLEAN
    block = block or setting(here, "commonhold.block", "bool") == "true"
    found = f"{counted(count, 'finding')} in {where}"
    if block:
        voice.tell([f"{found}; nothing was committed. `git commit --no-verify` commits all the same."])
        return exits.FOUND
    voice.tell([f"{found}; `git config commonhold.block true` would have kept the commit back."])
    return exits.CLEAN
