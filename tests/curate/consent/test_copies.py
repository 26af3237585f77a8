"""A wish follows a text: exact and near copies of what was opted out are found, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from commonhold.curate.consent.copies import copies, sketch_bytes, sketch_of
from commonhold.curate.duplicates import sketch
from commonhold.work import content_id

TEXT = " ".join(f"word{number} of the tale" for number in range(200))
NEAR = TEXT.replace("word1", "worm1", 8)
OTHER = " ".join(f"another{number} thing said" for number in range(200))
SHORT = "too short to have a sketch"


def found(
    *texts: str, opted_out: tuple[int, ...] = (), works: tuple[str, ...] = (), prints: tuple[str, ...] = ()
) -> dict[int, tuple[str, bool]]:
    ids = [content_id(text.encode()) for text in texts]
    table = np.stack([sketch([text]) for text in texts])
    told = copies(ids, table, opted_out, works, [sketch([text]) for text in prints])
    assert all(0.8 <= copy.similarity <= 1 for copy in told.values())
    return {place: (copy.of, copy.similarity == 1) for place, copy in told.items()}


def test_near_and_exact_copies_of_an_opted_out_work_are_found() -> None:
    original = content_id(TEXT.encode())
    assert found(TEXT, NEAR, OTHER, TEXT, opted_out=(0,)) == {1: (original, False), 3: (original, True)}


def test_a_copy_is_found_where_the_original_is_no_source() -> None:
    assert found(NEAR, OTHER, prints=(TEXT,)) == {0: ("", False)}
    assert found(SHORT, OTHER, works=(content_id(SHORT.encode()),)) == {0: (content_id(SHORT.encode()), True)}


def test_short_works_are_compared_by_id_alone() -> None:
    assert found(SHORT, SHORT + "!", opted_out=(0,)) == {}


def test_nothing_opted_out_is_nothing_found() -> None:
    assert found(TEXT, NEAR, TEXT) == {}
    assert copies([], np.zeros((0, 128), dtype=np.uint32), ()) == {}


def test_a_sketch_survives_being_written() -> None:
    assert (sketch_of(sketch_bytes(sketch([TEXT]))) == sketch([TEXT])).all()
    with pytest.raises(ValueError, match="512 bytes"):
        sketch_of(b"short")


def test_many_works_are_compared_with_many_wishes() -> None:
    generator = np.random.default_rng(1)
    table = generator.integers(0, 2**32 - 2, (20_000, 128), dtype=np.uint32)
    table[100:200] = table[:100]
    table[100:200, 0] += 1
    ids = [content_id(str(number).encode()) for number in range(len(table))]
    assert sorted(copies(ids, table, range(100))) == list(range(100, 200))
