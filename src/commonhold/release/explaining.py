"""Obligations and terms in lines for people, with the reading and the policy they follow. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from commonhold.curate.lane import LANES, may_go_out_under
from commonhold.curate.terms import UNCONSTRAINED, VERSION, Reading, Terms, digest
from commonhold.recipe import Policy
from commonhold.release.conflicts import Conflict, Drop, Partition
from commonhold.release.footing import Footing, counted, words_of, works_of
from commonhold.release.notice import on_one_line
from commonhold.release.obligations import Obligations, why

_UNSETTLED = (
    "These are readings of licence texts and no legal advice. Whether a model is a form of the works it was trained",
    "on is unsettled; all but the notices hangs on it.",
)
_ASKS = {
    "notice_carry": "notices to carry",
    "weights_release": "source with the model",
    "release_to": "  to whom",
    "data_disclosure": "works to be shown",
    "code_disclosure": "code to be shown",
    "output_scope": "reaches what is written",
}
_CHOICES = {
    ("copyleft", "reaches"): "copyleft reaches the model",
    ("copyleft", "stays"): "copyleft stays with texts",
    ("silent", "allow"): "silence about training allows it",
    ("silent", "refuse"): "silence about training refuses it",
}
_SHOWN = 5


def describe(found: Obligations) -> list[str]:
    """Return the lines: the policy, the licences with works and words, what is asked, what is in the way."""
    policy = found.policy
    choices = [_CHOICES["copyleft", policy.copyleft], _CHOICES["silent", policy.silent]]
    lines = [
        f"policy    outbound {policy.outbound}; {', '.join(choices)}",
        f"readings  term table of {VERSION}, {digest()[:19]}…",
        "",
        *_table(found.footings),
        "",
        *(line for duty in _asked(found) for line in duty),
        "",
        *_verdict(found),
    ]
    if found.refused:
        lines += [*_reasons(found), *_offers(found)]
    return [on_one_line(line) for line in (*lines, "", *_UNSETTLED)]


def describe_terms(row: Terms) -> list[str]:
    """Return one row of the term table in lines, with its quotes."""
    outbound = "any that passes notices on" if row.notice_carry != "none" else "any"
    named = outbound if row.outbound == UNCONSTRAINED else ", ".join(sorted(row.outbound)) or "none"
    told = [
        ("family", row.family),
        ("training", row.trains),
        ("notices to carry", row.notice_carry),
        ("source with the model", f"{row.weights_release}, to {row.release_to}"),
        ("works to be shown", row.data_disclosure),
        ("code to be shown", row.code_disclosure),
        ("reaches what is written", row.output_scope),
        ("goes along", ", ".join(f"{operation}: {answer}" for operation, answer in row.inherit.items())),
        ("goes out under", named),
    ]
    lines = [row.id, *(f"  {name:<24}{value}" for name, value in told)]
    for reading in row.readings:
        lines += ["", *_quoted(reading)]
    return [on_one_line(line) for line in lines]


def lanes_of(expression: str) -> list[str]:
    """Return the lanes that an expression may stand in under the default policy, in a line."""
    reasons = may_go_out_under(expression, Policy("CC0-1.0"))
    lanes = sorted(name for name, reason in reasons.items() if reason == "ok" and name in LANES)
    return [on_one_line(f"lanes of {expression}: {', '.join(lanes) or 'none'}")]


def _quoted(reading: Reading) -> Iterator[str]:
    section = f", {reading.section}" if reading.section else ""
    yield f"  {reading.field}{section} ({reading.confidence})"
    if reading.quote:
        yield f"    “{reading.quote}”"
    if reading.note:
        yield f"    {reading.note}"
    if reading.url:
        yield f"    {reading.url}"


def _table(taken: Sequence[Footing]) -> Iterator[str]:
    rows = [["licence", "works", "words", "corrections", "sources", ""]]
    for one in taken:
        amounts = (one.works, one.words, one.corrections, len(one.sources))
        rows.append([one.elected or "none", *(f"{amount:,}" for amount in amounts), one.reason])
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for name, *counts, reason in rows:
        right = [count.rjust(width) for count, width in zip(counts, widths[1:-1], strict=True)]
        yield "  ".join((name.ljust(widths[0]), *right, reason)).rstrip()


def _asked(found: Obligations) -> Iterator[list[str]]:
    for duty in found.duties:
        if duty.field in _ASKS:
            asked = f"  ({_few(duty.asked_by)})" if duty.asked_by else ""
            yield [f"{_ASKS[duty.field]:<24}{duty.value}{asked}"]
    passed = ", ".join(f"{duty.field[8:]}: {duty.value}" for duty in found.duties if duty.field.startswith("inherit:"))
    yield [f"{'goes along':<24}{passed}"]


def _few(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _verdict(found: Obligations) -> Iterator[str]:
    together = ", ".join(sorted(found.outbound)) or "none"
    yield f"All works may go out together under: {together}."
    if found.refused:
        yield from (f"Not as asked: {sentence}." for sentence in found.refusals())
    else:
        yield f"By these readings and this policy nothing keeps it from going out under {found.policy.outbound}."


def _reasons(found: Obligations) -> Iterator[str]:
    for conflict in found.clashes:
        yield ""
        yield f"These cannot go out together: {' and '.join(one.elected for one in conflict.footings)}."
        yield from _sides(conflict)
    if not found.clashes:
        for conflict in found.refused:
            yield ""
            yield f"Why {conflict.footings[0].elected or 'no licence'} does not fit:"
            yield from _sides(conflict)


def _sides(conflict: Conflict) -> Iterator[str]:
    for one in conflict.footings:
        example = f"{counted(one.works, 'work')}, such as {one.example}" if one.works else "corrections"
        yield f"  {one.elected or 'none'}: {example} of {one.source}"
        for reading in why(one):
            if reading.quote:
                yield f"    “{reading.quote}” ({reading.section}, {reading.confidence})"
            if reading.note:
                yield f"    {reading.note}"


def _offers(found: Obligations) -> Iterator[str]:
    offers = [
        *(f"Give it all away under {lane} instead." for lane in found.instead()),
        *(_models(found.partition) if found.partition else ()),
        *(_dropped(drop) for drop in found.drops),
    ]
    if offers:
        yield from ("", "What could be done:", *(f"  - {offer}" for offer in offers))


def _models(offered: Partition) -> Iterator[str]:
    models = [f"{lane.outbound} ({_amount(lane.footings)})" for lane in offered.lanes]
    left = f"; left out: {_listed(offered.left_out)}" if offered.left_out else ""
    yield f"Make {len(models)} models, works may stand in several: {', '.join(models)}{left}."


def _dropped(drop: Drop) -> str:
    return f"Leave out {_amount(drop.footings)} for {drop.outbound}: {_listed(drop.footings)}."


def _amount(taken: Sequence[Footing]) -> str:
    return f"{counted(works_of(taken), 'work')} with {counted(words_of(taken), 'word')}"


def _listed(taken: Sequence[Footing]) -> str:
    return ", ".join(f"{one.elected or 'without a licence'} ({one.works:,})" for one in taken)
