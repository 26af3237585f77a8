"""Prose cut into sentences: the parts of a text that are judged by themselves, and kept when others change.

A sentence without an end is cut between two tokens, so that no text takes more memory than many short ones. Together
the sentences are the text, with the white space behind each.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise

from commonhold.train.tokens import TOKEN, starts

MOST_TOKENS = 4_000
"""Tokens of the longest sentence that is judged in one piece."""


def sentences(text: str) -> Iterator[tuple[int, str, list[str]]]:
    """Yield (start, sentence, its tokens as written) in order.

    >>> list(sentences("One is. Two, too."))
    [(0, 'One is. ', ['One', 'is', '.']), (8, 'Two, too.', ['Two', ',', 'too', '.'])]
    """
    rest = TOKEN.finditer(text)
    done = 0
    tokens = list(islice(rest, MOST_TOKENS))
    while tokens:
        forms = [token.group() for token in tokens]
        firsts = list(starts(forms))
        if len(tokens) == MOST_TOKENS:  # what the last one begins may go on
            firsts = firsts if len(firsts) > 1 else [0, MOST_TOKENS]
        else:
            firsts.append(len(tokens))
        for first, last in pairwise(firsts):
            end = tokens[last].start() if last < len(tokens) else tokens[-1].end()
            yield done, text[done:end], forms[first:last]
            done = end
        tokens = tokens[firsts[-1] :]
        tokens += islice(rest, MOST_TOKENS - len(tokens))
