"""TDMRep: the reservation of text and data mining, of which training is a part.

The file ``tdmrep.json`` is read in sequence, the first rule that matches decides; a header supersedes the file, and a
meta element supersedes both. A reservation is a denial, with its policy named: an offer to negotiate is no consent.
"""

from __future__ import annotations

from collections.abc import Iterable

from commonhold.canonical import Json, parse
from commonhold.consent import Answer, Observation
from commonhold.curate.consent.headers import Response
from commonhold.curate.consent.patterns import Matcher, robots_pattern
from commonhold.curate.consent.rules import SILENT, Evidence, Rules, noted, strictest_of, too_large

FAMILY = "tdmrep"
MAX_RULES = 5000


def tdmrep(files: Iterable[Evidence], captured: Iterable[Response]) -> Rules:
    """Read the files and the headers of one moment; ``page`` says what a work itself adds."""
    read = [tdm_file(evidence) for evidence in files]
    top = [said for one in captured if (said := tdm_header(one))]
    told = tuple(said for rules in read for said in rules.told) + tuple(said for said, _ in top)
    if not told:
        return SILENT
    whole = strictest_of(said for said, is_set in top if is_set)
    if whole is not None:
        return Rules(told, whole if whole.answer is not Answer.UNKNOWN else None)

    def decide(path: str) -> Observation | None:
        found = strictest_of(said for rules in read if (said := rules.of_path(path)))
        return found if found and found.answer is not Answer.UNKNOWN else None

    return Rules(told, None, decide)


def tdm_file(evidence: Evidence) -> Rules:
    """Read one tdmrep.json."""
    if refused := too_large(evidence, FAMILY):
        return refused
    try:
        given = parse(evidence.content.removeprefix(b"\xef\xbb\xbf"))
    except ValueError as problem:
        return noted(evidence, FAMILY, str(problem))
    if not isinstance(given, list):
        return noted(evidence, FAMILY, "not a list of rules")
    rules: list[tuple[Matcher, Observation]] = []
    for one in given[:MAX_RULES]:
        location = one.get("location") if isinstance(one, dict) else None
        if isinstance(one, dict) and isinstance(location, str):
            policy = one.get("tdm-policy")
            said = reserved(
                evidence, one.get("tdm-reservation"), policy if isinstance(policy, str) else "", _scope(location)
            )
            rules.append((robots_pattern(location if location.startswith(("/", "*")) else f"/{location}"), said))
    if not rules:
        return noted(evidence, FAMILY, "no rule with a location")

    def decide(path: str) -> Observation | None:
        return next((said for matches, said in rules if matches("/" + path)), None)

    return Rules(tuple(dict.fromkeys(said for _, said in rules)), None, decide)


def tdm_header(captured: Response) -> tuple[Observation, bool] | None:
    """Return what the headers of a response reserve and whether that is 0 or 1; None where they say nothing of it."""
    values = captured.headers.get("tdm-reservation", ())
    if not values:
        return None
    policy = captured.headers.get("tdm-policy", ("",))[0]
    return reserved(captured.whole, values[-1], policy, ""), values[-1] in ("0", "1")


def reserved(evidence: Evidence, value: Json, policy: str, scope: str) -> Observation:
    """Return what a reservation says; other values than 0 and 1 count as unset, and 0 is no consent."""
    text = "1" if value in (1, "1") and value is not True else "0" if value in (0, "0") and value is not False else ""
    detail = f"tdm-reservation: {text or 'unset'}" + (f", tdm-policy: {policy}" if policy else "")
    return evidence.says(FAMILY, Answer.DENY if text == "1" else Answer.UNKNOWN, scope, detail)


def _scope(location: str) -> str:
    return "" if location in ("/", "*", "/*") else location
