"""Machine-readable copyright files (DEP-5): which licence Debian found for which paths.

Short names are turned into SPDX identifiers; a name without a counterpart becomes a ``LicenseRef-``, never a guess.
Not covered: copyright files in free prose, which ``papers`` reads like any other paper.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SHORT = {
    "expat": "MIT",
    "mit": "MIT",
    "isc": "ISC",
    "zlib": "Zlib",
    "bsd-2-clause": "BSD-2-Clause",
    "bsd-3-clause": "BSD-3-Clause",
    "0bsd": "0BSD",
    "apache-2.0": "Apache-2.0",
    "apache-2": "Apache-2.0",
    "cc0": "CC0-1.0",
    "cc0-1.0": "CC0-1.0",
    "public-domain": "LicenseRef-PublicDomain",
    "unlicense": "Unlicense",
    "mpl-2.0": "MPL-2.0",
    "mpl-2": "MPL-2.0",
    "mpl-1.1": "MPL-1.1",
    "artistic-2.0": "Artistic-2.0",
    "python": "PSF-2.0",
    "psf-2": "PSF-2.0",
    "psf-2.0": "PSF-2.0",
    "ofl-1.1": "OFL-1.1",
    "eupl-1.2": "EUPL-1.2",
    "odbl-1.0": "ODbL-1.0",
}
_GNU = re.compile(r"(a?gpl|lgpl)-?v?(\d)(?:\.(\d))?(\+?)", re.IGNORECASE)
_GFDL = re.compile(r"(?:gfdl)(-niv)?-?(\d\.\d)(\+?)", re.IGNORECASE)
_CC = re.compile(r"cc-by(?:-(?:nc|sa|nd))*-\d\.\d(?:-[a-z]{2,3})?", re.IGNORECASE)
_WORD = re.compile(r"[^\w.+-]+")


@dataclass(frozen=True, slots=True)
class Stanza:
    """One ``Files:`` paragraph: its patterns and the ``expression`` for what they match."""

    patterns: tuple[str, ...]
    _matches: re.Pattern[str]
    expression: str

    def speaks_of(self, path: str) -> bool:
        """Tell whether the stanza is about a path of the source."""
        return self._matches.fullmatch(path) is not None


def read_copyright(text: str) -> tuple[Stanza, ...]:
    """Return the stanzas of a DEP-5 file in order (the last match wins); empty for one in free prose.

    >>> [found.expression for found in read_copyright("Format: x\\n\\nFiles: *\\nLicense: GPL-2+ or Expat\\n text")]
    ['GPL-2.0-or-later OR MIT']
    """
    found = []
    for paragraph in re.split(r"\n(?:[ \t]*\n)+", text.replace("\r\n", "\n")):
        fields = _fields(paragraph)
        patterns = tuple(fields.get("files", "").split())
        licence = fields.get("license", "").split("\n", 1)[0].strip()
        if patterns:
            matches = re.compile("|".join(_pattern(pattern) for pattern in patterns), re.DOTALL)
            found.append(Stanza(patterns, matches, spdx(licence) if licence else ""))
    return tuple(found)


def spdx(short: str) -> str:
    """Return a DEP-5 licence line as an SPDX expression.

    >>> spdx("GFDL-NIV-1.3+, and CC-BY-SA-3.0 or GPL-2 with OpenSSL exception")
    'GFDL-1.3-no-invariants-or-later AND (CC-BY-SA-3.0 OR LicenseRef-GPL-2-with-OpenSSL-exception)'
    """
    groups = [part.strip() for part in re.split(r",\s*and\s+", short)]
    arms = [_alternatives(group.replace(",", " ")) for group in groups]
    if len(arms) == 1:
        return arms[0]
    return " AND ".join(f"({arm})" if " OR " in arm else arm for arm in arms)


def _alternatives(line: str) -> str:
    ors = [part.strip() for part in re.split(r"\s+or\s+", line.strip(), flags=re.IGNORECASE)]
    ands = [[_one(part) for part in re.split(r"\s+and\s+", arm, flags=re.IGNORECASE)] for arm in ors]
    if len(ands) == 1:
        return " AND ".join(ands[0])
    return " OR ".join(f"({' AND '.join(arm)})" if len(arm) > 1 else arm[0] for arm in ands)


def _one(name: str) -> str:
    name = name.strip()
    if match := _GNU.fullmatch(name):
        version = f"{match[2]}.{match[3] or 0}"
        return f"{match[1].upper()}-{version}-{'or-later' if match[4] else 'only'}"
    if match := _GFDL.fullmatch(name):
        sections = "-no-invariants" if match[1] else ""
        return f"GFDL-{match[2]}{sections}-{'or-later' if match[3] else 'only'}"
    if _CC.fullmatch(name):
        return name.upper()
    return _SHORT.get(name.lower()) or f"LicenseRef-{_WORD.sub('-', name).strip('-') or 'unnamed'}"


def _fields(paragraph: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    name = ""
    for line in paragraph.splitlines():
        if line[:1] in {" ", "\t"} and name:
            fields[name] += "\n" + line.strip()
        elif ":" in line and not line.startswith("#"):
            name, _, value = line.partition(":")
            name = name.strip().lower()
            fields[name] = value.strip()
    return fields


def _pattern(pattern: str) -> str:
    parts = re.findall(r"\\.|[*?]|[^\\*?]+|\\", pattern.removeprefix("./"))
    return "".join(
        ".*" if part == "*" else "." if part == "?" else re.escape(part[1:] if part[0] == "\\" else part)
        for part in parts
    )
