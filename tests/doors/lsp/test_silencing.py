"""Comments that are put in: in every kind of text they silence one finding and leave the prose as it was."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.check.ignoring import unignored
from commonhold.check.readers import passages
from commonhold.curate import hostile
from commonhold.doors.lsp.silencing import silence
from commonhold.finding import Finding

CASES = tomllib.loads(Path(__file__).with_name("silencing.toml").read_text(encoding="utf-8"))["case"]


def finding(source: str, words: str, kind: str = "spelling") -> Finding:
    start = source.index(words)
    return Finding(start, start + len(words), kind, "", (), 0.9)


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_a_comment_is_put_where_it_belongs(case: dict[str, Any]) -> None:
    source = case["source"]
    put = silence(source, case["kind"], finding(source, "teh"))
    if "after" in case:
        assert put is not None
        assert source[: put[0]] + put[1] + source[put[0] :] == case["after"]
    else:
        assert put is None


@pytest.mark.parametrize("kind", ["markdown", "rst", "asciidoc", "html", "text", "latex", "commit", "python", "c"])
@given(source=hostile.sources(12), data=st.data())
def test_whatever_is_put_in_does_what_it_promises(kind: str, source: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(source)))
    asked = Finding(start, data.draw(st.integers(start, min(start + 9, len(source)))), "word", "", (), 0.9)
    put = silence(source, kind, asked)
    if put is None:
        return
    at, comment = put
    after = source[:at] + comment + source[at:]
    shift = len(comment) if at <= asked.start else 0
    moved = Finding(asked.start + shift, asked.end + shift, "word", "", (), 0.9)
    assert after[moved.start : moved.end] == source[asked.start : asked.end]
    assert unignored([moved], after, kind, list(passages(after, kind))) == []
