"""The closing table: everything gathered is in it once."""

from hypothesis import given
from hypothesis import strategies as st

from commonhold.curate.table import Amount, Row, close, plain, total
from commonhold.verdict import State, Verdict
from commonhold.work import WorkId

REASONS = {State.KEPT: ["ok"], State.HELD: ["withdrawal-asked"], State.REFUSED: ["no-licence", "duplicate", "binary"]}
VERDICTS = st.sampled_from([Verdict(WorkId("w"), state, reason) for state in State for reason in REASONS[state]])
ROWS = st.lists(st.tuples(st.sampled_from("abc"), VERDICTS, st.integers(0, 10**6), st.integers(0, 10**9)))


@given(ROWS)
def test_kept_and_held_and_refused_are_what_was_gathered(rows: list[Row]) -> None:
    summed = total(close(rows))
    expected = Amount(len(rows), sum(row[2] for row in rows), sum(row[3] for row in rows))
    assert summed.gathered == expected
    assert summed.kept + summed.held + sum(summed.refused.values(), Amount()) == expected


@given(ROWS)
def test_lines_are_sorted_and_their_order_does_not_matter(rows: list[Row]) -> None:
    lines = close(rows)
    assert [line.source for line in lines] == sorted({row[0] for row in rows})
    assert close(reversed(rows)) == lines


def test_the_table_reads_well() -> None:
    rows: list[Row] = [
        ("garden", Verdict(WorkId("1"), State.KEPT, "ok"), 1200, 8000),
        ("garden", Verdict(WorkId("2"), State.REFUSED, "duplicate"), 300, 2000),
        ("harbour", Verdict(WorkId("3"), State.REFUSED, "non-commercial"), 5000, 40000),
        ("harbour", Verdict(WorkId("4"), State.HELD, "withdrawal-asked"), 10, 100),
    ]
    assert plain(close(rows)) == (
        "source   works  words   bytes  kept  words  held  words  refused  words  refused for",
        "garden       2  1,500  10,000     1  1,200     0      0        1    300  duplicate 1",
        "harbour      2  5,010  40,100     0      0     1     10        1  5,000  non-commercial 1",
        "total        4  6,510  50,100     1  1,200     1     10        2  5,300  duplicate 1, non-commercial 1",
        "refused: non-commercial, 1 works, 5,000 words",
        "refused: duplicate, 1 works, 300 words",
    )
