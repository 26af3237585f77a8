"""A source that is edited: its stretches say what reading it anew would say, and little of it is read again."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhold.curate import hostile
from commonhold.curate.prose import Passage, passages, stretches
from commonhold.curate.prose.stretches import Stretches

KINDS = ["markdown", "rst", "asciidoc", "text", "html", "xml"]
BY_LINES = KINDS[:4]
CASES = [
    case["source"]
    for path in sorted((Path(__file__).parent / "cases" / "prose").glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]
SOURCES = st.lists(st.sampled_from(CASES) | hostile.sources(12), max_size=6).map("\n\n".join)


def shown(text: Stretches) -> list[Passage]:
    """The passages of all stretches, where they stand in the source."""
    return [
        Passage(one.kind, one.text, tuple((at, place + start - part.base, size) for at, place, size in one.runs))
        for part, start in zip(text.now, text.starts, strict=True)
        for one in part.passages
    ]


def edit(text: Stretches, change: tuple[int, int, str]) -> tuple[int, int, int]:
    start = change[0] % (len(text.source) + 1)
    return text.edit(start, min(start + change[1], len(text.source)), change[2])


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60)
@given(source=SOURCES, changes=st.lists(hostile.edits(), max_size=6), spacing=st.sampled_from([1, 20, 500]))
def test_a_source_reads_the_same_edited_and_anew(
    kind: str, source: str, changes: list[tuple[int, int, str]], spacing: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stretches, "SPACING", spacing)
        text = Stretches(source, kind)
        assert shown(text) == list(passages(source, kind))
        for change in changes:
            before = list(text.now)
            first, last, many = edit(text, change)
            assert text.now[:first] == before[:first] and text.now[first + many :] == before[last:]
            assert sum(part.length for part in text.now) == len(text.source)
            assert shown(text) == list(passages(text.source, kind))


@pytest.mark.parametrize("kind", BY_LINES)
def test_a_change_in_the_middle_is_read_again_and_little_else(kind: str) -> None:
    text = Stretches("\n\n".join(f"Paragraph {number} says what it has to say." for number in range(2000)), kind)
    first, last, many = text.edit(40_000, 40_000, "indeed ")
    assert last - first <= 3 and many <= 3 and first > 10 and last < len(text.now) - 10


LINES = "One line of many.\n\n" * 100


@pytest.mark.parametrize(
    ("kind", "source", "change"),
    [
        ("markdown", f"{LINES}{LINES}", "```\n"),
        ("markdown", f"{LINES}{LINES}", "<!-- "),
        ("markdown", f"<!-- {LINES}{LINES}", " -->\n"),
        ("markdown", f"---\na: b\n\n{LINES}{LINES}", "\n---\n"),
        ("markdown", f"{{% raw %}}\n{{% comment %}}\n\n{LINES}{LINES}", "\n{% endcomment %}\n"),
        ("markdown", f"See [this].\n\n{LINES}{LINES}", "\n[this]: a.md\n"),
        ("markdown", f"Broken  \nLine.\n\n{LINES}{LINES}", "\r\n"),
        ("markdown", f"<div>\n<pre>\n\n{LINES}{LINES}", "</pre>"),
        ("rst", f"=== ===\na b\n\n{LINES}{LINES}", "\n=== ===\n\n"),
        ("asciidoc", f"----\n{LINES}{LINES}", "\n----\n"),
        ("asciidoc", f"{LINES}{LINES}", "\n____\n"),
        ("text", f"{LINES}{LINES}", "> "),
    ],
)
def test_a_change_far_away_is_seen_where_it_matters(kind: str, source: str, change: str) -> None:
    text = Stretches(source, kind)
    middle = source.index("\n\n", len(source) // 2) + 2
    for start, end, comes in ((middle, middle, change), (middle, middle + len(change), "")):
        text.edit(start, end, comes)
        assert shown(text) == list(passages(text.source, kind))
    assert text.source == source


def test_a_reader_may_have_looked_at_the_whole_line_it_comes_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stretches, "SPACING", 1)
    text = Stretches(f"One line.\n\nimport a from 'b'\n    \n{LINES}", "markdown")
    place = text.source.index("    \n") + 3
    text.edit(place, place, "export")
    assert shown(text) == list(passages(text.source, "markdown"))
    assert "export" not in [one.text for one in shown(text)], "it goes on the import"


def test_containers_without_number_are_not_remembered_again_and_again() -> None:
    text = Stretches("- " * 5000 + "a\n" + "\n" * 50_000 + "> " * 5000 + "\n" * 50_000, "markdown")
    assert len(text.now) < 20


def test_an_edit_outside_of_the_text_is_refused() -> None:
    text = Stretches("One.", "text")
    for start, end in ((-1, 0), (2, 1), (0, 5)):
        with pytest.raises(ValueError, match="no place"):
            text.edit(start, end, "")
    with pytest.raises(ValueError, match="unknown kind"):
        Stretches("One.", "pdf")
