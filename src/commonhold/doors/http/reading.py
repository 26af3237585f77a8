"""One text checked for a request: in which language, with which checker, less what the writer's words take away.

What programs and the page are told of it is the business of ``languagetool`` and ``api``.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

from commonhold.check import DEFAULT_SENSITIVITY
from commonhold.doors.http import tongues
from commonhold.doors.http.drafts import Drafts
from commonhold.doors.http.limits import LONG_CHARACTERS
from commonhold.doors.http.models import Models
from commonhold.doors.http.pool import Hear, Pool
from commonhold.doors.http.tongues import Guess
from commonhold.doors.http.words import Words
from commonhold.doors.settings import Settings
from commonhold.finding import Finding


@dataclass(frozen=True, slots=True)
class Service:
    """What every request needs: the models, the threads, the writer's words, the texts checked last."""

    models: Models
    pool: Pool
    words: Words
    drafts: Drafts


@dataclass(frozen=True, slots=True)
class Wish:
    """How a text is to be checked: ``code`` is its language, perhaps with a region; None has it guessed.

    ``variants`` are codes to prefer where it is guessed. A ``sensitivity`` of None is that of the settings; the answer
    may have ``times`` as many false alarms.
    """

    code: str | None
    kind: str = "text"
    sensitivity: float | None = None
    times: float = 1.0
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """What became of one text: its ``language``, the ``code`` told or guessed, how that was guessed, the findings.

    ``guess`` is None where the language was told; findings are sorted by place.
    """

    language: str
    code: str
    guess: Guess | None
    findings: list[Finding]


async def read(service: Service, text: str, wish: Wish) -> Read:
    """Check a text as wished; one in none of our languages gets no findings, unless its language was told."""
    return await service.pool.run(_work(service, text, wish), len(text) > LONG_CHARACTERS)


def _work(service: Service, text: str, wish: Wish) -> Callable[[Hear], Read]:
    def work(hear: Hear) -> Read:
        settings = service.words.settings()
        guess = None if wish.code else service.models.guess(text)
        language = guess.language if guess else tongues.language_of(wish.code or "")
        usual = (settings.language or "",)
        code = wish.code or tongues.preferred(language, (*wish.variants, *usual))
        if guess and guess.is_foreign:
            return Read(language, code, guess, [])
        # The region that the writer has set holds where a client names none.
        region = code if code != language else tongues.preferred(language, usual)
        found = _findings(service, text, language, region, wish, settings, hear)
        if len(text) > LONG_CHARACTERS:
            give_memory_back()
        return Read(language, code, guess, service.words.kept(found, text, region, settings))

    return work


def _findings(
    service: Service, text: str, language: str, region: str, wish: Wish, settings: Settings, hear: Hear
) -> list[Finding]:
    usual = DEFAULT_SENSITIVITY if settings.sensitivity is None else settings.sensitivity
    sensitivity = wish.times * (usual if wish.sensitivity is None else wish.sensitivity)
    checker = service.models.checker(language, sensitivity, region)
    with service.drafts.draft((language, region, wish.kind, sensitivity), checker, wish.kind, text) as draft:
        for _ in draft.check():
            hear(0)
        return draft.known()


def give_memory_back() -> None:
    """Return freed memory to the system, where the C library can: else it would keep some 50 MB for the next time."""
    import ctypes

    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
