from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from commonhold.doors.http.utf16 import units


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_places_are_those_of_the_text_encoded_in_utf_16(text: str) -> None:
    unit = units(text)
    expected = [len(text[:point].encode("utf-16-le")) // 2 for point in range(len(text) + 1)]
    assert [unit(point) for point in range(len(text) + 1)] == expected
