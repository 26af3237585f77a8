"""RSL 1.0: licence terms in XML, and whether they let anyone train who then gives the model away.

The most specific content element decides a path. Its licences are alternatives, so the best of them counts; in one a
prohibition wins over a permission. Payment is a condition; ``conditions`` knows which can be met. XML with a document
type is refused unread, so that nothing in it can expand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from commonhold.consent import Answer, Observation
from commonhold.curate.consent.patterns import Matcher, robots_pattern
from commonhold.curate.consent.rules import Evidence, Rules, noted, too_large

FAMILY = "rsl"
NAMESPACE = "https://rslstandard.org/rsl"
MAX_CONTENTS = 2000
MAX_DEPTH = 50
TRAINING = frozenset({"all", "ai-all", "ai-train", "train-ai", "train-genai"})
"""Usage tokens that contain training; the last two are of drafts and still written."""
EVERYONE = frozenset({"commercial", "non-commercial", "education", "government", "personal"})
_LEAST = (Answer.ALLOW, Answer.CONDITION, Answer.UNKNOWN, Answer.DENY)
_ENCODING = re.compile(rb"\s*(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)", re.IGNORECASE)
_TAG = re.compile(rb"<(/)?[A-Za-z_][^<>]*?(/)?>")
_PATH = re.compile(r"(?:[a-z][a-z0-9+.-]*://[^/?#]*)?(?P<path>[^?#]*)", re.IGNORECASE)


def is_rsl(content: bytes) -> bool:
    """Tell whether some XML is about RSL, from its beginning."""
    return b"rslstandard.org/rsl" in content[:4096]


def rsl(evidence: Evidence) -> Rules:
    """Read one RSL file."""
    if refused := too_large(evidence, FAMILY):
        return refused
    root = _parsed(evidence.content)
    if isinstance(root, str):
        return noted(evidence, FAMILY, root)
    rules: list[tuple[str, Matcher, Observation]] = []
    for place, element in enumerate(_named(root, "content")):
        if place == MAX_CONTENTS:
            break
        pattern = _pattern(element.get("url", "/"))
        scope = "" if pattern in ("/", "*", "/*") else pattern
        answer, detail, conditions = _terms(element)
        rules.append((pattern, robots_pattern(pattern), evidence.says(FAMILY, answer, scope, detail, conditions)))
    if not rules:
        return noted(evidence, FAMILY, "no content element of RSL")

    def decide(path: str) -> Observation | None:
        best, decided = -1, None
        for pattern, matches, said in rules:
            if len(pattern) > best and matches("/" + path):
                best, decided = len(pattern), said
        return decided if decided and decided.answer is not Answer.UNKNOWN else None

    return Rules(tuple(dict.fromkeys(said for _, _, said in rules)), None, decide)


def _parsed(content: bytes) -> ElementTree.Element | str:
    """Return the root element, or why there is none."""
    encoding = _ENCODING.match(content)
    if b"\0" in content or (encoding and encoding[1].lower() not in (b"utf-8", b"us-ascii")):
        return "not XML in UTF-8"
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", content, re.IGNORECASE):
        return "XML with a document type, not read"
    if _depth(content) > MAX_DEPTH:
        return "nested too deeply"
    try:
        return ElementTree.fromstring(content)  # noqa: S314 - no document type reaches it, so nothing expands
    except (ElementTree.ParseError, ValueError, LookupError) as problem:
        return f"no XML: {problem}"


def _depth(content: bytes) -> int:
    """Return how deep elements nest, before anything is built of them; what is no XML may come out too deep."""
    depth = deepest = 0
    for tag in _TAG.finditer(content):
        if tag[1]:
            depth -= 1
        elif not tag[2]:
            depth += 1
            deepest = max(deepest, depth)
    return deepest


def _name(element: ElementTree.Element) -> str:
    space, _, name = element.tag.rpartition("}")
    return name if space in ("", "{" + NAMESPACE, "{" + NAMESPACE + "/") else ""


def _named(root: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    return (element for element in root.iter() if isinstance(element.tag, str) and _name(element) == name)


def _pattern(url: str) -> str:
    match = _PATH.fullmatch(url.strip())
    path = match["path"] if match else "/"
    return path if path.startswith(("/", "*")) else f"/{path}"


def _terms(content: ElementTree.Element) -> tuple[Answer, str, tuple[str, ...]]:
    """Return the best that any of the licences offers."""
    offers = [_licence(licence) for licence in _named(content, "license")]
    if not offers:
        return Answer.UNKNOWN, "a content element without a licence", ()
    answer, detail, conditions = min(offers, key=lambda offer: (_LEAST.index(offer[0]), len(offer[2])))
    if answer in (Answer.ALLOW, Answer.CONDITION) and content.get("server"):
        return Answer.CONDITION, f"{detail}; server {content.get('server')}", (*conditions, "rsl:server")
    return answer, detail, conditions


def _licence(licence: ElementTree.Element) -> tuple[Answer, str, tuple[str, ...]]:
    permitted, prohibited = _tokens(licence, "permits"), _tokens(licence, "prohibits")
    told = [f"permits {' '.join(sorted(permitted['usage']))}"] if "usage" in permitted else []
    told += [f"prohibits {' '.join(sorted(prohibited['usage']))}"] if "usage" in prohibited else []
    if TRAINING & prohibited.get("usage", set()):
        return Answer.DENY, "; ".join(told), ()
    if "usage" in permitted and not TRAINING & permitted["usage"]:
        return Answer.DENY, "; ".join(told), ()
    conditions = []
    for kind in ("user", "geo"):
        users = permitted.get(kind, set())
        limited = kind in prohibited or (kind in permitted and not (users >= EVERYONE or "all" in users))
        if limited:
            conditions.append(f"rsl:{kind}")
            told.append(f"limited by {kind}")
    for payment in _named(licence, "payment"):
        kind = payment.get("type", "free").strip().lower()
        told.append(f"payment {kind}")
        if kind != "free":
            conditions.append(f"rsl:payment={kind}")
    if not told:
        return Answer.UNKNOWN, "a licence without terms", ()
    return (Answer.CONDITION if conditions else Answer.ALLOW), "; ".join(told), tuple(sorted(set(conditions)))


def _tokens(licence: ElementTree.Element, name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for element in _named(licence, name):
        kind = element.get("type", "usage").strip().lower()
        words = (element.text or "").replace(",", " ").lower().split()
        found.setdefault(kind, set()).update(words)
    return found
