"""Which files of a source speak of training, and which family reads each; captures are read by what they hold.

What a revision shows and what a site answered are put together here, each by its family. Files that did not change
between the pin and the present are read once, with the later time; all others are read twice, and both speak.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from posixpath import basename

from commonhold.consent import Answer, Observation, Seen
from commonhold.curate.consent import noai, repository
from commonhold.curate.consent.aitxt import ai_txt
from commonhold.curate.consent.attributes import attributes, is_attributes
from commonhold.curate.consent.headers import Response, headers, response
from commonhold.curate.consent.robots import FAMILY as ROBOTS
from commonhold.curate.consent.robots import robots
from commonhold.curate.consent.rsl import is_rsl, rsl
from commonhold.curate.consent.rules import Evidence, Rules, noted, stated, strictest_of
from commonhold.curate.consent.tdmrep import tdmrep
from commonhold.curate.papers import is_paper

_SITE = {"robots.txt": robots, "ai.txt": ai_txt, "rsl.xml": rsl, "license.xml": rsl}
_ELSEWHERE = re.compile(r"(?:^|/)(?:tests?|fixtures?|testdata|examples?|vendor|third[_-]party|node_modules)/", re.I)
_DEEPEST = 3
"""Below how many folders a file of a site is still taken for that of the site, and not for somebody's example."""
_README = re.compile(r"readme(?:\..*)?", re.I)


@dataclass(frozen=True, slots=True)
class Read:
    """All that was read: the rules of each family, and TDMRep's apart, which a page's own words supersede."""

    rules: tuple[Rules, ...]
    mining: Rules


def is_signal(path: str) -> bool:
    """Tell whether a path of a source should be read for wishes, besides the papers that speak of licences.

    >>> [is_signal(path) for path in (".gitattributes", ".github/ai-opt-out", "static/robots.txt", "src/robots.py")]
    [True, True, True, False]
    """
    name = basename(path)
    if is_attributes(path) or repository.is_opt_out(path):
        return True
    if name not in _SITE and name != "tdmrep.json" and not name.endswith(".rsl"):
        return False
    return path.count("/") <= _DEEPEST and not _ELSEWHERE.search(path)


def read_all(pinned: Seen, present: Seen | None, captures: Mapping[str, bytes]) -> Read:
    """Read every signal of a source."""
    found: list[Rules] = []
    moments = _moments(pinned, present)
    for files in moments:
        attributed = [one for one in files if is_attributes(one.locator)]
        if attributed:
            found.append(attributes(attributed))
    # Every other file speaks for itself, so that of two moments only those are read twice that differ.
    once = {(one.locator, one.content): one for files in moments for one in files}
    files = [once[key] for key in sorted(once)]
    found += [rules for one in files if (rules := _site_file(one)) is not None]
    opt_outs = [one for one in files if repository.is_opt_out(one.locator)]
    readmes = [one for one in files if _README.fullmatch(basename(one.locator))]
    papers = [one for one in files if is_paper(one.locator) and one not in readmes]
    found += [
        repository.opt_out_files(opt_outs),
        repository.plain_words(readmes),
        repository.licence_texts(papers),
    ]
    captured = [response(Evidence(path, captures[path])) for path in sorted(captures)]
    for one in captured:
        found += [headers(one), *_body(one)]
    mining = [one for one in files if basename(one.locator) == "tdmrep.json" and is_signal(one.locator)]
    mining += [one.body for one in captured if _ends(one.body.locator, "tdmrep.json") and one.status in (0, 200)]
    return Read(tuple(rules for rules in found if rules.told), tdmrep(mining, captured))


def _moments(pinned: Seen, present: Seen | None) -> list[list[Evidence]]:
    """Return the files of the pin and of the present; one list where both show the same."""
    if present is None:
        return [_evidence(pinned)]
    then, now = _evidence(pinned), _evidence(present)
    attributed = [{(one.locator, one.content) for one in files if is_attributes(one.locator)} for files in (then, now)]
    if attributed[0] == attributed[1]:
        then = [one for one in then if not is_attributes(one.locator)]
    return [then, now]


def _evidence(seen: Seen) -> list[Evidence]:
    return [Evidence(path, seen.files[path], seen.time) for path in sorted(seen.files)]


def _site_file(evidence: Evidence) -> Rules | None:
    """Read a file that is written for a site, wherever in the source that site is made from."""
    name = basename(evidence.locator)
    reader = _SITE.get(name) or (rsl if name.endswith(".rsl") else None)
    if reader is None or not is_signal(evidence.locator) or (reader is rsl and not is_rsl(evidence.content)):
        return None
    folder = evidence.locator.removesuffix(name).removesuffix(".well-known/")
    return _below(reader(evidence), folder)


def _below(rules: Rules, folder: str) -> Rules:
    """Return rules that take a path both from the root of the source and from the folder of the site."""
    decide = rules.decide
    if not folder or decide is None:
        return rules

    def either(path: str) -> Observation | None:
        found = [decide(path)]
        if path.startswith(folder):
            found.append(decide(path[len(folder) :]))
        return strictest_of(said for said in found if said)

    return Rules(rules.told, rules.whole, either)


def _body(captured: Response) -> Iterable[Rules]:
    """Read the body of a capture by its name, or where that says nothing by what it is."""
    body, status = captured.body, captured.status
    if _ends(body.locator, "robots.txt"):
        if status >= 500:
            # RFC 9309: a site whose robots.txt cannot be reached is to be taken as closed.
            yield stated(
                body.says(ROBOTS, Answer.DENY, "", f"robots.txt answered {status}: closed until it can be read")
            )
        elif status in (0, 200):
            yield robots(body)
    elif status not in (0, 200) or _ends(body.locator, "tdmrep.json"):
        return
    elif _ends(body.locator, "ai.txt"):
        yield ai_txt(body)
    elif is_rsl(body.content) and not body.content[:1024].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        yield rsl(body)
    elif b"<html" in body.content[:4096].lower() or _ends(body.locator, ".html"):
        told = noai.page(body.locator, body.content, body.seen, "").told
        yield Rules(told, strictest_of(said for said in told if said.answer is not Answer.UNKNOWN))
    elif status == 0:
        yield noted(body, "captures", "neither an HTTP response nor a file of a known name")


def _ends(locator: str, name: str) -> bool:
    return locator.removesuffix(".http").lower().endswith(name)
