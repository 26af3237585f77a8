"""Whatever is taken apart without a parser is canonical, and says what the parser says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from commonhold.canonical import canonical, parse
from commonhold.manifest import Entry, Licence, Manifest, Source
from commonhold.work import content_id
from commonhold.work_line import usual_line

ID, OTHER = content_id(b"one"), content_id(b"two")
NAMES = st.text(st.characters(exclude_categories=("Cs",)), max_size=5)
COUNTS = st.integers(0, 1 << 53)

LINES = st.fixed_dictionaries(
    {"kind": st.just("work"), "id": st.just(ID), "words": COUNTS},
    optional={
        "origins": st.lists(st.tuples(NAMES, NAMES), max_size=3),
        "training_id": st.sampled_from([ID, OTHER]),
        "licence": st.integers(-1, 12) | st.booleans(),
        "authors": st.lists(st.tuples(COUNTS, COUNTS), max_size=4),
        "encoding": st.sampled_from(["utf-8", "latin-1"]),
        "later": st.none(),
    },
)


def told(line: bytes) -> Any:
    """What the parser says of a line that was taken."""
    record: Any = parse(line)
    assert set(record) <= {"kind", "id", "words", "origins", "training_id", "licence", "authors"}
    return (
        record["id"],
        tuple(map(tuple, record["origins"])),
        record.get("licence", 0),
        record["words"],
        record.get("training_id", record["id"]),
        tuple(f"{place},{commits}" for place, commits in record.get("authors", [])),
    )


@given(LINES)
@example({"kind": "work", "id": ID, "words": 0, "origins": [("a", "b"), ("c", "d]")], "authors": [(0, 1), (1, 1)]})
@example({"kind": "work", "id": ID, "words": 1, "origins": [("a", "é\x7f],[")], "training_id": OTHER, "licence": 10})
def test_what_is_taken_says_what_the_parser_says(record: Any) -> None:
    line = canonical(record)
    taken = usual_line(line)
    if taken:
        facts = (taken.id, taken.origins, taken.licence, taken.words, taken.training_id, taken.authors)
        assert facts == told(line)
        assert canonical(parse(line)) == line
        assert record.get("training_id") != ID
        assert record.get("licence") != 0


@given(LINES, st.data())
def test_a_line_with_a_sign_changed_is_left_or_still_canonical(record: Any, data: st.DataObject) -> None:
    line = bytearray(canonical(record))
    place = data.draw(st.integers(0, len(line) - 1))
    line[place : place + data.draw(st.integers(0, 1))] = data.draw(
        st.sampled_from([b"", b" ", b"0", b'"', b"\\", b"\xff"])
    )
    if usual_line(bytes(line)):
        assert canonical(parse(bytes(line))) == line
        told(bytes(line))


def manifest(entry: Entry) -> list[bytes]:
    source = Source("garden", "https://example.org", "1", Licence("MIT", "MIT", ""))
    return Manifest((source,), (entry,)).to_lines()


def test_the_usual_line_is_taken() -> None:
    licence = Licence("MIT", "MIT", "")
    lines = manifest(Entry(ID, (("garden", "a b/ü.md"),), licence, 7, OTHER, (("ada", 2),)))
    assert usual_line(lines[-1])
    assert Manifest.from_lines(lines).to_lines() == lines


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"words":7', b'"words":07'),
        (b'"words":7', b'"words": 7'),
        (b'"words":7', b'"words":7,"x":1'),
        (b'"words":7', b'"words":7.0'),
        (b'"kind":"work"', b'"kind":"work","licence":0'),
        (b'"authors":[[0,2]],', b'"authors":[],'),
        (b'"authors":[[0,2]],', b'"authors":[[0,2],[0,2]],'),
        (b'"authors":[[0,2]],', b'"authors":[[1,2]],'),
        (b'"authors":[[0,2]],', b'"authors":[[0,9007199254740992]],'),
        (b'"training_id":"' + OTHER.encode(), b'"training_id":"' + ID.encode()),
        (b'"garden","a"', b'"garden","\\u0061"'),
        (b'"garden","a"', b'"garten","a"'),
    ],
)
def test_every_other_spelling_is_refused_or_read_as_what_it_says(old: bytes, new: bytes) -> None:
    licence = Licence("MIT", "MIT", "")
    lines = manifest(Entry(ID, (("garden", "a"),), licence, 7, OTHER, (("ada", 2),)))
    assert old in lines[-1]
    lines[-1] = lines[-1].replace(old, new)
    if new.endswith(b'"x":1'):
        assert Manifest.from_lines(lines).to_lines() == lines
    else:
        with pytest.raises(ValueError, match=r"line 3: |line 2: not the canonical"):
            Manifest.from_lines(lines)
