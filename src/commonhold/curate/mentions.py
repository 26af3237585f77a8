"""How people name a licence in a sentence, a badge or a link, and how they take rights away: data and patterns.

Patterns meet text as ``detection`` reads it: lower case, words only, one space between. They name a licence, they do
not judge whether the sentence is about the works at hand; that is for the resolver and the steward.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Naming = Callable[[re.Match[str]], str]

_GNU = {"lesser": "LGPL", "library": "LGPL", "affero": "AGPL", "": "GPL"}


def _cc(match: re.Match[str]) -> str:
    """Name a Creative Commons licence from the words after "attribution"; without a version it stays unclear."""
    words = match["elements"].replace(" ", "")
    parts = ["BY"]
    parts += ["NC"] if re.search(r"nc|noncommercial", words) else []
    parts += ["ND"] if re.search(r"nd|noder", words) else []
    parts += ["SA"] if re.search(r"sa|sharealike", words) else []
    major, minor = match["major"], match["minor"]
    name = "CC-" + "-".join(parts)
    return f"{name}-{major}.{minor or 0}" if major else f"LicenseRef-{name}"


def _gnu(match: re.Match[str]) -> str:
    kind = _GNU[(match["kind"] or "").strip()]
    version = f"{match['major']}.{match['minor'] or 0}"
    return f"{kind}-{version}-{'or-later' if match['later'] else 'only'}"


def _gnu_short(match: re.Match[str]) -> str:
    later = match["later"] or match["major"].endswith("+") or (match["minor"] or "").endswith("+")
    version = f"{match['major'].rstrip('+')}.{(match['minor'] or '0').rstrip('+')}"
    return f"{match['kind'].upper()}-{version}-{'or-later' if later else 'only'}"


def _gfdl(match: re.Match[str]) -> str:
    return f"GFDL-1.{match['minor'].rstrip('+')}-{'or-later' if match['later'] or '+' in match['minor'] else 'only'}"


def _always(expression: str) -> Naming:
    return lambda match: expression


_CC_PARTS = r"(?:(?: and)? (?:non ?commercial|nc|share ?alike|sa|no ?deriv\w*|nd)(?: works)?)"
_LATER = r"(?P<later> (?:of the license )?(?:or|and) (?:at your option )?(?:\(?any )?(?:later|newer)(?: version)?)?"

NAMES: tuple[tuple[str, Naming], ...] = (
    (
        rf"\b(?:creative commons|cc) ?(?:attribution|by)(?P<elements>{_CC_PARTS}*)"
        r"(?: (?:international|unported|generic|licen[cs]e|public|version|v|by))*"
        r"(?: v?(?P<major>[1-4])(?: (?P<minor>\d))?)?\b",
        _cc,
    ),
    (
        rf"(?<!commons )\battribution(?P<elements>{_CC_PARTS}*) (?P<major>[1-4]) (?P<minor>\d)"
        r"(?= (?:international|unported|generic))",
        _cc,
    ),
    (rf"\bcreative commons(?P<elements>{_CC_PARTS}+)(?: (?P<major>[1-4]) (?P<minor>\d))?\b", _cc),
    (r"\bcc0\b(?: 1 0)?|\bcc zero\b|\bcreative commons zero\b", _always("CC0-1.0")),
    (
        r"\bmit(?: x11)? (?:open source )?licen[cs]ed?\b|\blicen[cs]es? mit\b|\blicen[cs]ed? (?:under )?(?:the )?mit\b"
        r"|\bmit apache 2\b|\bmit or apache\b|\bapache (?:license )?2(?: 0)? (?:or|and) mit\b",
        _always("MIT"),
    ),
    (r"\bmit 0\b", _always("MIT-0")),
    (
        r"\bapache (?:software )?(?:public )?(?:licen[cs]e )?(?:version |v)?2(?: 0)?\b|\basl ?2(?: 0)?\b",
        _always("Apache-2.0"),
    ),
    (r"\bbsd (?:20)?2 ?clause\b|\b(?:2|two) clause bsd\b|\bsimplified bsd\b", _always("BSD-2-Clause")),
    (
        r"\bbsd (?:20)?3 ?clause\b|\b(?:3|three) clause bsd\b|\b(?:new|modified|revised) bsd licen[cs]e\b",
        _always("BSD-3-Clause"),
    ),
    (r"\bisc licen[cs]ed?\b|\blicen[cs]e isc\b", _always("ISC")),
    (r"\b0bsd\b|\bzero clause bsd\b", _always("0BSD")),
    (r"\bzlib licen[cs]e\b", _always("Zlib")),
    (r"\bunlicen[cs]e\b(?! agreement)", _always("Unlicense")),
    (
        r"\b(?:gnu )?(?P<kind>lesser |library |affero )?general public licen[cs]e(?: gpl| lgpl| agpl)?(?: as published "
        r"by the free software foundation)?(?: either)?(?: gpl)? (?:version |v)?(?P<major>[1-3])(?: (?P<minor>[01])\b)?"
        + _LATER,
        _gnu,
    ),
    (
        r"\b(?P<kind>a?gpl|lgpl) ?(?:version |v)?(?P<major>[1-3]\+?)(?: (?P<minor>[01]\+?)(?!\w))?(?!\w)" + _LATER,
        _gnu_short,
    ),
    (
        r"\b(?:gnu free documentation licen[cs]e|gfdl|fdl)(?: gfdl)? (?:version |v)?1 (?P<minor>[1-3]\+?)(?!\w)"
        + _LATER,
        _gfdl,
    ),
    (r"\bmozilla public licen[cs]e (?:version |v )?2(?: 0)?\b|\bmpl ?(?:v ?)?2(?: 0)?\b", _always("MPL-2.0")),
    (r"\beupl(?: v)? ?1 2\b|\beuropean union public licen[cs]e (?:v )?1 2\b", _always("EUPL-1.2")),
    (r"\b(?:sil )?open font licen[cs]e\b|\bofl 1 1\b", _always("OFL-1.1")),
    (r"\bopen database licen[cs]e\b|\bodbl\b", _always("ODbL-1.0")),
    (
        r"\blicence ouverte (?:open licence )?(?:etalab )?(?:version |v)?2(?: 0)?\b|\betalab 2 0\b",
        _always("etalab-2.0"),
    ),
    (
        r"\bw3c document licen[cs]e\b|\bw3 org (?:copyright|consortium legal) [\w ]{0,20}documents?\b",
        _always("LicenseRef-W3C-Document"),
    ),
    (
        r"(?<!not )(?<!not necessarily )\b(?:(?:in|into|to|sont dans)(?: the)?(?: worldwide)? public domain"
        r"|public domain (?:dedication|mark|work|licen[cs]e)|domaine public|gemeinfrei\w*|dom[ií]nio público)\b",
        _always("LicenseRef-PublicDomain"),
    ),
)
"""(pattern, what it names): the longest reading of a place wins."""

LINKS: tuple[tuple[str, Naming], ...] = (
    (
        r"(?:creativecommons\.org/(?:licenses|l)|licensebuttons\.net/l)/(?P<elements>by(?:-(?:nc|sa|nd))*)/"
        r"(?P<version>[1-4]\.\d)(?:/(?P<port>at|au|de|fr|igo|jp|nl|uk|us)\b)?",
        lambda match: (
            "CC-"
            + match["elements"].upper()
            + f"-{match['version']}"
            + (f"-{match['port'].upper()}" if match["port"] else "")
        ),
    ),
    (r"creativecommons\.org/publicdomain/zero/1\.0", _always("CC0-1.0")),
    (r"creativecommons\.org/publicdomain/mark/1\.0", _always("LicenseRef-PublicDomain")),
    (
        r"opensource\.org/licenses?/(?P<id>MIT|BSD-2-Clause|BSD-3-Clause|ISC|Apache-2\.0|0BSD|Zlib|MPL-2\.0)\b",
        lambda match: match["id"],
    ),
    (r"apache\.org/licenses/license-2\.0", _always("Apache-2.0")),
    (r"unlicense\.org\b", _always("Unlicense")),
)
"""(pattern over the raw text, ignoring case, what it names)."""

SPEAKING_OF_RIGHTS = re.compile(
    r"\b(?:licen[cs]\w*|lizenz\w*|licencia\w*|released|dedicat\w+|waive\w*|available under|distributed under|"
    r"published under|terms|copyright|rights|public domain|domaine public|gemeinfrei\w*|dominio público)\b"
)
"""What must stand near a name for it to be a statement; without it, it is a mention."""

_NON_COMMERCIAL = (
    r"(?<!\bor )(?<!\band )\bnon ?commercial (?:use|uses|purposes?|basis)\b|\bcommercial (?:use|purposes?) (?:is|are) "
    r"(?:not|prohibited|forbidden)\b|\bnot (?:be used )?for (?:any )?commercial (?:use|purposes?)\b|"
    r"\bpas d utilisation commerciale\b|\bnicht ?kommerziell\w*\b|\bnicht ?komm\b|\bno ?comercial\b"
)
_NO_DERIVATIVES = (
    r"\bno ?deriv(?:s|atives?)(?: works?)?\b|\bmay not be (?:modified|altered)\b|\bpas de modifications?\b|"
    r"\bkeine bearbeitungen?\b|\bsin ?(?:obras ?)?deriv\w+\b"
)
_NO_TRAINING = (
    r"\b(?:not|never|no one may|prohibit\w*|forbid\w*|without permission) (?:\w+ ){0,8}?(?:train|training) "
    r"(?:\w+ ){0,8}?(?:ai|artificial intelligence|machine learning|language models?|llms?|neural)\b|"
    r"\bno ai training\b|\bnot (?:be )?use\w* (?:\w+ ){0,6}?(?:ai|machine learning|llm) training\b"
)
_FIELD_OF_USE = r"\bcommons clause\b|\bshall be used for good not evil\b|\ball rights reserved no part of\b"

RESTRICTIONS: tuple[tuple[str, str], ...] = (
    (_NON_COMMERCIAL, "LicenseRef-NonCommercial"),
    (_NO_DERIVATIVES, "LicenseRef-NoDerivatives"),
    (_NO_TRAINING, "LicenseRef-NoTraining"),
    (_FIELD_OF_USE, "LicenseRef-FieldOfUse"),
)
"""(pattern, what it takes away), read only outside the licence texts themselves."""

FURTHER_TERMS = re.compile(
    r"\b(?:must|shall|may not|prohibited|provided that|you agree|you acknowledge|without (?:\w+ ){0,4}permission|"
    r"on (?:the )?condition that|only (?:if|for|under)|not (?:designed|intended|licensed)|must not|is governed by)\b"
)
"""Words of obligation: beside a known text they mean that there is more to the licence than that text."""
