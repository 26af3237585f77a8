"""Merkle trees over lines: one hash that stands for a list, and short proofs that a line is in it.

The tree hash of RFC 6962, section 2.1. Pairing level by level and passing an odd last node up as it is gives the same
tree as splitting at the largest power of two. Does not know what the lines say.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence


def _leaf(line: bytes) -> bytes:
    return hashlib.sha256(b"\0" + line).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def _above(level: Sequence[bytes]) -> list[bytes]:
    paired = [_node(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
    return [*paired, level[-1]] if len(level) % 2 else paired


def merkle_root(lines: Iterable[bytes]) -> str:
    """Return the Merkle tree hash of lines, in hexadecimal.

    >>> merkle_root([])
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    """
    level = [_leaf(line) for line in lines]
    while len(level) > 1:
        level = _above(level)
    return level[0].hex() if level else hashlib.sha256().hexdigest()


def inclusion_proof(lines: Iterable[bytes], index: int) -> list[str]:
    """Return the hashes that lead from line ``index`` (from 0) to the root, nearest first; IndexError if not there."""
    level = [_leaf(line) for line in lines]
    if not 0 <= index < len(level):
        raise IndexError(f"there is no line {index} among {len(level)}")
    proof = []
    while len(level) > 1:
        if index ^ 1 < len(level):
            proof.append(level[index ^ 1].hex())
        level, index = _above(level), index // 2
    return proof


def verify_inclusion(line: bytes, index: int, size: int, proof: Sequence[str], root: str) -> bool:
    """Say whether ``line`` stands at ``index`` (from 0) of the ``size`` lines whose Merkle root is ``root``."""
    if not 0 <= index < size:
        return False
    hashes, node, last = iter(proof), _leaf(line), size - 1
    while last:
        if index ^ 1 <= last:
            try:
                beside = bytes.fromhex(next(hashes))
            except (StopIteration, ValueError):
                return False
            node = _node(beside, node) if index % 2 else _node(node, beside)
        index, last = index // 2, last // 2
    return next(hashes, None) is None and node.hex() == root
