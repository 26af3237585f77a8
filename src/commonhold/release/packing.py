"""Lines packed with Zstandard, and unpacked within bounds. Pure but for the file handed in; imports zstandard late."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

LEVEL = 19
WINDOW_LOG = 25
"""How far back repetitions are looked for, as a power of two: a manifest is larger than the library's own choice."""

MAX_BYTES = 512 << 20
MAX_WINDOW_BYTES = 128 << 20
_CHUNK_BYTES = 1 << 20


def packed(lines: Sequence[bytes], level: int = LEVEL) -> bytes:
    """Return lines, each ended by a line feed, as one frame; the same lines and library give the same bytes."""
    import zstandard

    # The parameters zstandard would choose by itself depend on the size of its input.
    parameters = zstandard.ZstdCompressionParameters.from_level(
        level, window_log=WINDOW_LOG, write_checksum=True, threads=0
    )
    return zstandard.ZstdCompressor(compression_params=parameters).compress(b"".join(line + b"\n" for line in lines))


def unpacked(file: BinaryIO, limit: int = MAX_BYTES) -> list[bytes]:
    """Return the lines, without line feeds; ValueError if they are damaged or more than ``limit`` bytes."""
    import zstandard

    chunks: list[bytes] = []
    size = 0
    decompressor = zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW_BYTES)
    try:
        with decompressor.stream_reader(file, read_across_frames=False, closefd=False) as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                size += len(chunk)
                if size > limit:
                    raise ValueError(f"more than {limit} bytes when unpacked")
                chunks.append(chunk)
    except zstandard.ZstdError as error:
        raise ValueError(f"not Zstandard: {error}") from None
    text = b"".join(chunks)
    if not text.endswith(b"\n"):
        raise ValueError("does not end in a line feed")
    return text[:-1].split(b"\n")
