"""The commands that build: reading the recipe, showing how it goes, the closing table, the errors of many sources."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from commonhold.curate.table import Line, plain, total
from commonhold.doors.build import build
from commonhold.doors.curation import curate, read_sources
from commonhold.doors.inputs import inputs_of
from commonhold.doors.site import Progress, Site
from commonhold.doors.steps import Told
from commonhold.errors import AskedWronglyError, RecipeError
from commonhold.recipe import Recipe, parse_recipe

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID


class NoBuildingPartsError(AskedWronglyError):
    """The parts for building are not installed: {name} is missing."""

    advice = "Install them with `pip install 'commonhold[build]'`."


class HoldOutError(AskedWronglyError):
    """The texts to hold out cannot be read from {path}: {what}."""

    advice = 'Give JSON Lines with a "text" (and perhaps "refs") on each line.'


def default_work() -> Path:
    """Return the folder finished steps are kept in: ``commonhold/build`` in the user's cache."""
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(home) / "commonhold" / "build"


def read_recipe(path: Path) -> tuple[Recipe, str]:
    """Return a recipe and its text."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise RecipeError(path=path, what="there is no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise RecipeError(path=path, what=getattr(error, "strerror", None) or "it is not UTF-8") from None
    return parse_recipe(text, str(path)), text


def check_parts() -> None:
    """Raise NoBuildingPartsError where Commonhold was installed without what building needs."""
    for name in ("pygit2", "lightgbm", "lingua", "charset_normalizer"):
        if find_spec(name) is None:
            raise NoBuildingPartsError(name=name)


def site_of(
    recipe: Path,
    work: Path | None,
    mirror: Path | None,
    offline: bool,
    hold_out: Sequence[Path],
    jobs: int | None,
    opt_outs: Sequence[Path] = (),
    fetched: Path | None = None,
) -> Site:
    """Return where and how to build; raises AskedWronglyError for what is not there."""
    check_parts()
    if mirror is not None and not mirror.is_dir():
        raise AskedWronglyError(what=f"the mirror {mirror} is not a folder")
    for path in hold_out:
        _check_hold_out(path)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return Site(
        (work or default_work()).resolve(),
        recipe.resolve().parent,
        mirror.resolve() if mirror else None,
        offline,
        tuple(path.resolve() for path in hold_out),
        jobs or cores or 1,
        tuple(path.resolve() for path in opt_outs),
        fetched=fetched / "cache" if fetched else None,
    )


def _check_hold_out(path: Path) -> None:
    try:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            row = json.loads(line)
            if not isinstance(row, dict) or not isinstance(row.get("text"), str):
                raise HoldOutError(path=path, what=f'line {number} has no "text"')
    except (OSError, ValueError) as error:
        raise HoldOutError(path=path, what=getattr(error, "strerror", None) or str(error)) from None


def run_curate(path: Path, site: Site, as_json: bool) -> None:
    """Gather and curate a recipe's sources and show what became of them."""
    recipe, _ = read_recipe(path)
    with Shown() as shown:
        inputs = inputs_of(recipe, site, shown)
        lines = curate(recipe, read_sources(recipe, site, inputs, shown), inputs, shown).lines
    _show_table(lines, as_json)


def run_build(path: Path, site: Site, out: Path | None, as_json: bool) -> None:
    """Build a recipe's model, show what became of the sources and where the bundle is."""
    recipe, text = read_recipe(path)
    folder = out or Path("build") / recipe.language
    started = time.monotonic()
    with Shown() as shown:
        lines = build(recipe, text, site, folder, shown)
    _show_table(lines, as_json)
    if not as_json:
        size = sum(file.stat().st_size for file in folder.iterdir())
        print(f"{folder}: {size / 1e6:.1f} MB, {time.monotonic() - started:.0f} s")


def _show_table(lines: tuple[Line, ...], as_json: bool) -> None:
    if as_json:
        print(json.dumps([asdict(line) for line in (*lines, total(lines))], ensure_ascii=False, indent=2))
    else:
        print("\n".join(plain(lines)))


class Shown(Progress):
    """Progress on standard error: bars with rate and remaining time on a terminal, a line a step elsewhere."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._bars: Bars | None = None
        self._task: TaskID | None = None
        self._words = 0
        self._began = time.monotonic()

    def __enter__(self) -> Shown:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
            from rich.progress import Progress as Bars

            columns = [
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[rate]}"),
            ]
            times = [TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn()]
            self._bars = self._stack.enter_context(Bars(*columns, *times, console=Console(stderr=True)))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def begin(self, step: str, total: int) -> None:
        """Show that a step begins."""
        self._words, self._began = 0, time.monotonic()
        if self._bars is not None:
            self._task = self._bars.add_task(step, total=total, rate="")
        else:
            print(f"{step} ({total})" if total > 1 else step, file=sys.stderr, flush=True)

    def advance(self, told: Told | None) -> None:
        """Show that a part is done, and how many words a second that makes."""
        self._words += told.words if told else 0
        rate = self._words / max(time.monotonic() - self._began, 0.001)
        if self._bars is not None and self._task is not None:
            self._bars.update(self._task, advance=1, rate=f"{rate:,.0f} words/s" if self._words else "")

    def note(self, sentence: str) -> None:
        """Say something that matters later."""
        if self._bars is not None:
            self._bars.console.print(f"note: {sentence}", markup=False, highlight=False)
        else:
            print(f"note: {sentence}", file=sys.stderr, flush=True)
