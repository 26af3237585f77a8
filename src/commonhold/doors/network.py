"""The steps of a build that lay out right sentences and learn the network of the second reading from them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from commonhold.doors.picking import picked
from commonhold.doors.steps import Told, open_words, read_corrections, texts_of
from commonhold.doors.workbench import read_arrays, read_records, write_arrays
from commonhold.errors import WorldError
from commonhold.train import alternatives as alternatives_
from commonhold.train.classes import class_of
from commonhold.train.network import ONSETS, Size
from commonhold.train.tokens import folded, onset_hash, shape_of, starts, token_hash, tokens

MOST_TOKENS = 1_500_000
"""Tokens a source gives at most: what is said in one trade must not fill the network."""

SAVED_EVERY = 100
"""Steps between two states written down, from which a build that was stopped goes on."""


class LackingTorchError(WorldError):
    """The network cannot be learnt: the package torch is not installed."""

    advice = "Install it with `pip install 'commonhold[neural]'`, or leave network_megabytes out of the recipe."


def need_torch() -> None:
    """Raise LackingTorchError where there is no torch to learn a network with."""
    if find_spec("torch") is None:
        raise LackingTorchError


def lay_out_source(read: Path, dropped: frozenset[str], merged: Path, most: int, folder: Path) -> Told:
    """Lay out the right sentences of a source as ``tokens.safetensors``, those the rankers learn from left out.

    The network would know these by heart, and the rankers would trust it more than it deserves.
    """
    lexicon, classes = open_words(merged)
    hashes = lexicon.by_id()
    ids = dict(zip(hashes.tolist(), range(len(hashes)), strict=True))
    seen = set(picked(read, dropped, most))
    mended = {correction.after for correction in read_corrections(read)}
    facts: dict[str, tuple[int, int, int, int]] = {}
    rows: list[tuple[int, int, int, int]] = []
    first: list[bool] = []
    records = [
        record for record in read_records(read / "works.jsonl.zst")
        if record["state"] == "kept" and record["path"] not in dropped
    ]  # fmt: skip
    random.Random(1).shuffle(records)  # noqa: S311 - a fixed seed is the point
    for record in records:
        for passage in texts_of(record):
            if passage in seen:
                continue
            found = tokens(passage)
            forms = [token.form for token in found]
            bounds = [*starts(forms), len(forms)]
            for begin, end in pairwise(bounds):
                if passage[found[begin].start : found[end - 1].end] in mended:
                    continue
                for number in range(begin, end):
                    form = forms[number]
                    if form not in facts:
                        word = ids.get(token_hash(folded(form)), -1)
                        facts[form] = (
                            word, class_of(form, word, classes), onset_hash(form) % ONSETS, shape_of(form)
                        )  # fmt: skip
                    rows.append(facts[form])
                    first.append(number == begin)
        if len(rows) >= MOST_TOKENS:
            break
    table = np.array(rows, dtype=np.int32).reshape(-1, 4)
    arrays: dict[str, Any] = {
        "ids": table[:, 0],
        "classes": table[:, 1].astype(np.int16),
        "onsets": table[:, 2].astype(np.int16),
        "shapes": table[:, 3].astype(np.int8),
        "first": np.array(first, dtype=np.bool_),
    }
    write_arrays(folder / "tokens.safetensors", arrays)
    return Told(read.name, len(records), len(rows))


def learn(laid_out: Mapping[str, Path], merged: Path, size: Size, hear: Callable[[], None], folder: Path) -> None:
    """Learn the network from the sentences of all sources: ``network.safetensors`` and the losses of all steps.

    What is learnt is written down beside the folder from time to time; a build that was stopped goes on there.
    """
    from commonhold.train.neural import Learner, Tokens

    parts = [read_arrays(laid_out[name] / "tokens.safetensors") for name in sorted(laid_out)]
    columns = [np.concatenate([part[name] for part in parts]) for name in Tokens.__slots__]
    lexicon, classes = open_words(merged)
    alternatives = alternatives_.from_arrays(read_arrays(merged / "alternatives.safetensors"))
    learner = Learner(Tokens(*columns), lexicon, classes, alternatives, size)
    state = folder.parent / f"{folder.name.partition('.')[0]}.state"
    if state.is_file():
        learner.go_on(read_arrays(state))
        for _ in range(learner.done):
            hear()
    while learner.done < learner.steps:
        learner.step()
        hear()
        if learner.done % SAVED_EVERY == 0:
            beside = state.with_suffix(".unfinished")
            write_arrays(beside, learner.state())
            beside.replace(state)
    write_arrays(folder / "network.safetensors", {**learner.network().arrays(), "losses": learner.losses})
    state.unlink(missing_ok=True)
