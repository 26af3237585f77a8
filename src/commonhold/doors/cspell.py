"""The words in a settings file of cspell, and where its own dictionaries lie. JSON with comments; nothing else of it.

Read are ``words``, ``userWords``, ``ignoreWords``, ``flagWords`` and those ``dictionaryDefinitions`` that
``dictionaries`` names. Overrides, imports, languages and patterns are passed over.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from commonhold.doors.wordlist import Words, cspell_entry, sorted_out

_STRING = r'"(?:[^"\\]|\\.)*+"'
_COMMENT = re.compile(rf"({_STRING})|//[^\n]*|/\*(?:.*?\*/|.*)", re.DOTALL)
_LAST_COMMA = re.compile(rf"({_STRING})|,(?=\s*[}}\]])")


@dataclass(frozen=True, slots=True)
class Cspell:
    """What a settings file says: its own words, and the ``paths`` of dictionaries in text files, as written there."""

    words: Words
    paths: tuple[str, ...] = ()


def read_cspell(text: str) -> Cspell:
    """Read the settings of cspell; raise ValueError with a few words where they are not JSON with comments.

    >>> read_cspell('{"words": ["restic", "borg*"], // tools\\n "flagWords": ["hte->the"],}')
    Cspell(words=(('restic', 'borg'), ('hte',)), paths=())
    """
    settings = _parsed(text)
    right: list[str] = []
    refused: list[str] = []
    for key in ("words", "userWords", "ignoreWords"):
        good, bad = sorted_out([cspell_entry(word) for word in _texts(settings.get(key))])
        right += good
        refused += bad
    refused += [re.split(r"->|:", word)[0].strip() for word in _texts(settings.get("flagWords"))]
    paths = []
    used = set(_texts(settings.get("dictionaries")))
    defined = settings.get("dictionaryDefinitions")
    for definition in defined if isinstance(defined, list) else ():
        if isinstance(definition, dict) and str(definition.get("name")) in used:
            path = definition.get("path")
            if isinstance(path, str) and path.endswith(".txt"):
                paths.append(path)
    return Cspell((tuple(right), tuple(word for word in refused if word)), tuple(paths))


def _parsed(text: str) -> dict[str, Any]:
    bare = _LAST_COMMA.sub(_kept, _COMMENT.sub(_kept, text))
    try:
        settings = json.loads(bare)
    except (ValueError, RecursionError) as error:
        raise ValueError("it is not JSON") from error
    if not isinstance(settings, dict):
        raise ValueError("it is not a JSON object")
    return settings


def _kept(match: re.Match[str]) -> str:
    return match[1] or " "


def _texts(value: object) -> list[str]:
    return [entry for entry in value if isinstance(entry, str)] if isinstance(value, list) else []
