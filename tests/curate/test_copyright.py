"""Debian's short names and stanzas."""

import pytest

from commonhold.curate.copyright import read_copyright, spdx


@pytest.mark.parametrize(
    ("short", "expected"),
    [
        ("Expat", "MIT"),
        ("GPL-2", "GPL-2.0-only"),
        ("GPL-3+", "GPL-3.0-or-later"),
        ("LGPL-2.1+", "LGPL-2.1-or-later"),
        ("AGPL-3+", "AGPL-3.0-or-later"),
        ("GFDL-NIV-1.3+", "GFDL-1.3-no-invariants-or-later"),
        ("GFDL-1.1", "GFDL-1.1-only"),
        ("cc-by-sa-3.0", "CC-BY-SA-3.0"),
        ("public-domain", "LicenseRef-PublicDomain"),
        ("GPL-2+ or CC-BY-SA-3.0", "GPL-2.0-or-later OR CC-BY-SA-3.0"),
        ("MPL-2.0 and Apache-2.0", "MPL-2.0 AND Apache-2.0"),
        ("Expat, and GPL-1 or ISC", "MIT AND (GPL-1.0-only OR ISC)"),
        ("other", "LicenseRef-other"),
        ("GPL-2 with OpenSSL exception", "LicenseRef-GPL-2-with-OpenSSL-exception"),
    ],
)
def test_a_short_name_is_an_spdx_expression(short: str, expected: str) -> None:
    assert spdx(short) == expected


def test_patterns_match_over_folders_and_the_text_below_is_not_a_name() -> None:
    general, docs = read_copyright(
        "Format: x\r\n\r\nFiles: *\r\nCopyright: A\r\nLicense: GPL-2+\r\n Text: of it\r\n\r\n"
        "Files: doc/*.txt\r\n man?/a\r\nLicense: Expat\r\n"
    )
    assert general.expression == "GPL-2.0-or-later"
    assert [docs.speaks_of(path) for path in ("doc/a/b.txt", "man1/a", "doc/a.md")] == [True, True, False]


def test_free_prose_has_no_stanzas() -> None:
    assert read_copyright("This package was debianised by A. It is free.") == ()
