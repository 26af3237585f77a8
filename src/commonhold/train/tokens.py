"""Text to tokens: what is a word, what is protected, where a sentence begins.

The same tokens are counted in training and looked up in checking. Works for any language that separates words by
spaces; it knows no word of any of them. Not covered: scripts without spaces between words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from unicodedata import normalize

import numpy as np

_LETTER = r"(?:[^\W\d_][\u0300-\u036f\u00ad]*)"
_WORD = rf"{_LETTER}+(?:['’]{_LETTER}+)*"
_JOINT = r"\w./\\:#$%&@~=+-"  # what may stand inside an identifier or a path
_SIGNS = r"[.\\:$%&@~=+-]{0,128}+"  # those of them that do not end one; bounded, or a line of dollars takes hours

TOKEN = re.compile(
    r"[^\W\d_]+(?=[ ,;)]|[.:?!] )"  # the plain case first: it is nine in ten
    r"|`[^`]*`"  # inline code
    r"|<[a-z]+>"  # what a redaction left behind
    r"|(?:[a-z][a-z+.-]{1,9}://|www\.)[^\s<>]*[^\s<>.,;:!?'\")\]}’”»]"  # addresses
    r"|[\w.+-]{1,64}+@[\w-]+(?:\.[\w-]+)+"
    r"|\d+(?:[.,:]\d+)+(?!\w)"  # 1,000 and 12:30
    rf"|(?:[^\W\d_]\.){{2,}}"  # abbreviations with inner stops
    rf"|(?=[{_JOINT}]{{0,64}}?[\d_/\\#$@=~])(?:[\w#$@~\\/](?:{_SIGNS}[\w/#]++)++|\d)"  # numbers, identifiers, paths
    rf"|{_LETTER}+(?:\.[^\W\d_]{{2,}})+(?!\w)"  # file.txt, Node.js
    rf"|{_WORD}"
    r"|[—–]|-+|\.\.\.|…|\S"
)
"""One token; white space is never part of one."""

_IS_WORD = re.compile(rf"{_WORD}|(?:[^\W\d_]\.){{2,}}")
_MARKED = frozenset("'’.\u00ad" + "".join(map(chr, range(0x300, 0x370))))  # what stands in words beside letters
_NUMBER = re.compile(r"[\d.,:%/+-]*\d[\d.,:%/+-]*")
_MARKS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "„": '"', "–": "—", "…": "."})

CODE, NUMBER, NAME = "`", "0", "\\"
"""What all inline code, all numbers, and all identifiers and addresses are counted as."""

STOPS = frozenset(".!?…")
"""Tokens that may end a sentence."""

_CLOSERS = frozenset("\"'”’»)]}")
_OPENERS = frozenset("\"'“‘«„([¿¡")


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a text: its form as written and its place in code points."""

    form: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Return the tokens of a text with their places.

    >>> [token.form for token in tokens("It’s in `x y`, see https://a.b/c.")]
    ['It’s', 'in', '`x y`', ',', 'see', 'https://a.b/c', '.']
    """
    return [Token(match.group(), match.start(), match.end()) for match in TOKEN.finditer(text)]


def is_word(form: str) -> bool:
    """Tell whether a form is a word a writer could misspell: letters only, apostrophes inside.

    >>> [is_word(form) for form in ("don’t", "e.g.", "x86", "`ls`", ",", "½")]
    [True, True, False, False, False, False]
    """
    if form.isalpha():
        return True
    # What a regular expression takes for letters are numbers too where they are no digits: ½ and ².
    return _IS_WORD.fullmatch(form) is not None and all(sign.isalpha() or sign in _MARKED for sign in form)


MARKS = frozenset(",;:")
"""Marks inside sentences that writers drop and put in like small words."""


def is_written(form: str) -> bool:
    """Tell whether a form is a word or a mark that writers may get wrong."""
    return form in MARKS or is_word(form)


def folded(form: str) -> str:
    """Return what a form is counted as: lower case, plain apostrophes, one stand-in a class of protected things.

    Letters and their accents count the same however they are encoded, and soft hyphens do not count.

    >>> [folded(form) for form in ("The", "It’s", "`ls -l`", "1,000", "foo_bar", "…", "½", "Cafe\u0301")]
    ['the', "it's", '`', '0', '\\\\', '.', '0', 'café']
    """
    if form[0] == "`" and len(form) > 1:
        return CODE
    if is_word(form):
        word = form.lower().replace("’", "'").replace("\u00ad", "")
        return word if word.isascii() else _composed(word)
    if len(form) == 1:
        return NUMBER if form.isnumeric() else form.translate(_MARKS)
    if _NUMBER.fullmatch(form):
        return NUMBER
    if form[0] == "-" and not form.strip("-"):
        return "—"
    return "." if form == "..." else NAME


def _composed(word: str) -> str:
    """Return a word with its accents in its letters (NFC), unless it then were no word any more."""
    composed = normalize("NFC", word)
    return composed if is_word(composed) else word


def starts(forms: list[str]) -> Iterator[int]:
    """Yield the index of the first token of each sentence.

    A sentence ends at a stop (and closing quotes) before a token that begins with a capital, a digit or code, unless
    the stop follows a single letter (an initial).

    >>> list(starts(["A", "bee", ".", "C", ".", "D", "said", "."]))
    [0, 3]
    """
    last = len(forms) - 1
    if last < 0:
        return
    yield 0
    for index, form in enumerate(forms):
        if form in STOPS and index < last:
            after = index + 1
            while after < last and forms[after] in _CLOSERS:
                after += 1
            if index and len(forms[index - 1]) == 1 and forms[index - 1].isalpha() and form == ".":
                continue
            probe = after
            while probe < last and forms[probe] in _OPENERS:
                probe += 1
            head = forms[probe][0]
            if head.isupper() or head == "`" or head.isdigit():
                yield after


def token_hash(token: str) -> int:
    """Return the 64-bit hash a folded token is counted under."""
    return int.from_bytes(blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def onset(form: str) -> str:
    """Return how a token begins, as far as the word before it cares: two letters, as written in capitals alone.

    >>> [onset(form) for form in ("hour", "`u32`", "URL", "8-bit", "“")]
    ['ho', 'u3', 'UR', '8-', '']
    """
    bare = form.lstrip("`'\"([{“‘«„¿¡")[:2]
    return bare if form.isupper() else bare.lower()


SHAPES = 4


def shape_of(form: str) -> int:
    """Return one of ``SHAPES``: 0 for lower case, 1 for a capital in front, 2 for all capitals, 3 for anything else.

    >>> [shape_of(form) for form in ("a", "Cat", "I", "URL", "GitHub", ",")]
    [0, 1, 1, 2, 3, 0]
    """
    if form == form.lower():
        return 0
    if form[0].isupper() and form[1:] == form[1:].lower():
        return 1
    return 2 if form == form.upper() else 3


def onset_hash(form: str) -> int:
    """Return the hash an onset is counted under."""
    return token_hash("^" + onset(form))


BOUNDARY = token_hash("<s>")
"""Hash of the sentence boundary; it stands only at the first place of an n-gram."""

_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SHIFT = np.uint64(29)


def extend(grams: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Return the hashes of n-grams (uint64) made one token longer by ``last`` (uint64 token hashes, same shape)."""
    mixed = (grams ^ (grams >> _SHIFT)) * _FIRST + last * _SPREAD
    longer: np.ndarray = mixed ^ (mixed >> _SHIFT)
    return longer
