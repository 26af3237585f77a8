"""What can go wrong, sorted by who can act on it: the asker, the world, the bundle.

A class docstring is the sentence shown, with ``{placeholders}`` filled from keyword arguments; ``exit_code`` is
what the command line returns and ``advice`` says what to do. Refusing a work is a verdict, never an error.
"""

from __future__ import annotations

from functools import partial


class CommonholdError(Exception):
    """Something went wrong: {what}."""

    exit_code = 70
    advice = "Please report this with the command you ran."

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        sentence = " ".join((type(self).__doc__ or "").split())
        super().__init__(sentence.format(**facts))

    def __reduce__(self) -> tuple[object, ...]:
        return partial(type(self), **self.facts), ()

    def advise(self) -> str:
        """Return what the reader can do about it."""
        return self.advice.format(**self.facts)


# The asker: the request itself cannot be carried out.


class AskedWronglyError(CommonholdError):
    """{what}."""

    exit_code = 2
    advice = "See `commonhold --help`."


class RecipeError(AskedWronglyError):
    """The recipe {path} is not usable: {what}."""

    advice = "Correct that line of the recipe and run the command again."


class UnreadableTextError(AskedWronglyError):
    """{path} cannot be checked: {what}."""

    advice = "Give a text file in UTF-8, or name its type with --type."


# The world: a repository, a registry or a disk did not play along.


class WorldError(CommonholdError):
    """{what}."""

    exit_code = 3
    advice = "Try again when it is there."


class SourceError(WorldError):
    """The source {source} could not be gathered: {what}."""

    advice = "Correct the source in the recipe, or leave it out; finished sources are kept and not gathered again."


class UnidentifiedError(WorldError):
    """{path} cannot be identified: {what}."""

    advice = "Check the name, and that you may read all of it: a part has another identifier than the whole."


class DiskError(WorldError):
    """Could not write {path}: {what}."""

    exit_code = 4
    advice = "Free some room or choose another folder, then run the same command: finished work is kept."


# The bundle: a model or its papers cannot be trusted.


class BundleError(CommonholdError):
    """The bundle {path} cannot be used: {what}."""

    exit_code = 10
    advice = "Get the bundle again from where it was published, or rebuild it from its recipe."


class NoModelError(BundleError):
    """There is no model for the language {language}."""

    exit_code = 11
    advice = "Languages here: {available}. Choose one with --language, or give a bundle with --model."


class RefusedReleaseError(BundleError):
    """The bundle may not be released: {what}."""

    exit_code = 15
    advice = "See with `commonhold obligations` what follows from which works, and what could be left out."
