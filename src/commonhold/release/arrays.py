"""Arrays as bytes: a safetensors file whose every array begins at a multiple of 64 bytes, and nothing believed unread.

safetensors allows no holes between arrays, so the room before one is itself an array of zeros, named ``~`` and a
number. Knows nothing of files: it gives pieces to write and takes a buffer to look into.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonhold.canonical import Json, canonical, parse
from commonhold.model import Arrays

ALIGNMENT = 64
MAX_HEADER_BYTES = 1 << 20
MAX_DIMENSIONS = 8
TYPES = {
    name: np.dtype(code)
    for name, code in {
        "U8": "u1", "I8": "i1", "U16": "<u2", "I16": "<i2", "U32": "<u4", "I32": "<i4",
        "U64": "<u8", "I64": "<i8", "F16": "<f2", "F32": "<f4", "F64": "<f8",
    }.items()
}  # fmt: skip
_TYPE_NAMES = {dtype: name for name, dtype in TYPES.items()}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,127}")
_FILLER = re.compile(r"~[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Slot:
    """Where an array lies: bytes ``start`` to ``end``, counted from the end of the header."""

    name: str
    dtype: np.dtype[np.generic]
    shape: tuple[int, ...]
    start: int
    end: int

    @property
    def is_filler(self) -> bool:
        """Whether it only brings the next array to its place."""
        return self.name.startswith("~")


def pieces(arrays: Arrays) -> Iterator[bytes | memoryview]:
    """Yield the bytes of a safetensors file; ValueError for a name or type it has no place for.

    The same arrays in any order give the same bytes.
    """
    parts: list[tuple[str, NDArray[np.generic]]] = []
    header: dict[str, Json] = {}
    start = 0
    for name in sorted(arrays):
        array = _plain(name, arrays[name])
        if gap := -start % ALIGNMENT:
            parts.append((f"~{len(parts)}", np.zeros(gap, np.uint8)))
        parts.append((name, array))
        start += gap + array.nbytes
    start = 0
    for name, array in parts:
        end = start + array.nbytes
        header[name] = {"dtype": _TYPE_NAMES[array.dtype], "shape": array.shape, "data_offsets": (start, end)}
        start = end
    text = canonical(header)
    text += b" " * (-(8 + len(text)) % ALIGNMENT)
    if len(text) > MAX_HEADER_BYTES:
        raise ValueError(f"{len(arrays)} arrays need a header of more than {MAX_HEADER_BYTES} bytes")
    yield len(text).to_bytes(8, "little") + text
    for _, array in parts:
        yield array.reshape(-1).view(np.uint8).data


def _plain(name: str, array: NDArray[np.generic]) -> NDArray[np.generic]:
    """Return the array little-endian and in C order."""
    dtype = array.dtype.newbyteorder("<")
    if not _NAME.fullmatch(name):
        raise ValueError(f"an array cannot be named {name!r}")
    if dtype not in _TYPE_NAMES:
        raise ValueError(f"the array {name} has the type {dtype}, which is none of {', '.join(TYPES)}")
    if array.ndim > MAX_DIMENSIONS:
        raise ValueError(f"the array {name} has {array.ndim} dimensions, more than {MAX_DIMENSIONS}")
    return np.asarray(array, dtype=dtype, order="C")


def header_size(first: bytes) -> int:
    """Return the length of the header from the first eight bytes of a file; ValueError if it cannot be one."""
    if len(first) < 8:
        raise ValueError("too short for a header")
    size = int.from_bytes(first, "little")
    if size > MAX_HEADER_BYTES:
        raise ValueError(f"the header claims {size} bytes, more than {MAX_HEADER_BYTES}")
    return size


def slots(header: bytes, room: int) -> tuple[Slot, ...]:
    """Return where the arrays lie in the ``room`` bytes after the header, in order; ValueError for any defect.

    Every byte of the room belongs to exactly one slot of the size its shape and type ask for.
    """
    record = parse(header)
    if not isinstance(record, dict):
        raise ValueError("the header is not a JSON object")
    found = sorted((_slot(name, facts, room) for name, facts in record.items()), key=lambda one: (one.start, one.end))
    reached = 0
    for slot in found:
        if slot.start < reached:
            raise ValueError(f"the array {slot.name} overlaps another")
        if slot.start > reached:
            raise ValueError(f"there is a hole before the array {slot.name}")
        if not slot.is_filler and (8 + len(header) + slot.start) % ALIGNMENT:
            raise ValueError(f"the array {slot.name} does not begin at a multiple of {ALIGNMENT} bytes")
        reached = slot.end
    if reached != room:
        raise ValueError(f"{room - reached} bytes belong to no array")
    return tuple(found)


def _slot(name: str, facts: Json, room: int) -> Slot:
    if not (_NAME.fullmatch(name) or _FILLER.fullmatch(name)):
        raise ValueError(f"an array cannot be named {name!r}")
    if not isinstance(facts, dict) or set(facts) != {"dtype", "shape", "data_offsets"}:
        raise ValueError(f"the array {name} is not described by dtype, shape and data_offsets alone")
    shape, offsets = _whole(name, facts["shape"]), _whole(name, facts["data_offsets"])
    dtype = TYPES.get(str(facts["dtype"]))
    if dtype is None:
        raise ValueError(f"the array {name} has the unknown type {facts['dtype']!r}")
    if len(shape) > MAX_DIMENSIONS:
        raise ValueError(f"the array {name} has {len(shape)} dimensions, more than {MAX_DIMENSIONS}")
    if len(offsets) != 2 or not offsets[0] <= offsets[1] <= room:
        raise ValueError(f"the array {name} does not lie inside the file")
    if math.prod(shape) * dtype.itemsize != offsets[1] - offsets[0]:
        raise ValueError(f"the array {name} has another size than its shape and type say")
    if name.startswith("~") and (dtype != TYPES["U8"] or offsets[1] - offsets[0] >= ALIGNMENT):
        raise ValueError(f"the filler {name} is more than a filler")
    return Slot(name, dtype, shape, *offsets)


def _whole(name: str, value: Json) -> tuple[int, ...]:
    if not isinstance(value, list):
        raise ValueError(f"the array {name} has a shape or offsets that are no list")
    for one in value:
        if type(one) is not int or not 0 <= one < 1 << 53:
            raise ValueError(f"the array {name} has {one!r} where a count should be")
    return tuple(value)


def views(buffer: memoryview, begin: int, found: tuple[Slot, ...]) -> dict[str, NDArray[np.generic]]:
    """Return the arrays as read-only views of ``buffer``, in which they begin at byte ``begin``. Copies nothing."""
    whole = np.frombuffer(buffer, np.uint8)
    whole.flags.writeable = False
    return {
        slot.name: whole[begin + slot.start : begin + slot.end].view(slot.dtype).reshape(slot.shape)
        for slot in found
        if not slot.is_filler
    }
