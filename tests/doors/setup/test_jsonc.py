"""One value of JSON with comments is changed, and nothing else."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.doors.setup.jsonc import loads, with_value

CASES = tomllib.loads(Path(__file__).with_name("jsonc.toml").read_text(encoding="utf-8"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["name"])
def test_every_other_byte_stays(case: dict[str, Any]) -> None:
    after = with_value(case["text"], case["path"], True)
    assert after == case["after"]
    assert with_value(after, case["path"], True) == after


@pytest.mark.parametrize("case", CASES["broken"], ids=lambda case: case["text"])
def test_what_is_no_object_is_told_and_left(case: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"^it is not") as caught:
        with_value(case["text"], ["a"], True)
    assert str(caught.value).startswith(case["what"])


def test_something_on_the_way_that_is_no_object_is_told() -> None:
    with pytest.raises(ValueError, match="servers is not a JSON object"):
        with_value('{"servers": []}', ["servers", "a"], True)


@given(
    st.dictionaries(st.text(max_size=4), VALUES, max_size=4), st.text(max_size=4), VALUES, st.sampled_from([None, 2])
)
def test_what_is_read_back_is_what_was_there_with_the_value(
    settings: dict[str, Any], name: str, value: Any, indent: int | None
) -> None:
    text = json.dumps(settings, indent=indent, ensure_ascii=False)
    assert loads(with_value(text, [name], value)) == settings | {name: value}
