"""Where somebody else is speaking: quoted words are checked, but never changed without a person saying so."""

from __future__ import annotations

import re

LONGEST = 400
"""Characters between two marks beyond which they are taken for something else (inches, a forgotten mark)."""

_QUOTED = re.compile(
    rf"“[^“”]{{1,{LONGEST}}}”|„[^„“”]{{1,{LONGEST}}}[“”]|«[^«»]{{1,{LONGEST}}}»|»[^«»]{{1,{LONGEST}}}«"
    rf'|(?<!\w)"(?=\S)[^"]{{1,{LONGEST}}}(?<=\S)"(?!\w)'
)


def quoted(text: str) -> list[tuple[int, int]]:
    """Return the spans between quotation marks, marks included.

    >>> quoted('She said "teh end" and left.')
    [(9, 18)]
    >>> quoted('A 5" disk and a 3" one')
    []
    """
    return [match.span() for match in _QUOTED.finditer(text)]
