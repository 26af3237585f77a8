"""Links found by their own text are shown but never fixed; all other links are text like any."""

from __future__ import annotations

import pytest

from commonhold.check.labels import is_label


@pytest.mark.parametrize(
    ("source", "kind", "expected"),
    [
        ("See [teh docs].", "markdown", True),
        ("See [teh docs][].", "markdown", True),
        ("See [teh docs][label].", "markdown", False),
        ("See [teh docs](a.md).", "markdown", False),
        ("See [this] and teh [other].", "markdown", False),
        ("- [ ] teh task [x]", "markdown", False),
        ("[open\n\nteh next paragraph]", "markdown", False),
        ("See `teh docs`_.", "rst", True),
        ("See `teh docs`__.", "rst", True),
        ("See `teh docs <a.html>`_.", "rst", False),
        ("See teh `docs`_.", "rst", False),
        ("See [teh docs].", "text", False),
    ],
)
def test_a_link_that_is_found_by_its_text_is_told_from_the_others(source: str, kind: str, expected: bool) -> None:
    start = source.index("teh")
    assert is_label(source, start, start + 3, kind) is expected
