"""The ``commonhold`` command: one function per command, heavy imports inside it, so that ``--help`` is quick.

Only this module catches errors. An error says a sentence and an advice; its exit code is that of its class.
"""

from __future__ import annotations

import io
import json
import os
import signal
import sys
from collections.abc import Sequence
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Never

import typer

from commonhold import __version__
from commonhold.doors import exits
from commonhold.doors.choices import Colour, Fix, Format, Kind
from commonhold.doors.consent import consent
from commonhold.doors.export import export
from commonhold.doors.hook.command import hook_app
from commonhold.doors.identify import identify
from commonhold.doors.lsp.command import lsp
from commonhold.doors.manifest_commands import manifest_app
from commonhold.doors.obligations import licence, obligations
from commonhold.doors.opening import Opened, Opener, open_checker
from commonhold.doors.opt_out import opt_out_app
from commonhold.doors.options import JOBS, JSON, MIRROR, OPT_OUTS, WORK
from commonhold.doors.rebuild import rebuild
from commonhold.doors.release import release
from commonhold.doors.serve import serve
from commonhold.doors.setup.command import setup
from commonhold.doors.signing import add_signing
from commonhold.doors.verify import verify
from commonhold.doors.words import words_app
from commonhold.errors import AskedWronglyError, CommonholdError

if TYPE_CHECKING:
    from commonhold.doors.settings import Settings
    from commonhold.doors.surroundings import Surroundings


class NothingGivenError(AskedWronglyError):
    """No text was given."""

    advice = "Give files or folders, or - for standard input; see `commonhold check --help`."


class TogetherError(AskedWronglyError):
    """{one} and {other} cannot be used together."""

    advice = "Leave one of them out."


app = typer.Typer(
    name="commonhold",
    help="Language tools held in common: a proofreader that runs on your own machine and can say what it stands on.",
    add_completion=False,
    # Plain help and plain errors: rich ones cost a tenth of a second at every start.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(words_app)
app.command()(lsp)
app.add_typer(hook_app)
app.add_typer(opt_out_app)
app.add_typer(manifest_app)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"commonhold {__version__}")
        raise typer.Exit


@app.callback()
def commonhold(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and stop.")
    ] = False,
    debug: Annotated[
        bool,
        typer.Option("--debug", help="Show where an unexpected error came from; COMMONHOLD_DEBUG=1 does the same."),
    ] = False,
) -> None:
    """Language tools held in common: a proofreader that runs on your own machine and can say what it stands on."""


@app.command()
def check(
    context: typer.Context,
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE", help="Files and folders to check; - is standard input.", show_default=False),
    ] = None,
    kind: Annotated[
        Kind | None,
        typer.Option(
            "--type",
            metavar="KIND",
            help=f"Read every text as {', '.join(list(Kind)[:-1])} or {list(Kind)[-1]}, whatever its name.",
            show_default=False,
        ),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(
            metavar="CODE",
            help="The language of the texts, or a dialect of it: en, en-GB, or that of --model.",
            show_default=False,
        ),
    ] = None,
    model: Annotated[
        Path | None, typer.Option(metavar="BUNDLE", help="Check with the model of this bundle.", show_default=False)
    ] = None,
    sensitivity: Annotated[
        float | None,
        typer.Option(
            metavar="N",
            min=0,
            help="False alarms to accept in 1,000 words; a lower number gives fewer findings. The model has a default.",
            show_default=False,
        ),
    ] = None,
    fix: Annotated[
        Fix | None,
        typer.Option(
            metavar="[=ask|sure]",
            help="Change the files: ask about each finding (the default), or make the sure changes without asking.",
            show_default=False,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Report as one JSON object.")] = False,
    form: Annotated[
        Format,
        typer.Option(
            "--format", metavar="FORMAT", help="Report as text, as json (the same as --json), or as sarif, for forges."
        ),
    ] = Format.TEXT,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Answer lines of JSON on standard input, one text each, with lines of JSON.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Report one line for each finding and nothing else.")
    ] = False,
    colour: Annotated[
        Colour, typer.Option("--color", metavar="WHEN", help="Use colours: auto (on a terminal), always or never.")
    ] = Colour.AUTO,
    config: Annotated[bool, typer.Option("--config", help="Use settings and word lists with --jsonl as well.")] = False,
    no_config: Annotated[
        bool, typer.Option("--no-config", help="Use no settings and no word lists, neither yours nor the project's.")
    ] = False,
) -> None:
    """Find typing errors and slips of grammar in texts. Nothing leaves this machine.

    Exit code 0: nothing found; 1: something found; 3: some files or word lists could not be read.
    """
    from commonhold.doors.checking import Wishes, check_files
    from commonhold.doors.surroundings import Surroundings

    _end_quietly_when_nobody_reads()
    opener: Opener = context.obj

    def opened(settings: Settings) -> Opened:
        """Open the checker that options ask for, and settings where options say nothing."""
        code = language or (None if model else settings.language)
        return opener(code, model, settings.sensitivity if sensitivity is None else sensitivity)

    _refuse_together("--no-config", {"--config": config and no_config})
    _refuse_together("--json", {"--format": as_json and form is Format.SARIF})
    form, asked = (Format.JSON, "--json") if as_json else (form, "--format")
    around = Surroundings(opened, used=config if jsonl else not no_config)
    if jsonl:
        others = {asked: form is not Format.TEXT, "--fix": fix is not None, "a file": bool(files)}
        _refuse_together("--jsonl", others)
        _answer_lines(around, kind)
        return
    _refuse_together(asked, {"--fix": form is not Format.TEXT and fix is not None})
    if not files:
        if sys.stdin.isatty():
            raise NothingGivenError
        files = ["-"]
    wishes = Wishes(kind, form, fix or "", quiet, colour)
    raise typer.Exit(check_files(files, wishes, around))


@app.command()
def languages(
    as_json: Annotated[bool, typer.Option("--json", help="List as one JSON object.")] = False,
) -> None:
    """List the installed models: their works, words, licence and size."""
    from commonhold.doors.languages import Installed, installed, records, table
    from commonhold.doors.voice import complain

    found = list(installed())
    models = [model for model in found if isinstance(model, Installed)]
    damaged = [error for error in found if isinstance(error, CommonholdError)]
    if as_json:
        print(json.dumps({"version": __version__, "languages": records(models)}, ensure_ascii=False, indent=2))
    else:
        print("\n".join(table(models)))
    for error in damaged:
        complain(error)
    raise typer.Exit(max((error.exit_code for error in damaged), default=exits.CLEAN))


_RECIPE = typer.Argument(metavar="RECIPE", help="The TOML file that names the sources, the policy and the size.")
_OFFLINE = typer.Option("--offline", help="Use only what is here already.")
_HOLD_OUT = typer.Option("--hold-out", metavar="FILE", help="JSON Lines of texts that must not be learnt from.")


@app.command()
def curate(
    recipe: Annotated[Path, _RECIPE],
    work: Annotated[Path | None, WORK] = None,
    mirror: Annotated[Path | None, MIRROR] = None,
    offline: Annotated[bool, _OFFLINE] = False,
    hold_out: Annotated[list[Path] | None, _HOLD_OUT] = None,
    opt_outs: Annotated[list[Path] | None, OPT_OUTS] = None,
    jobs: Annotated[int | None, JOBS] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Gather a recipe's sources and show which works may be learnt from, and why others may not."""
    from commonhold.doors.building import run_curate, site_of

    run_curate(recipe, site_of(recipe, work, mirror, offline, hold_out or (), jobs, opt_outs or ()), as_json)


@app.command()
def build(
    recipe: Annotated[Path, _RECIPE],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="The bundle to write; build/LANGUAGE by default.")
    ] = None,
    work: Annotated[Path | None, WORK] = None,
    mirror: Annotated[Path | None, MIRROR] = None,
    offline: Annotated[bool, _OFFLINE] = False,
    hold_out: Annotated[list[Path] | None, _HOLD_OUT] = None,
    opt_outs: Annotated[list[Path] | None, OPT_OUTS] = None,
    jobs: Annotated[int | None, JOBS] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Build the model of a recipe and release it as a bundle. A build that was stopped goes on where it was."""
    from commonhold.doors.building import run_build, site_of

    run_build(recipe, site_of(recipe, work, mirror, offline, hold_out or (), jobs, opt_outs or ()), out, as_json)


app.command()(verify)
app.command()(rebuild)
app.command()(release)
app.command()(export)
app.command()(licence)
app.command()(obligations)
app.command()(serve)
app.command()(setup)
add_signing(app)
app.command()(consent)
app.command()(identify)


def _refuse_together(one: str, others: dict[str, bool]) -> None:
    for other, given in others.items():
        if given:
            raise TogetherError(one=one, other=other)


def _answer_lines(around: Surroundings, kind: Kind | None) -> None:
    from commonhold.doors.reading import STDIN
    from commonhold.doors.stream import answers, batches
    from commonhold.doors.voice import complain

    checker = around.opened(STDIN).checker
    for error, is_ours in around.troubles(STDIN):
        if is_ours:
            complain(error)

    def check_each(texts: Sequence[str]) -> Sequence[Sequence[Any]]:
        found = [checker.check_source(text, kind) for text in texts] if kind else checker.check_each(texts)
        return [around.kept(STDIN, text, findings) for text, findings in zip(texts, found, strict=True)]

    with open(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as stream:
        for answer in answers(batches(stream), check_each):
            sys.stdout.buffer.write(answer)
            sys.stdout.buffer.flush()


def _end_quietly_when_nobody_reads() -> None:
    """Let ``commonhold check … | head`` end as other programs do: at once and without a word."""
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def main(arguments: Sequence[str] | None = None, opener: Opener = open_checker) -> Never:
    """Run the command line and end the process with its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    arguments, debug = normalised(given)
    debug = debug or os.environ.get("COMMONHOLD_DEBUG", "") not in ("", "0")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a sign the terminal lacks must not end the run
    sys.exit(_run(arguments or ["--help"], opener, debug))


def normalised(given: Sequence[str]) -> tuple[list[str], bool]:
    """Return the arguments as they are parsed, and whether ``--debug`` was among them, in whatever place.

    ``--fix`` alone becomes ``--fix=ask``, so that it never takes a file for its value.

    >>> normalised(["check", "--fix", "a.md", "--debug", "--", "--fix"])
    (['check', '--fix=ask', 'a.md', '--', '--fix'], True)
    """
    stop = given.index("--") if "--" in given else len(given)
    options = ["--fix=ask" if argument == "--fix" else argument for argument in given[:stop] if argument != "--debug"]
    return [*options, *given[stop:]], "--debug" in given[:stop]


def _run(arguments: Sequence[str], opener: Opener, debug: bool) -> int:
    """Run the command the arguments name, and return its exit code; whatever goes wrong is said in a sentence."""
    from commonhold.doors.voice import complain, say_unexpected

    try:
        command = typer.main.get_command(_asked(arguments))
        code = command.main(list(arguments), prog_name="commonhold", standalone_mode=False, obj=opener)
        code = int(code or exits.CLEAN)
    except CommonholdError as error:
        complain(error)
        code = error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        code = exits.INTERRUPTED
    except BrokenPipeError:  # only where there is no SIGPIPE
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = exits.CLEAN
    except Exception as error:
        code = say_unexpected(error, debug)
    if code == exits.INTERRUPTED:
        print(f"{chr(10) if sys.stderr.isatty() else ''}stopped: no file is half-written", file=sys.stderr)
    return code


def _asked(arguments: Sequence[str]) -> typer.Typer:
    """Return the program with no other command than the one asked for: every parser takes a millisecond to make."""
    name = next((argument for argument in arguments if not argument.startswith("-")), "")
    chosen = [each for each in app.registered_commands if each.callback and each.callback.__name__ == name]
    if not chosen:
        return app
    program = copy(app)
    program.registered_commands, program.registered_groups = chosen, []
    return program
