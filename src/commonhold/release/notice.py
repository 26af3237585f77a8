"""The notice: whose works a model stands on, under which licences, and what may be done about it.

Pure. It follows the duties of licences as if counts taken from a work were a form of the work; whether they are is
unsettled, and saying thank you costs nothing. Knows a holder only as the owner of the source's address.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from commonhold.manifest import Manifest, Source
from commonhold.release.shares import Share, shares

_CHANGED = "Modified: statistics derived from the text"
_SHOWN_PATHS = 5
_SPDX_ID = re.compile(r"[A-Za-z0-9.-]+")
_CREATIVE_COMMONS = re.compile(r"CC-(BY(?:-[A-Z]+)*)-([0-9.]+)(?:-([A-Z]+))?")
_OWNED_BY_FIRST_SEGMENT = ("github.com", "gitlab.com", "codeberg.org", "bitbucket.org", "salsa.debian.org")
_DUTIES = (
    (r"CC-BY-SA-.*", "Share alike: what is made from these works goes out under this licence or a compatible one."),
    (r"CC-BY-.*", "Attribution: name the holder, the title, the source and the licence, and say what was changed."),
    (r"Apache-2\.0", "Where a source has a NOTICE file, its notices stand with it at the address given."),
    (r"MIT.*|BSD-.*|ISC|X11", "The copyright lines and the permission notice stand in the files named as evidence."),
    (r"[AL]?GPL-.*|GFDL-.*|MPL-.*|EUPL-.*", "Copyleft: the source text of these works is at the address given."),
)
_ABOUT = """\
NOTICE

This bundle holds a language model: words and numbers counted in the works listed below, not the works themselves.
It is given away under {outbound}{link}.
It stands on {works:,} works with {words:,} words, and on {corrections:,} corrections: manifest.jsonl.zst names all.
The duties of each licence are followed as if the numbers were a form of the works; whether they are is unsettled.
"""
_OPTING_OUT = """\
HOW TO FIND A WORK, AND HOW TO OPT OUT

A work is named by the hash git gives its bytes:

    git hash-object FILE
    zstdcat manifest.jsonl.zst | grep HASH

If a work is yours and you do not want it here, or you want to be named otherwise, tell whoever gave you this bundle:
the address of the repository, or the hashes, or your line in the manifest will do.
Counts are sums over works, so the next release can be made without it and hold nothing of it.
"""


def licence_link(identifier: str) -> str:
    """Return where the text of a licence is, or nothing for one that is not on the SPDX list.

    >>> licence_link("CC-BY-4.0")
    'https://creativecommons.org/licenses/by/4.0/'
    >>> licence_link("Apache-2.0")
    'https://spdx.org/licenses/Apache-2.0.html'
    """
    if identifier.startswith(("LicenseRef-", "DocumentRef-")):
        return ""
    if identifier == "CC0-1.0":
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    if commons := _CREATIVE_COMMONS.fullmatch(identifier):
        parts = [part.lower() for part in commons.groups() if part]
        return f"https://creativecommons.org/licenses/{'/'.join(parts)}/"
    return f"https://spdx.org/licenses/{identifier}.html"


def licence_links(expression: str) -> list[str]:
    """Return where the texts of the licences named in an SPDX expression are, in the order named.

    >>> licence_links("MIT OR Apache-2.0")
    ['https://spdx.org/licenses/MIT.html', 'https://spdx.org/licenses/Apache-2.0.html']
    """
    named = [one for one in _SPDX_ID.findall(expression) if one not in ("AND", "OR", "WITH")]
    return [link for link in map(licence_link, dict.fromkeys(named)) if link]


def licence_text(outbound: str) -> str:
    """Return the content of ``LICENSE.txt``: the name of the outbound licence and where its text is."""
    links = "".join(f"{link}\n" for link in licence_links(outbound))
    return f"SPDX-License-Identifier: {outbound}\n\nThis model is given away under {outbound}.\n{links}"


def holder(url: str) -> str:
    """Return who holds a source as far as its address says: the owner on a forge, else the host.

    >>> holder("https://github.com/python/devguide"), holder("https://ftp.gnu.org/gnu/diffutils")
    ('python', 'ftp.gnu.org')
    """
    try:
        parts = urlsplit(url)
    except ValueError:  # half an IPv6 address
        return url
    segments = [segment for segment in parts.path.split("/") if segment]
    if parts.hostname in _OWNED_BY_FIRST_SEGMENT and segments:
        return segments[0]
    return parts.hostname or url


def pinned(source: Source) -> str:
    """Return the address of a source at its revision, as exact as its kind allows.

    >>> from commonhold.manifest import Licence
    >>> pinned(Source("x", "https://github.com/a/b", "swh:1:rev:" + 40 * "0", Licence("MIT", "MIT", "LICENSE")))
    'https://github.com/a/b/tree/0000000000000000000000000000000000000000'
    """
    commit = source.revision.removeprefix("swh:1:rev:")
    if commit == source.revision:
        return f"{source.url} ({source.revision})" if source.revision else source.url
    if source.url.lower().startswith("https://github.com/"):
        return f"{source.url.removesuffix('.git')}/tree/{commit}"
    return f"{source.url} (https://archive.softwareheritage.org/{source.revision})"


def on_one_line(text: str) -> str:
    r"""Return text that stays on its line and moves no cursor, whatever a path or a name may hold.

    >>> on_one_line("a\nb")
    'a\\nb'
    """
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


def notice(manifest: Manifest, outbound: str, titles: Mapping[str, str]) -> str:
    """Return the text of NOTICE; the same input gives the same text.

    ``titles`` are better names of sources, where there are any. All that gave something are named, grouped by the
    licence relied on, holders of copies too.
    """
    sources = {source.name: source for source in manifest.sources}
    links = ", ".join(licence_links(outbound))
    parts = [
        _ABOUT.format(
            outbound=outbound,
            link=f" ({links})" if links else "",
            works=len(manifest.entries),
            words=sum(entry.words for entry in manifest.entries),
            corrections=sum(used.count for used in manifest.corrections),
        )
    ]
    for elected, given in shares(manifest).items():
        thanks = [_thanks(sources[name], titles.get(name, name), elected, share) for name, share in given.items()]
        parts.append("\n".join([*_heading(elected), "", *thanks]))
    return "\n".join([*parts, _OPTING_OUT])


def _heading(elected: str) -> list[str]:
    duties = [duty for pattern, duty in _DUTIES if re.fullmatch(pattern, elected)]
    return [on_one_line(f"WORKS UNDER {elected}"), *licence_links(elected), *duties]


def _thanks(source: Source, title: str, elected: str, share: Share) -> str:
    links = ", ".join(licence_links(elected))
    lines = [
        f'"{title}" by {holder(source.url)}, {elected}' + (f" ({links})." if links else "."),
        f"{_CHANGED}.",
        pinned(source),
        _gift(share),
    ]
    if share.evidence:
        others = len(share.evidence) - _SHOWN_PATHS
        lines.append("licence stated in " + ", ".join(share.evidence[:_SHOWN_PATHS]))
        lines[-1] += f" and {others:,} other files" if others > 0 else ""
    return "".join(f"  {on_one_line(line)}\n" for line in lines)


def _gift(share: Share) -> str:
    said = {
        f"{share.works:,} works with {share.words:,} words": share.works,
        f"{share.corrections:,} corrections": share.corrections,
        f"{share.copies:,} copies of works counted elsewhere": share.copies,
    }
    return ", ".join(text for text, count in said.items() if count)
