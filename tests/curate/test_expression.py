"""SPDX expressions are read as the specification says, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.curate.expression import Joined, Name, Tree, names, parse

NAMES = st.sampled_from([Name("MIT"), Name("GPL-2.0-only", "Classpath-exception-2.0"), Name("GPL-2.0+")])
TREES = st.recursive(
    NAMES,
    lambda arms: st.builds(Joined, st.sampled_from(["AND", "OR"]), st.lists(arms, min_size=2, max_size=3).map(tuple)),
    max_leaves=12,
)


@given(TREES)
def test_what_is_written_is_read_back(tree: Tree) -> None:
    assert parse(str(tree)) == tree


def test_and_binds_closer_than_or() -> None:
    assert parse("A OR B AND C") == Joined("OR", (Name("A"), Joined("AND", (Name("B"), Name("C")))))
    assert parse("(A OR B) AND C") == Joined("AND", (Joined("OR", (Name("A"), Name("B"))), Name("C")))


@pytest.mark.parametrize(
    "text",
    ["", " ", "AND", "MIT AND", "OR MIT", "MIT Apache-2.0", "(MIT", "MIT)", "()", "MIT WITH", "MIT WITH AND", "MIT, A",
     "MIT or ISC", "MIT/ISC", "MIT WITH (X)", "(MIT OR ISC) WITH X", "é", "(" * 100 + "MIT" + ")" * 100],
)  # fmt: skip
def test_this_is_no_expression(text: str) -> None:
    assert parse(text) is None
    assert names(text) == frozenset()


@given(st.lists(st.sampled_from(["MIT", "ISC", "AND", "OR", "WITH", "(", ")", "+", ";", "é", ","]), max_size=12))
def test_anything_is_an_expression_or_not(parts: list[str]) -> None:
    tree = parse(" ".join(parts))
    assert tree is None or parse(str(tree)) is not None
