"""The compiled helper: found beside this module, if it was compiled when Commonhold was installed.

``native.c`` is plain C without Python in it, so that one library serves every version of Python, and a C compiler
alone can make it. Where there is none, or ``COMMONHOLD_PURE=1`` asks for it, checking is done by numpy, for the same
findings.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Mapping
from ctypes import Structure, byref, c_int32, c_int64, c_uint64, c_void_p
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonhold.train.candidates import Candidates
from commonhold.train.counts import ORDERS
from commonhold.train.evidence import Fit, Hashes, Reads, Side, alone, fallen
from commonhold.train.letters import Letters, Search, mask_of
from commonhold.train.lexicon import Ids
from commonhold.train.ranker import DEPTH, Ranker, Sums
from commonhold.train.reading import Places
from commonhold.train.table import Levels, Table

LIBRARY = Path(__file__).with_name("libnative.so.1")
"""Where ``hatch_build.py`` puts what it compiles."""

VERSION = 1
"""The version of ``native.c`` this module can call."""

_MEMORY = 1 << 14  # levels remembered for each order
_LENGTHS = 45  # lengths of words, from none to the longest looked at, and one more for the end
_ROOM = 2048  # neighbours there is room for at first


class _Table(Structure):
    _fields_ = (
        ("slots", c_void_p),
        ("segments", c_uint64),
        ("seed", c_uint64),
        ("segment_bits", c_uint64),
        ("memory", c_void_p),
    )


class _Evidence(Structure):
    _fields_ = (
        ("tables", _Table * len(ORDERS)),
        ("hashes", c_void_p),
        ("levels", c_void_p),
        ("words", c_int64),
        ("alone", c_void_p),
        ("fallen", c_void_p),
    )


class _Reading(Structure):
    _fields_ = (
        ("row", c_void_p),
        ("levels", c_void_p),
        ("length", c_int64),
        ("place", c_void_p),
        ("tokens", c_int64),
    )


class _Candidates(Structure):
    _fields_ = (
        ("at", c_void_p),
        ("removed", c_void_p),
        ("first", c_void_p),
        ("second", c_void_p),
        ("many", c_int64),
    )


class _Fit(Structure):
    _fields_ = (("left", c_void_p), ("right", c_void_p), ("most", c_void_p), ("least", c_void_p))


class _Words(Structure):
    _fields_ = (
        ("blob", c_void_p),
        ("ends", c_void_p),
        ("levels", c_void_p),
        ("order", c_void_p),
        ("masks", c_void_p),
        ("starts", c_void_p),
        ("blob_size", c_int64),
    )


_NODE = np.dtype([("threshold", "<f4"), ("value", "<f4"), ("feature", "<i2"), ("next", "<i2", (2,)), ("unused", "<i2")])


def found_native(path: Path = LIBRARY) -> NativeLibrary | None:
    """Return the compiled helper, or None where it is not installed, not of this version or not wanted."""
    if os.environ.get("COMMONHOLD_PURE", "0") not in ("", "0"):
        return None
    try:
        library = ctypes.CDLL(str(path))
        version = library.commonhold_version()
    except (OSError, AttributeError):
        return None
    return NativeLibrary(library) if version == VERSION else None


class NativeLibrary:
    """The compiled helper as ``train.native.Native`` wants it; holds the library it calls.

    What its methods return holds the arrays of the model it was made of, and may be called by several threads.
    """

    def __init__(self, library: ctypes.CDLL) -> None:
        self._library = library
        library.commonhold_fits.argtypes = [c_void_p] * 5
        library.commonhold_fits.restype = c_int32
        library.commonhold_sums.argtypes = [c_void_p, *[c_int64] * 4, c_void_p, c_int64, c_int64, c_void_p]
        library.commonhold_sums.restype = None
        library.commonhold_near.argtypes = [
            *(c_void_p, c_void_p, c_int64, c_uint64, c_int64, c_int64, c_void_p, c_void_p, c_int64)
        ]
        library.commonhold_near.restype = c_int64

    def reads(self, tables: Mapping[int, Table], side: Side) -> Reads:
        """Return what stands for ``fits``, with the tables behind ``side.grams``."""
        slots = [_sound(tables[order].slots, np.uint16) for order in ORDERS]
        memories = np.zeros((len(ORDERS), _MEMORY), dtype=np.uint64)
        scores = np.arange(256, dtype=np.uint8)
        kept = [
            _sound(side.hashes, np.uint64),
            _sound(side.levels, np.uint8),
            alone(scores, side.top),
            np.concatenate([fallen(-scores.astype(np.float32), order) for order in ORDERS]),
        ]
        hashes, levels, by_level, by_fall = (_at(array) for array in kept)
        parts = _Evidence(
            (_Table * len(ORDERS))(
                *(
                    _table(tables[order], array, memory)
                    for order, array, memory in zip(ORDERS, slots, memories, strict=True)
                )
            ),
            *(hashes, levels, min(len(kept[0]), len(kept[1])), by_level, by_fall),
        )
        function = self._library.commonhold_fits

        def reads(
            row: Hashes, level: Levels, place: Places, chosen: Candidates, _: Any = (slots, memories, kept)
        ) -> tuple[Fit, Fit]:
            row, place, level = _sound(row, np.uint64), _sound(place, np.int64), _sound(level, np.uint8)
            columns = (
                _sound(chosen.at, np.int64),
                _sound(chosen.removed, np.uint8),
                _sound(chosen.first, np.int32),
                _sound(chosen.second, np.int32),
            )
            both = _empty(len(chosen)), _empty(len(chosen))
            text = _Reading(_at(row), _at(level), len(row), _at(place), len(place))
            asked = _Candidates(*(_at(column) for column in columns), len(chosen))
            told = [_Fit(*(_at(getattr(fit, name)) for name in Fit.__slots__)) for fit in both]
            if function(byref(parts), byref(text), byref(asked), byref(told[0]), byref(told[1])):
                raise IndexError("a candidate lies outside of its text")
            return both

        return reads

    def sums(self, ranker: Ranker) -> Sums:
        """Return what stands for ``Ranker.sums``."""
        nodes = _nodes(ranker)
        trees, each = nodes.shape
        function, address = self._library.commonhold_sums, _at(nodes)

        def sums(rows: NDArray[np.float32], first: int, last: int, _: Any = nodes) -> NDArray[np.float64]:
            rows = _sound(rows, np.float32)
            if not 0 <= first <= last <= trees or rows.shape[1] < columns:
                raise IndexError("there are no such trees or columns")
            total = np.zeros(len(rows), dtype=np.float64)
            function(address, each, first, last, DEPTH, _at(rows), len(rows), rows.shape[1], _at(total))
            return total

        columns = int(nodes["feature"].max(initial=0)) + 1
        return sums

    def search(self, letters: Letters) -> Search:
        """Return what stands for ``plain_search``."""
        words = letters.lexicon
        kept = [
            _sound(words.blob, np.uint8),
            _sound(words.ends, np.uint32),
            _sound(words.level, np.uint8),
            _sound(letters.order, np.uint32),
            _sound(letters.masks, np.uint64),
            _sound(letters.starts, np.int64),
        ]
        if len(words.level) < len(words.ends) or len(letters.starts) != _LENGTHS:
            raise ValueError("its words point outside of themselves")
        parts = _Words(*(_at(array) for array in kept), len(words.blob))
        function = self._library.commonhold_near

        def search(word: str, most: int, least: int, _: Any = kept) -> tuple[Ids, Levels]:
            codes = np.frombuffer(word.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
            room = _ROOM
            while True:
                ids, far = np.empty(room, np.int32), np.empty(room, np.uint8)
                asked = (_at(codes), len(codes), mask_of(word), most, least)
                many = function(byref(parts), *asked, _at(ids), _at(far), room)
                if many <= room:
                    return ids[:many], far[:many]
                room = many

        return search


def _nodes(ranker: Ranker) -> NDArray[np.void]:
    """Return all nodes, trees by nodes, laid out for one look each; leaves lead to themselves."""
    feature = ranker.feature.astype(np.int64)
    trees, each = feature.shape
    nodes = np.zeros((trees, each), dtype=_NODE)
    with np.errstate(over="ignore"):  # beyond all floats is where no float goes left, or each does
        rounded = ranker.threshold.astype(np.float32)
    too_high = rounded.astype(np.float64) > ranker.threshold
    nodes["threshold"] = np.where(too_high, np.nextafter(rounded, np.float32(-np.inf)), rounded)
    nodes["value"] = ranker.value
    nodes["feature"] = np.maximum(feature, 0)
    itself = np.arange(each)[None, :]
    for side, table in enumerate((ranker.left, ranker.right)):
        nodes["next"][:, :, side] = np.where(feature < 0, itself, table)
    if trees and (int(nodes["next"].min()) < 0 or int(nodes["next"].max()) >= each):
        raise ValueError("its trees lead outside of themselves")
    return nodes


def _table(table: Table, slots: NDArray[np.uint16], memory: NDArray[np.uint64]) -> _Table:
    segments = (len(slots) >> table.segment_bits) - 2 if len(slots) else 0
    if segments < 0 or not 0 <= table.seed < 1 << 64 or not 0 <= table.segment_bits < 32:
        raise ValueError("its tables point outside of themselves")
    return _Table(_at(slots), segments, table.seed, table.segment_bits, _at(memory))


def _empty(size: int) -> Fit:
    return Fit(
        np.empty(size, np.float32),
        np.empty(size, np.float32),
        np.empty((size, 3), np.uint8),
        np.empty((size, 3), np.uint8),
    )


def _sound(array: NDArray[Any], kind: type[np.generic]) -> NDArray[Any]:
    """Return an array as C wants it, itself where it can be; ValueError where it is of another type."""
    if array.dtype != kind:
        raise ValueError(f"an array is of {array.dtype} instead of {np.dtype(kind)}")
    return np.require(array, requirements=("C", "A"))


def _at(array: NDArray[Any]) -> int:
    address: int = array.__array_interface__["data"][0]
    return address
