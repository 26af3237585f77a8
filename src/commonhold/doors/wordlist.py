"""Word lists as files have them: our own and those of other spelling checkers, from text to words.

Each reader takes the decoded text of a file and returns the words it declares right and those it forbids. Knows
nothing of where files lie, nor what is done with the words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from commonhold.vocabulary import LONGEST_ENTRY

Words = tuple[tuple[str, ...], tuple[str, ...]]
"""The right words and the forbidden ones, both in the order of the file."""

_REMARK = re.compile(r"(?:^|\s)#.*")
_COUNT = re.compile(r"\d+\s*\Z")
_OFFICE_END = re.compile(r"^---[ \t]*$", re.MULTILINE)


def entry_of(line: str) -> str:
    """Return what a line of our own lists says: ``word``, ``!word`` for a forbidden one, or nothing.

    >>> [entry_of(line) for line in ("restic # a program", "# names", "C#", "!teh")]
    ['restic', '', 'C#', '!teh']
    """
    return _REMARK.sub("", line).strip()


def read_words(text: str) -> Words:
    """Read our own format, ``.commonhold/words.txt``: an entry a line, ``!`` before forbidden ones, ``#`` a remark.

    >>> read_words("# names\\nrestic\\nNew Amsterdam\\n!teh\\n")
    (('restic', 'New Amsterdam'), ('teh',))
    """
    return sorted_out(entry_of(line) for line in text.splitlines())


def read_plain(text: str) -> Words:
    """Read a list without signs, such as Harper's ``.harper-dictionary.txt``: an entry a line, and nothing else."""
    return _usable(line.strip() for line in text.splitlines()), ()


def read_hunspell(text: str) -> Words:
    r"""Read a personal list of Hunspell, or a user's dictionary of LibreOffice.

    ``word/model`` is read as the word alone, ``*word`` is forbidden; in a negative list of LibreOffice all are.

    >>> read_hunspell("Foo\nbarred/tarred\n*teh\n")
    (('Foo', 'barred'), ('teh',))
    """
    if text.startswith("OOoUserDict1"):
        return _read_office(text)
    lines = text.splitlines()
    if lines and _COUNT.match(lines[0]):  # a whole dictionary begins with its size
        del lines[0]
    return sorted_out((_unmodelled(line) for line in lines), forbidding="*")


def _unmodelled(line: str) -> str:
    word = line.partition("\t")[0].strip().replace("\\/", "\0").partition("/")[0]
    return word.replace("\0", "/")


def _read_office(text: str) -> Words:
    end = _OFFICE_END.search(text)
    head, body = (text[: end.start()], text[end.end() :]) if end else ("", text)
    words = _usable(line.partition("==")[0].replace("=", "").strip() for line in body.splitlines())
    return ((), words) if "type: negative" in head else (words, ())


def read_vim(text: str) -> Words:
    """Read Vim's list of words, ``en.utf-8.add``: ``word/!`` is forbidden, other marks after a slash say nothing here.

    >>> read_vim("# names\\nrestic\\nteh/!\\nVim/=\\n/encoding=utf-8\\n")
    (('restic', 'Vim'), ('teh',))
    """
    right: list[str] = []
    refused: list[str] = []
    for line in text.splitlines():
        word, _, marks = line.strip().partition("/")
        if word and not word.startswith("#"):
            (refused if "!" in marks else right).append(word)
    return _usable(right), _usable(refused)


def read_cspell_words(text: str) -> Words:
    """Read a dictionary of cspell in plain text: our own format, with signs for compounds and casing around words.

    >>> read_cspell_words("errorcode*\\n~cafe\\n!teh # never\\n")
    (('errorcode', 'cafe'), ('teh',))
    """
    return sorted_out(cspell_entry(entry_of(line)) for line in text.splitlines())


def cspell_entry(entry: str) -> str:
    """Return an entry of cspell without its signs for compounds and casing."""
    return entry.strip("+*").removeprefix("~")


def sorted_out(entries: Iterable[str], forbidding: str = "!") -> Words:
    """Return entries as right and forbidden words; what is empty or too long is left out."""
    right, refused = [], []
    for entry in entries:
        word = entry.strip()
        if word.startswith(forbidding):
            refused.append(word.removeprefix(forbidding).strip())
        else:
            right.append(word)
    return _usable(right), _usable(refused)


def _usable(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for word in words if 0 < len(word) <= LONGEST_ENTRY)


READERS: dict[str, Callable[[str], Words]] = {
    "words": read_words,
    "harper": read_plain,
    "hunspell": read_hunspell,
    "vim": read_vim,
    "cspell words": read_cspell_words,
}
"""The reader of each form of a list."""


def form_of(name: str) -> str:
    """Return in which form a list is that somebody names by its file alone, by how the name ends.

    >>> [form_of(name) for name in ("names.txt", "standard.dic", "en.utf-8.add", ".hunspell_en_US")]
    ['words', 'hunspell', 'vim', 'hunspell']
    """
    if name.startswith(".hunspell") or name.endswith(".dic"):
        return "hunspell"
    return "vim" if name.endswith(".add") else "harper" if name.startswith(".harper") else "words"
