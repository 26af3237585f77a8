"""Counts are sums over works: any part can be taken out again, to the byte."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhold.train import counts as counts_
from commonhold.train.counts import ORDERS, Counts, add, count, from_arrays, subtract, summed
from commonhold.train.tokens import BOUNDARY, extend, folded, is_word, starts, token_hash, tokens

Work = list[str]
WORDS = [
    "the",
    "The",
    "cat",
    "cats",
    "It’s",
    "GitHub",
    "NATO",
    "`x y`",
    "12",
    "3.5",
    "a_b",
    ".",
    ".",
    "!",
    ",",
    "“",
    "”",
    "é",
]
PASSAGES = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
WORKS = st.lists(PASSAGES | st.text(max_size=8), max_size=3)
CORPORA = st.lists(WORKS, max_size=6)


def same(one: Counts, other: Counts) -> bool:
    """Whether the arrays of two counts are the same, byte for byte."""
    left, right = one.arrays(), other.arrays()
    return list(left) == list(right) and all(
        left[name].dtype == right[name].dtype and left[name].tobytes() == right[name].tobytes() for name in left
    )


def hashed(gram: Sequence[str]) -> int:
    """The hash of an n-gram of folded tokens; ``<s>`` is the boundary."""
    hashes = [np.array([BOUNDARY if word == "<s>" else token_hash(word)], np.uint64) for word in gram]
    whole = hashes[0]
    for one in hashes[1:]:
        whole = extend(whole, one)
    return int(whole[0])


def counted_plainly(works: Sequence[Work]) -> tuple[dict[str, tuple[int, int, int]], dict[int, Counter[int]], int]:
    """What ``count`` promises, one token after the other."""
    times: Counter[str] = Counter()
    inner: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    grams: dict[int, Counter[int]] = {order: Counter() for order in ORDERS}
    for work in works:
        here = set()
        for passage in work:
            forms = [token.form for token in tokens(passage)]
            bounds = [*starts(forms), len(forms)]
            for first, last in pairwise(bounds):
                names = [form if is_word(form) else folded(form) for form in forms[first:last]]
                times.update(names)
                inner.update(names[1:])
                here.update(names)
                row = ["<s>", *(folded(form) for form in forms[first:last])]
                for order in ORDERS:
                    grams[order].update(hashed(row[at : at + order]) for at in range(len(row) - order + 1))
        seen.update(here)
    return {form: (times[form], inner[form], seen[form]) for form in times}, grams, times.total()


@given(CORPORA)
@settings(max_examples=60)
def test_counts_are_those_of_the_plain_definition(works: list[Work]) -> None:
    forms, grams, total = counted_plainly(works)
    found = count(works)
    assert dict(found.forms) == forms
    assert found.tokens == total
    for order in ORDERS:
        hashes, numbers = found.grams[order]
        assert dict(zip(hashes.tolist(), numbers.tolist(), strict=True)) == grams[order]
        assert (np.diff(hashes.astype(object)) > 0).all()


@given(CORPORA, st.data())
@settings(max_examples=80)
def test_works_taken_out_leave_exactly_the_counts_of_the_others(works: list[Work], data: st.DataObject) -> None:
    leaving = data.draw(st.lists(st.booleans(), min_size=len(works), max_size=len(works)))
    out = [work for work, leaves in zip(works, leaving, strict=True) if leaves]
    rest = [work for work, leaves in zip(works, leaving, strict=True) if not leaves]
    assert same(subtract(count(works), count(out)), count(rest))
    assert same(add([count(out), count(rest)]), count(works))


@given(CORPORA, st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_order_of_works_does_not_matter(works: list[Work], chance: object) -> None:
    shuffled = list(works)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert same(count(works), count(shuffled))


@given(CORPORA)
@settings(max_examples=40)
def test_arrays_give_back_the_counts(works: list[Work]) -> None:
    found = count(works)
    again = from_arrays(found.arrays())
    assert same(found, again)
    assert (dict(again.forms), again.tokens) == (dict(found.forms), found.tokens)


@given(CORPORA)
@settings(max_examples=40)
def test_tokens_are_conserved(works: list[Work]) -> None:
    found = count(works)
    written = sum(len(tokens(passage)) for work in works for passage in work)
    sentences = sum(len(list(starts([t.form for t in tokens(passage)]))) for work in works for passage in work)
    assert found.tokens == written == sum(times for times, _, _ in found.forms.values())
    assert written - sentences == sum(inner for _, inner, _ in found.forms.values())
    assert int(found.grams[2][1].sum()) == written, "every token ends one bigram, its sentence's boundary begins one"


def test_no_ngram_crosses_the_end_of_a_sentence_or_a_passage() -> None:
    hashes = {order: set(grams[0].tolist()) for order, grams in count([["One two. Three four", "five"]]).grams.items()}
    assert hashed(["one", "two"]) in hashes[2] and hashed(["<s>", "three"]) in hashes[2]
    assert hashed(["<s>", "five"]) in hashes[2]
    for crossing in (["two", "three"], [".", "three"], ["four", "five"]):
        assert hashed(crossing) not in hashes[2]
    assert hashed([".", "<s>", "three"]) not in hashes[3]
    assert hashes[4] == {hashed(["<s>", "one", "two", "."])}


def test_forms_keep_their_casing_and_classes_share_one_name() -> None:
    found = count([["See GitHub at 12:30.", "See `ls` and `cat`, 5 of x_1."], ["GITHUB"]])
    assert found.forms["GitHub"] == (1, 1, 1)
    assert found.forms["GITHUB"] == (1, 0, 1)
    assert found.forms["`"] == (2, 2, 1)
    assert found.forms["0"] == (2, 2, 1)
    assert "12:30" not in found.forms and "x_1" not in found.forms


def test_counting_in_chunks_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    works = [[f"The cat {number} sat. It ran on.", "A dog."] for number in ("a", "b", "c", "d", "e")]
    whole = count(works)
    monkeypatch.setattr(counts_, "CHUNK_TOKENS", 5)
    assert same(count(works), whole)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(-3, 3)), max_size=30))
def test_summed_adds_what_is_equal_and_drops_what_comes_to_nothing(rows: list[tuple[int, int]]) -> None:
    totals: Counter[int] = Counter()
    for key, number in rows:
        totals[key] += number
    keys, numbers = summed(np.array([row[0] for row in rows], np.uint64), np.array([row[1] for row in rows], np.int64))
    assert list(zip(keys.tolist(), numbers.tolist(), strict=True)) == sorted((k, n) for k, n in totals.items() if n)
