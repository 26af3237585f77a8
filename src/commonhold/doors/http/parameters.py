"""The parameters of LanguageTool's requests, parsed once at the threshold. Unknown ones are passed over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

from commonhold.doors.http.annotation import Annotated, parsed, plain
from commonhold.doors.http.limits import MOST_CHARACTERS, body_of, refuse_too_long
from commonhold.doors.http.refusal import RequestError
from commonhold.doors.http.rules import Choice

MOST_FIELDS = 200
FORM = "application/x-www-form-urlencoded"
_OLD_NAMES = {
    "enabled": "enabledRules",
    "disabled": "disabledRules",
    "preferredvariants": "preferredVariants",
    "autodetect": "language=auto",
}
_LEVELS = ("default", "picky")


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What a client asks of ``/v2/check``: ``language`` is a code or ``auto``; ``variants`` are such as ``en-GB``."""

    text: Annotated
    language: str
    variants: tuple[str, ...]
    choice: Choice
    is_picky: bool
    is_text_level_only: bool


async def parameters_of(request: Request) -> dict[str, str]:
    """Return the parameters of a request, those of its body before those of its address.

    Raise RequestError if they are not a form in UTF-8 or too large.
    """
    body = b""
    if request.method == "POST":
        body = await body_of(request)
        kind = request.headers.get("content-type", FORM).partition(";")[0].strip().lower()
        if body and kind != FORM:
            raise RequestError(415, f"The body must be sent as {FORM}")
    return _fields(request.scope["query_string"]) | _fields(body)


def _fields(raw: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            raw.decode("utf-8"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=MOST_FIELDS
        )
    except UnicodeDecodeError:
        raise RequestError(400, "The parameters are not encoded in UTF-8") from None
    except ValueError:
        raise RequestError(400, f"There are more than {MOST_FIELDS} parameters") from None
    return dict(reversed(pairs))  # of a name given twice the first counts


def check_request(fields: Mapping[str, str]) -> CheckRequest:
    """Return what the parameters of ``/v2/check`` ask for; RequestError 400 or 413 says what is wrong with them."""
    for old, new in _OLD_NAMES.items():
        if old in fields:
            raise RequestError(400, f"You specified '{old}' but the parameter is now called '{new}'")
    text = _text(fields)
    language = fields.get("language", "")
    if not language:
        raise RequestError(400, "Missing 'language' parameter, e.g. 'language=en-US' or 'language=auto'")
    variants = _listed(fields, "preferredVariants")
    if variants and language != "auto" and not _is_true(fields, "multilingual"):
        raise RequestError(400, "You specified 'preferredVariants' but you didn't specify 'language=auto'")
    level = fields.get("level") or "default"
    if level.lower() not in _LEVELS:
        raise RequestError(400, f"'level' must be one of {', '.join(_LEVELS)}")
    return CheckRequest(
        text,
        language,
        variants,
        _choice(fields),
        level.lower() == "picky",
        fields.get("mode", "").lower() == "textlevelonly",
    )


def _text(fields: Mapping[str, str]) -> Annotated:
    if "text" in fields and "data" in fields:
        raise RequestError(400, "Set only 'text' or 'data' parameter, not both")
    if "text" in fields:
        refuse_too_long(fields["text"])
        return plain(fields["text"])
    if "data" not in fields:
        raise RequestError(400, "Missing 'text' or 'data' parameter")
    text = parsed(fields["data"])
    refuse_too_long(max(text.whole, text.reading, key=len))
    return text


def _choice(fields: Mapping[str, str]) -> Choice:
    names = ("enabledRules", "disabledRules", "enabledCategories", "disabledCategories")
    rules_on, rules_off, categories_on, categories_off = (frozenset(_listed(fields, name)) for name in names)
    only = _is_true(fields, "enabledOnly")
    if only and (rules_off or categories_off):
        raise RequestError(400, "You cannot specify disabled rules or categories using enabledOnly=true")
    if only and not (rules_on or categories_on):
        raise RequestError(400, "You must specify enabled rules or categories when using enabledOnly=true")
    return Choice(rules_on, rules_off, categories_on, categories_off, only)


def _listed(fields: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part for each in fields.get(name, "").split(",") if (part := each.strip()))


def _is_true(fields: Mapping[str, str], name: str) -> bool:
    return fields.get(name, "").lower() in ("true", "yes")


def whole_number(fields: Mapping[str, str], name: str, otherwise: int) -> int:
    """Return a parameter as a number from 0 to MOST_CHARACTERS, ``otherwise`` where it is not given."""
    value = fields.get(name, str(otherwise))
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise RequestError(400, f"'{name}' must be a whole number")
    return min(int(value), MOST_CHARACTERS)
