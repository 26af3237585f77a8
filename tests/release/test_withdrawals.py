"""What the registry reaches in a manifest, by origin, path, id, author and fingerprint."""

from __future__ import annotations

import pytest

from commonhold.manifest import Entry, Licence, Manifest, Source
from commonhold.optouts import OptOut, OptOuts
from commonhold.release.withdrawals import reached
from commonhold.work import WorkId

LICENCE = Licence("CC-BY-4.0", "CC-BY-4.0", "LICENSE")
ONE, TWO, THREE = (WorkId("swh:1:cnt:" + digit * 40) for digit in "123")
MANIFEST = Manifest(
    (
        Source("owned", "https://github.com/owner/repo.git", "swh:1:rev:" + "a" * 40, LICENCE),
        Source("other", "https://example.org/other", "swh:1:rev:" + "b" * 40, LICENCE),
    ),
    (
        Entry(ONE, (("other", "docs/a.md"), ("owned", "a.md")), LICENCE, 10, ONE),
        Entry(TWO, (("other", "b.md"),), LICENCE, 10, TWO, (("c" * 16, 2),)),
        Entry(THREE, (("owned", "c.md"),), LICENCE, 10, THREE),
    ),
)


@pytest.mark.parametrize(
    ("entry", "works"),
    [
        (OptOut("origin", origin="https://github.com/owner"), (ONE, THREE)),
        (OptOut("origin", origin="https://github.com/own"), ()),
        (OptOut("path", origin="https://example.org/other", path="docs"), (ONE,)),
        (OptOut("work", id=TWO), (TWO,)),
        (OptOut("work", id="swh:1:rev:" + "b" * 40), (ONE, TWO)),
        (OptOut("person", people=("c" * 16, "d" * 16)), (TWO,)),
        (OptOut("origin", origin="https://elsewhere.example", works=(THREE,)), (THREE,)),
    ],
)
def test_an_entry_reaches_these_works(entry: OptOut, works: tuple[WorkId, ...]) -> None:
    assert [(one.opt_out, one.works) for one in reached(MANIFEST, OptOuts((entry,)))] == (
        [(entry, works)] if works else []
    )


def test_an_empty_registry_reaches_nothing() -> None:
    assert reached(MANIFEST, OptOuts()) == ()
