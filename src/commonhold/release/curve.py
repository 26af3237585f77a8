"""Which 32 bytes are a public key of Ed25519 that somebody can hold the private half of. Pure arithmetic.

Libraries check signatures, not keys: for the eight points of small order anybody can make signatures of anything, and
what is no point at all fails only when it is used. Covered: RFC 8032, section 5.1.3, read strictly, and the subgroup.
Not covered: secrets. Nothing here takes constant time, and nothing private may come here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

_FIELD = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _FIELD) % _FIELD
_ROOT_OF_MINUS_ONE = pow(2, (_FIELD - 1) // 4, _FIELD)

_Point: TypeAlias = tuple[int, int, int, int]
"""X, Y, Z and T with x = X/Z, y = Y/Z, xy = T/Z."""

_NEUTRAL: _Point = (0, 1, 1, 0)


@lru_cache(maxsize=4096)
def defect(public: bytes) -> str:
    """Say why bytes are no public key that may be trusted; an empty string if they are one.

    >>> defect(bytes(32))
    'anybody could sign for it'
    >>> defect(b"short")
    'it has 5 bytes instead of 32'
    """
    if len(public) != 32:
        return f"it has {len(public)} bytes instead of 32"
    point = _decoded(public)
    if point is None:
        return "it is no point of the curve"
    if _is_neutral(_times(8, point)):
        return "anybody could sign for it"
    if not _is_neutral(_times(_ORDER, point)):
        return "it lies outside the group of the curve"
    return ""


def _decoded(public: bytes) -> _Point | None:
    number = int.from_bytes(public, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if y >= _FIELD:  # a second spelling of the same point
        return None
    x_squared = (y * y - 1) * pow(_D * y * y + 1, -1, _FIELD) % _FIELD
    x = pow(x_squared, (_FIELD + 3) // 8, _FIELD)
    if (x * x - x_squared) % _FIELD:
        x = x * _ROOT_OF_MINUS_ONE % _FIELD
    if (x * x - x_squared) % _FIELD or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _FIELD - x
    return x, y, 1, x * y % _FIELD


def _sum(one: _Point, other: _Point) -> _Point:
    a = (one[1] - one[0]) * (other[1] - other[0])
    b = (one[1] + one[0]) * (other[1] + other[0])
    c = 2 * _D * one[3] * other[3]
    d = 2 * one[2] * other[2]
    e, f, g, h = (b - a) % _FIELD, (d - c) % _FIELD, (d + c) % _FIELD, (b + a) % _FIELD
    return e * f % _FIELD, g * h % _FIELD, f * g % _FIELD, e * h % _FIELD


def _times(factor: int, point: _Point) -> _Point:
    result = _NEUTRAL
    while factor:
        if factor & 1:
            result = _sum(result, point)
        point = _sum(point, point)
        factor >>= 1
    return result


def _is_neutral(point: _Point) -> bool:
    return point[0] % _FIELD == 0 and (point[1] - point[2]) % _FIELD == 0
