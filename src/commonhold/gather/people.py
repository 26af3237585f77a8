"""Who stands behind a commit, as salted hashes: its author, and those whom it names as co-authors.

Both the address in the commit and the one that the mailmap of the pinned revision gives count, since a person may ask
by either. Knows no names, and no committers: who applies a patch has not written it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

import pygit2

from commonhold.gather.history import Commit, author_hash

_BRACKETED = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>")
_BARE = re.compile(r"[^\s<>@]+@[^\s<>@]+")


def people_of(salt: str, mailmap: bytes) -> Callable[[Commit], frozenset[str]]:
    """Return the function that gives the people of a commit; ``mailmap`` is the text of a ``.mailmap``."""
    known = pygit2.Mailmap.from_buffer(mailmap.decode("utf-8", "replace")) if mailmap else pygit2.Mailmap()

    @functools.cache
    def hashed(*addresses: str) -> frozenset[str]:
        return frozenset(author_hash(salt, address) for address in addresses if address)

    @functools.cache
    def named(co_authors: tuple[str, ...]) -> frozenset[str]:
        found: set[str] = set()
        for name, address in filter(None, map(addressed, co_authors)):
            found |= hashed(address, known.resolve(name, address)[1].strip().lower())
        return frozenset(found)

    def people(commit: Commit) -> frozenset[str]:
        own = hashed(commit.email, commit.raw_email)
        return own | named(commit.co_authors) if commit.co_authors else own

    return people


def addressed(trailer: str) -> tuple[str, str] | None:
    """Return (name, lower-case address) of what stands after ``Co-authored-by:``, or None without an address.

    >>> addressed("Bob Roe <Bob@Example.org>"), addressed("bob@example.org"), addressed("Bob")
    (('Bob Roe', 'bob@example.org'), ('', 'bob@example.org'), None)
    """
    if found := _BRACKETED.search(trailer):
        name, address = found["name"].strip(), found["address"].strip().lower()
        return (name, address) if address else None
    bare = _BARE.search(trailer)
    return ("", bare[0].lower()) if bare else None
