"""The term table: quotes are true, names are known, one hash tells the state."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from commonhold.canonical import canonical, parse
from commonhold.curate.lane import ALL_OUTBOUND, LANES, family
from commonhold.curate.phrases import TEXTS
from commonhold.curate.terms import ROWS, VERSION, Reading, Terms, digest, terms_of
from commonhold.curate.terms.outbound import WITH_NOTICE

ROOT = Path(__file__).parents[2]
DEBIAN = Path("/usr/share/common-licenses")
FILES = (
    (r"Apache-2\.0", DEBIAN / "Apache-2.0"),
    (r"BSD-3-Clause", DEBIAN / "BSD"),
    (r"CC0-1\.0", DEBIAN / "CC0-1.0"),
    (r"GFDL-1\.2-.*", DEBIAN / "GFDL-1.2"),
    (r"GFDL-1\.3-.*", DEBIAN / "GFDL-1.3"),
    (r"GPL-1\.0-.*", DEBIAN / "GPL-1"),
    (r"GPL-2\.0-.*", DEBIAN / "GPL-2"),
    (r"GPL-3\.0-.*", DEBIAN / "GPL-3"),
    (r"LGPL-2\.0-.*", DEBIAN / "LGPL-2"),
    (r"LGPL-2\.1-.*", DEBIAN / "LGPL-2.1"),
    (r"LGPL-3\.0-.*", DEBIAN / "LGPL-3"),
    (r"MPL-1\.1", DEBIAN / "MPL-1.1"),
    (r"MPL-2\.0.*", DEBIAN / "MPL-2.0"),
    (r"AGPL-3\.0-.*", ROOT / "LICENSE"),
)
"""Where the texts of rows are, of those that are on this machine."""

QUOTES = [
    pytest.param(row.id, reading, path, id=f"{row.id}-{reading.field}-{reading.section}")
    for row in ROWS
    for pattern, path in FILES
    if re.fullmatch(pattern, row.id) and path.exists()
    for reading in row.readings
    if reading.quote
]
DATED = ("2026-11-22", "sha256:747337503411940d0cf94682d75492b2a5c88ae620a0d809ee2fbefbf9db7865")
"""The last state of the table that was dated: who changes a row writes down the day and the new hash here."""
KNOWN = [*(row.id for row in ROWS), "CC-BY-SA-3.0-AT", "GPL-2.0+", "LGPL-3.0-only WITH LGPL-3.0-linking-exception"]


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(("licence", "reading", "path"), QUOTES)
def test_a_quote_stands_in_the_text(licence: str, reading: Reading, path: Path) -> None:
    assert plain(reading.quote) in plain(path.read_text(encoding="utf-8"))


def test_the_quotes_of_our_own_licence_at_least_are_looked_up() -> None:
    looked_up = {row.id for row in ROWS if any(row.id == param.values[0] for param in QUOTES)}
    assert {"AGPL-3.0-only", "AGPL-3.0-or-later"} <= looked_up


@pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])
def test_a_row_says_why(row: Terms) -> None:
    assert row.readings
    for reading in row.readings:
        assert reading.field in row.record()
        assert reading.quote or (reading.note and reading.confidence != "text")
        assert len(reading.quote) < 200
        assert reading.url.startswith("https://") or not reading.quote
    if row.outbound != "unconstrained" and row.family != "use-restricted":
        assert row.read("outbound")
    if row.notice_carry != "none" and any(reading.quote for reading in row.readings):
        assert row.read("notice_carry") or row.family == "no-derivatives"
    if row.trains in ("allow", "deny", "condition"):
        assert row.read("trains")


def test_every_licence_appears_once_and_every_outbound_licence_has_a_row() -> None:
    ids = [row.id for row in ROWS]
    assert len(set(ids)) == len(ids)
    assert set(ids) >= ALL_OUTBOUND
    assert set(ids) >= WITH_NOTICE


def test_what_is_recognised_by_its_text_has_terms() -> None:
    assert [text.id for text in TEXTS if terms_of(text.id) is None] == []


@pytest.mark.parametrize(
    "name",
    [
        *("LicenseRef-NonCommercial", "LicenseRef-NoDerivatives", "LicenseRef-NoTraining", "LicenseRef-FieldOfUse"),
        *("LicenseRef-W3C-Document", "LicenseRef-PublicDomain", "LicenseRef-CC-BY-NC", "LicenseRef-CC-BY-ND"),
        *("MIT", "GFDL-1.3-no-invariants-or-later", "CC-BY-NC-ND-3.0-IGO", "LGPL-2.0-or-later", "EUPL-1.2"),
    ],
)
def test_what_is_named_in_passing_has_terms(name: str) -> None:
    assert terms_of(name) is not None


@pytest.mark.parametrize("name", ["", "WTFPL", "LicenseRef-NIST", "LicenseRef-CC-BY-SA", "GPL-4.0-only", "MIT AND ISC"])
def test_nobody_guesses_terms_from_a_name(name: str) -> None:
    assert terms_of(name) is None


@pytest.mark.parametrize("name", KNOWN)
def test_a_row_is_known_by_the_name_that_was_asked_for(name: str) -> None:
    row = terms_of(name)
    assert row is not None
    assert row.id == name
    record = row.record()
    assert parse(canonical(record)) == record


def test_an_exception_and_a_port_are_read_as_what_they_belong_to_and_say_so() -> None:
    base, excepted = terms_of("GPL-2.0-only"), terms_of("GPL-2.0-only WITH Classpath-exception-2.0")
    assert base is not None
    assert excepted is not None
    assert (excepted.outbound, excepted.weights_release) == (base.outbound, base.weights_release)
    assert "only adds permission" in excepted.readings[-1].note
    port = terms_of("CC-BY-SA-3.0-DE")
    assert port is not None
    assert {reading.confidence for reading in port.readings} <= {"community-reading", "unknown"}


def test_a_later_version_may_go_where_that_one_alone_may_go() -> None:
    for row in ROWS:
        only = terms_of(row.id.replace("-or-later", "-only"))
        if row.id.endswith("-or-later") and only and isinstance(only.outbound, frozenset):
            assert only.outbound <= row.outbound


def test_what_forbids_is_in_no_lane() -> None:
    barred = {"non-commercial", "no-derivatives", "use-restricted"}
    assert not {name for name in LANES if family(name) in barred}


def test_the_digest_names_a_dated_state() -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", VERSION)
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", digest())
    assert (VERSION, digest()) == DATED
