"""The GNU licences: GPL, LGPL, AGPL and the Free Documentation License.

Each text is read once; ``-only`` and ``-or-later`` differ in what may be chosen as outbound licence. That a model is
a work based on the works it was trained on is nowhere in these texts: that it is read so is a choice of policy.
"""

from __future__ import annotations

from dataclasses import dataclass

from commonhold.curate.terms.outbound import AGPL_3, GFDL, GPL_2, GPL_3, LGPL_2, LGPL_3
from commonhold.curate.terms.row import CodeShown, Inherit, Reading, Release, ReleaseTo, Terms, WorksShown

_GNU = "https://www.gnu.org/licenses/"
_BASED_ON = Inherit("yes", "yes", "yes", "silent", "silent", "silent")
_IF_A_FORM = "holds for a model if a model is a work based on these works, which no text says"
_RUNNING = "running is free; training is not mentioned"


@dataclass(frozen=True, slots=True)
class _Text:
    """One text with what the rows made from it share."""

    url: str
    readings: tuple[Reading, ...]
    release: Release = "on-distribution"
    to: ReleaseTo = "recipients"
    code: CodeShown = "training-code"
    works: WorksShown = "works"

    def row(self, name: str, *outbound: frozenset[str] | set[str]) -> Terms:
        """Return the row of one way to grant the text, which may always go out as it came."""
        return self.row_of_parts(name, {name}, *outbound)

    def row_of_parts(self, name: str, *outbound: frozenset[str] | set[str]) -> Terms:
        """Return the row of a name that tells which parts of a work are invariant: no licence to go out under."""
        return Terms(
            id=name,
            family="copyleft",
            trains="silent",
            notice_carry="licence+copyright",
            outbound=frozenset[str]().union(*outbound),
            readings=self.readings,
            weights_release=self.release,
            release_to=self.to,
            data_disclosure=self.works,
            code_disclosure=self.code,
            inherit=_BASED_ON,
        )


def _read(url: str, *told: tuple[str, str, str]) -> tuple[Reading, ...]:
    """Return readings of (field, quote, section); what hangs on a model being a form of the works says so."""
    sure = {"notice_carry", "outbound", "output_scope"}
    return tuple(
        Reading(field, quote, section, url)
        if field in sure
        else Reading(field, quote, section, url, "unknown", _RUNNING if field == "trains" else _IF_A_FORM)
        for field, quote, section in told
    )


_GPL_1_TEXT = _Text(
    f"{_GNU}old-licenses/gpl-1.0.html",
    _read(
        f"{_GNU}old-licenses/gpl-1.0.html",
        (
            "outbound",
            "to be licensed at no charge to all third parties under the terms of this General Public License",
            "2(b)",
        ),
        ("notice_carry", "keep intact all the notices that refer to this General Public License", "1"),
        ("weights_release", "accompany it with the complete corresponding machine-readable source code", "3(a)"),
    ),
)
_GPL_2_URL = f"{_GNU}old-licenses/gpl-2.0.html"
_GPL_2_TEXT = _Text(
    _GPL_2_URL,
    _read(
        _GPL_2_URL,
        ("trains", "The act of running the Program is not restricted", "0"),
        (
            "outbound",
            "to be licensed as a whole at no charge to all third parties under the terms of this License",
            "2(b)",
        ),
        (
            "outbound",
            "You may not impose any further restrictions on the recipients' exercise of the rights granted herein.",
            "6",
        ),
        ("notice_carry", "keep intact all the notices that refer to this License", "1"),
        ("weights_release", "Accompany it with the complete corresponding machine-readable source code", "3(a)"),
        ("data_disclosure", "the preferred form of the work for making modifications to it", "3"),
        (
            "output_scope",
            "the output from the Program is covered only if its contents constitute a work based on the Program",
            "0",
        ),
    ),
)
_GPL_3_PARTS = (
    ("trains", "This License explicitly affirms your unlimited permission to run the unmodified Program.", "2"),
    (
        "outbound",
        "You must license the entire work, as a whole, under this License to anyone who comes into possession of a "
        "copy.",
        "5(c)",
    ),
    ("notice_carry", "keep intact all notices stating that this License", "4"),
    (
        "weights_release",
        "provided that you also convey the machine-readable Corresponding Source under the terms of this License",
        "6",
    ),
    ("data_disclosure", "the preferred form of the work for making modifications to it", "1"),
    (
        "output_scope",
        "The output from running a covered work is covered by this License only if the output, given its content, "
        "constitutes a covered work.",
        "2",
    ),
)
_GPL_3_URL = f"{_GNU}gpl-3.0.html"
_GPL_3_TEXT = _Text(
    _GPL_3_URL,
    _read(
        _GPL_3_URL,
        *_GPL_3_PARTS,
        (
            "outbound",
            "you have permission to link or combine any covered work with a work licensed under version 3 of the GNU "
            "Affero General Public License into a single combined work",
            "13",
        ),
    ),
)
_AGPL_3_URL = f"{_GNU}agpl-3.0.html"
_AGPL_3_TEXT = _Text(
    _AGPL_3_URL,
    _read(
        _AGPL_3_URL,
        *_GPL_3_PARTS,
        (
            "weights_release",
            "must prominently offer all users interacting with it remotely through a computer network",
            "13",
        ),
    ),
    "on-network-use",
    "network-users",
)


def _lesser(url: str, opting: tuple[str, str]) -> _Text:
    return _Text(url, _read(url, ("outbound", *opting), ("notice_carry", *_LESSER_NOTICE[url])))


_OPT = "You may opt to apply the terms of the ordinary GNU General Public License instead of this License"
_KEEP_2 = "keep intact all the notices that refer to this License"
_LGPL_20, _LGPL_21, _LGPL_3_URL = (
    f"{_GNU}old-licenses/lgpl-2.0.html",
    f"{_GNU}old-licenses/lgpl-2.1.html",
    f"{_GNU}lgpl-3.0.html",
)
_LESSER_NOTICE = {
    _LGPL_20: (_KEEP_2, "1"),
    _LGPL_21: (_KEEP_2, "1"),
    _LGPL_3_URL: ("Give prominent notice with each copy", "3(a) and 4(a)"),
}
_LGPL_20_TEXT, _LGPL_21_TEXT = (_lesser(url, (_OPT, "3")) for url in (_LGPL_20, _LGPL_21))
_LGPL_3_TEXT = _lesser(
    _LGPL_3_URL,
    ("under the GNU GPL, with none of the additional permissions of this License applicable to that copy", "2(b)"),
)


def _gfdl(minor: str) -> _Text:
    url = f"{_GNU}old-licenses/fdl-1.{minor}.html" if minor != "3" else f"{_GNU}fdl-1.3.html"
    parts = (
        ("outbound", "provided that you release the Modified Version under precisely this License", "4"),
        ("notice_carry", "Preserve all the copyright notices of the Document.", "4(D)"),
        ("weights_release", "include a machine-readable Transparent copy along with each Opaque copy", "3"),
    )
    return _Text(url, _read(url, *parts), code="none")


def _documentation() -> tuple[Terms, ...]:
    """Return a row for each version, with and without invariant sections, and for it alone or with later ones."""
    rows = []
    for place, minor in enumerate("123"):
        text = _gfdl(minor)
        later = frozenset(name for name in GFDL if name[len("GFDL-1.")] in "123"[place:])
        rows += [text.row(f"GFDL-1.{minor}-only"), text.row(f"GFDL-1.{minor}-or-later", later)]
        for parts in ("invariants", "no-invariants"):
            rows.append(text.row_of_parts(f"GFDL-1.{minor}-{parts}-only", {f"GFDL-1.{minor}-only"}))
            rows.append(text.row_of_parts(f"GFDL-1.{minor}-{parts}-or-later", later))
    return tuple(rows)


_LATER_3 = GPL_3 | AGPL_3
_LESSER_3 = LGPL_3 | _LATER_3

ROWS: tuple[Terms, ...] = (
    _GPL_1_TEXT.row("GPL-1.0-only"),
    _GPL_1_TEXT.row("GPL-1.0-or-later", {"GPL-1.0-only"}, GPL_2, _LATER_3),
    _GPL_2_TEXT.row("GPL-2.0-only"),
    _GPL_2_TEXT.row("GPL-2.0-or-later", GPL_2, _LATER_3),
    _GPL_3_TEXT.row("GPL-3.0-only", {"AGPL-3.0-only"}),
    _GPL_3_TEXT.row("GPL-3.0-or-later", _LATER_3),
    _AGPL_3_TEXT.row("AGPL-3.0-only"),
    _AGPL_3_TEXT.row("AGPL-3.0-or-later", AGPL_3),
    _LGPL_20_TEXT.row("LGPL-2.0-only", GPL_2, _LATER_3),
    _LGPL_20_TEXT.row("LGPL-2.0-or-later", LGPL_2, _LESSER_3, GPL_2),
    _LGPL_21_TEXT.row("LGPL-2.1-only", GPL_2, _LATER_3),
    _LGPL_21_TEXT.row("LGPL-2.1-or-later", {"LGPL-2.1-only"}, _LESSER_3, GPL_2),
    _LGPL_3_TEXT.row("LGPL-3.0-only", {"GPL-3.0-only", "AGPL-3.0-only"}),
    _LGPL_3_TEXT.row("LGPL-3.0-or-later", _LESSER_3),
    *_documentation(),
)
"""Their rows."""
