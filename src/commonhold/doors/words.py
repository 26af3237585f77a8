"""The commands ``commonhold words …``: put words into lists, take them out, show what there is.

How lists are read and written is told in ``dictionaries`` and ``wordbook``; here is what a person asks and hears.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commonhold.errors import AskedWronglyError

if TYPE_CHECKING:
    from commonhold.doors.dictionaries import WordList


class BothListsError(AskedWronglyError):
    """A word goes into one list, so --user and --project cannot be used together."""

    advice = "Run the command twice to have it in both."


words_app = typer.Typer(
    name="words",
    rich_markup_mode=None,
    invoke_without_command=True,
)

_WORDS = typer.Argument(
    metavar="WORD", help="Words as they are written in texts; small letters stand for capitals too."
)
_PROJECT = typer.Option("--project", help="The list of the project around this folder, for all who write in it.")
_USER = typer.Option("--user", help="Your own list, for all texts; this is the default.")
_LANGUAGE = typer.Option("--language", metavar="CODE", help="The list for texts in this language alone.")


@words_app.callback()
def declared(context: typer.Context) -> None:
    """Put words that you declare right into lists, take them out, list them."""
    if context.invoked_subcommand is None:
        print(context.get_help())


@words_app.command("add")
def add(
    words: Annotated[list[str], _WORDS],
    project: Annotated[bool, _PROJECT] = False,
    user: Annotated[bool, _USER] = False,
    language: Annotated[str | None, _LANGUAGE] = None,
) -> None:
    """Put words into a list of right words; those that are there already stay as they are.

    Exit code 0: the list has them now; 2: a word or the list cannot be used; 4: the list could not be written.
    """
    from commonhold.doors.wordbook import add_words, list_path

    change = add_words(list_path(_whose(project, user), None, language), words)
    if change.done:
        print(f"{change.path}: added {', '.join(change.done)}")
    if change.needless:
        print(f"{change.path}: already there: {', '.join(change.needless)}")


@words_app.command("remove")
def remove(
    words: Annotated[list[str], _WORDS],
    project: Annotated[bool, _PROJECT] = False,
    user: Annotated[bool, _USER] = False,
    language: Annotated[str | None, _LANGUAGE] = None,
) -> None:
    """Take words out of a list. Where another list has them too, that is said.

    Exit code 0: the list does not have them now; 2: a word or the list cannot be used; 4: it could not be written.
    """
    from commonhold.doors.dictionaries import lists_for
    from commonhold.doors.wordbook import list_path, remove_words

    change = remove_words(list_path(_whose(project, user), None, language), words)
    if change.done:
        print(f"{change.path}: removed {', '.join(change.done)}")
    if change.needless:
        print(f"{change.path}: not there: {', '.join(change.needless)}")
    for found in lists_for(Path.cwd(), language):
        still = [word for word in (*change.done, *change.needless) if word in found.words]
        if still:
            print(f"note: {found.place.path} has {', '.join(still)}", file=sys.stderr)


@words_app.command("list")
def show(
    language: Annotated[
        str | None, typer.Option("--language", metavar="CODE", help="Only lists that hold for this language.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="List as one JSON object.")] = False,
) -> None:
    """List the words that hold for texts in this folder, by the files they are from.

    Exit code 0: all lists were read; 3: some could not be read.
    """
    from commonhold.doors import exits
    from commonhold.doors.dictionaries import OURS, lists_for
    from commonhold.doors.settings import settings_for
    from commonhold.doors.voice import complain

    here = Path.cwd()
    found = lists_for(here, language, settings_for(here).word_lists)
    if as_json:
        print(json.dumps({"lists": [record(each) for each in found]}, ensure_ascii=False, indent=2))
    else:
        _print(found)
    for each in found:
        if each.trouble:
            complain(each.trouble)
    raise typer.Exit(exits.UNREAD if any(each.trouble and each.place.origin in OURS for each in found) else exits.CLEAN)


def record(found: WordList) -> dict[str, Any]:
    """Return a list as JSON values."""
    place = found.place
    return {
        "path": place.path,
        "origin": place.origin,
        "language": place.language or None,
        "words": list(found.words),
        "refused": list(found.refused),
        "error": str(found.trouble) if found.trouble else None,
    }


def _print(found: list[WordList]) -> None:
    from commonhold.doors.report import counted, visible

    read = [each for each in found if not each.trouble]
    for each in read:
        language = f", {each.place.language}" if each.place.language else ""
        print(f"{visible(each.place.path)} ({each.place.origin}{language}): {counted(len(each.words), 'word')}")
        for word in each.words:
            print(f"  {visible(word)}")
        for word in each.refused:
            print(f"  {visible(word)} (forbidden)")
    if not read:
        print("No words are declared right here; `commonhold words add WORD` begins a list.")


def _whose(project: bool, user: bool) -> str:
    if project and user:
        raise BothListsError
    return "project" if project else "user"
