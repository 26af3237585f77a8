"""One work through all gates: consent, licence, text, prose, hold-out, language, redaction; a verdict and claims.

Everything is handed in: consent and licence already decided, the lane's answer, detectors already loaded. The work
itself is not changed; what may be learnt from it leaves as redacted passages. Duplicates are decided later, over all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commonhold.claim import Claim
from commonhold.consent import Consent
from commonhold.curate.encoding import Decoded, Undecodable, decode
from commonhold.curate.holdout import HeldOut
from commonhold.curate.lane import Admission
from commonhold.curate.language import VERSION as LANGUAGE_VERSION
from commonhold.curate.language import Languages
from commonhold.curate.papers import Licence, Problem
from commonhold.curate.prose import Passage, kind_of, passages
from commonhold.curate.secrets import SECRET, RedactedText, Span, find_in, redact
from commonhold.curate.spelling import Spelling
from commonhold.verdict import State, Verdict
from commonhold.work import Work

SURE = 0.8
"""How sure a detector must be that a work is not in its source's language."""


@dataclass(frozen=True, slots=True)
class Curated:
    """What is known of a work: its ``verdict``, the ``claims`` behind it, and what may be learnt.

    ``passages`` are redacted and empty unless kept; ``kinds`` names each one's place in the work (paragraph, heading,
    …). ``words`` counts the words of all prose in the work before hold-out, also where it is refused for its licence.
    ``encoding`` is empty where there is no text.
    """

    verdict: Verdict
    claims: tuple[Claim, ...]
    passages: tuple[RedactedText, ...] = ()
    kinds: tuple[str, ...] = ()
    words: int = 0
    encoding: str = ""


def curate_work(
    work: Work,
    licence: Licence | Problem,
    admission: Admission | None,
    language: str,
    held_out: HeldOut | None = None,
    languages: Languages | None = None,
    spelling: Spelling | None = None,
    consent: Consent | None = None,
    unwanted: str = "",
) -> Curated:
    """Take one work through the gates; the reason is that of the first one closed.

    ``admission`` is the lane's answer to the licence (None with a ``Problem``); ``language`` the source's; with
    ``spelling`` passages are learnt from in today's spelling, or left out where they still show another one.
    ``unwanted`` is the reason why ``consent`` keeps it out, empty where it does not.
    """
    claims = (*_consent_claims(work, consent), *_licence_claims(work, licence))
    refusal = unwanted or _licence_refusal(licence, admission)
    decoded = decode(work.data)
    if isinstance(decoded, Undecodable):
        return _refused(work, refusal or decoded.reason, claims)
    kind = kind_of(work.origin.path)
    if kind is None:
        return _refused(work, refusal or "not-prose", claims, encoding=decoded.encoding)
    found = tuple(passages(decoded.text, kind))
    words = sum(passage.text.count(" ") + 1 for passage in found)
    if refusal or not found:
        return _refused(work, refusal or "no-prose", claims, words, decoded.encoding)
    return _of_prose(work, found, claims, (language, held_out, languages, spelling), words, decoded)


def _of_prose(
    work: Work,
    found: tuple[Passage, ...],
    claims: tuple[Claim, ...],
    wish: tuple[str, HeldOut | None, Languages | None, Spelling | None],
    words: int,
    decoded: Decoded,
) -> Curated:
    language, held_out, languages, spelling = wish
    met = held_out.met_in([passage.text for passage in found]) if held_out else ((),) * len(found)
    claims += tuple(_hold_out_claims(work, found, met))
    kept = [passage for passage, runs in zip(found, met, strict=True) if not runs]
    if not kept:
        return _refused(work, "held-out", claims, words, decoded.encoding)
    if spelling:
        kept = [passage for passage in kept if spelling.is_of_today(passage.text)]
        if not kept:
            return _refused(work, "old-spelling", claims, words, decoded.encoding)
    spoken = languages.language_of("\n".join(passage.text for passage in kept)) if languages else None
    if spoken:
        claims += (Claim(work.id, "language", spoken[0], f"language/{LANGUAGE_VERSION}", spoken[1]),)
        if spoken[0] != language and spoken[1] >= SURE:
            return _refused(work, "other-language", claims, words, decoded.encoding)
    spans = find_in([passage.text for passage in kept])
    claims += tuple(
        claim for passage, within in zip(kept, spans, strict=True) for claim in _claims(work, passage, within)
    )
    redacted = tuple(redact(passage.text, within) for passage, within in zip(kept, spans, strict=True))
    if spelling:  # letters alone change, so what was redacted stays so
        redacted = tuple(RedactedText(spelling.today_of(text) or "") for text in redacted)
    kinds = tuple(passage.kind for passage in kept)
    return Curated(Verdict(work.id, State.KEPT, "ok"), claims, redacted, kinds, words, decoded.encoding)


def _refused(work: Work, reason: str, claims: tuple[Claim, ...], words: int = 0, encoding: str = "") -> Curated:
    return Curated(Verdict(work.id, State.REFUSED, reason), claims, words=words, encoding=encoding)


def _licence_refusal(licence: Licence | Problem, admission: Admission | None) -> str:
    if isinstance(licence, Problem):
        return licence.reason
    if admission is None:
        return "no-licence"
    return admission.reason if admission.state is State.REFUSED else ""


def _licence_claims(work: Work, licence: Licence | Problem) -> tuple[Claim, ...]:
    if isinstance(licence, Problem):
        return (Claim(work.id, "licence", "NOASSERTION", f"{licence.reason}/1", evidence=licence.seen),)
    return (Claim(work.id, "licence", licence.expression, licence.rule, licence.score, evidence=licence.evidence_path),)


def runs_met(claims: Iterable[Claim]) -> set[str]:
    """Return the held-out runs that kept passages out, as ``HeldOut.met`` writes them."""
    return {run for claim in claims if claim.kind == "hold-out" for run in claim.evidence.split()}


def prose_of(work: Work) -> list[str]:
    """Return the prose of a work as it stands, whatever its verdict: to find copies of it by, not to learn from."""
    decoded, kind = decode(work.data), kind_of(work.origin.path)
    if isinstance(decoded, Undecodable) or kind is None:
        return []
    return [passage.text for passage in passages(decoded.text, kind)]


def _hold_out_claims(work: Work, found: Sequence[Passage], met: Sequence[tuple[str, ...]]) -> Iterable[Claim]:
    for passage, runs in zip(found, met, strict=True):
        if runs:
            start, end, _ = passage.source_span(0, len(passage.text))
            yield Claim(work.id, "hold-out", "evaluation", "hold-out/1", 1.0, start, end, " ".join(runs))


def _consent_claims(work: Work, consent: Consent | None) -> Iterable[Claim]:
    for seen in consent.because if consent else ():
        evidence = " ".join(part for part in (seen.locator, seen.seen, seen.detail) if part)
        yield Claim(work.id, "consent", seen.answer.value, f"{seen.family}/1", evidence=evidence)


def _claims(work: Work, passage: Passage, spans: Sequence[Span]) -> Iterable[Claim]:
    for span in spans:
        start, end, _ = passage.source_span(span.start, span.end)
        kind = "secret" if span.kind in SECRET else "personal"
        yield Claim(work.id, kind, span.kind, span.rule, 1.0, start, end)
