"""Files with stewards lists: read or refused with a sentence, written whole.

How a list changes is told in the room ``release``; here is where it lies.
"""

from __future__ import annotations

from pathlib import Path

from commonhold.errors import BundleError, DiskError, WorldError
from commonhold.release.file import write_whole
from commonhold.release.rotation import MAX_CHAIN_BYTES, Chain, chain_bytes, read_chain


class StewardsError(BundleError):
    """The stewards list {path} cannot be used: {what}."""

    exit_code = 12
    advice = "Get the list again from the community, and compare its fingerprint with what they say."


class UnreadStewardsError(WorldError):
    """The stewards list {path} could not be read: {what}."""

    advice = "Give the name of a file that `commonhold stewards` wrote."


class UnwritableStewardsError(DiskError):
    """The stewards list {path} was left as it was: {what}."""

    advice = "See that you may write there, and that there is room."


def read_list(path: Path) -> Chain:
    """Read a file with a stewards list; UnreadStewardsError or StewardsError. No signature is checked."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_CHAIN_BYTES + 1)
    except OSError as error:
        raise UnreadStewardsError(path=path, what=_reason(error)) from error
    try:
        return read_chain(content)
    except ValueError as error:
        raise StewardsError(path=path, what=error) from error


def write_list(path: Path, chain: Chain, is_new: bool = False) -> None:
    """Write a file with a stewards list, whole or not at all; UnwritableStewardsError, also if it must be new."""
    try:
        write_whole(path, chain_bytes(chain), is_new=is_new)
    except FileExistsError as error:
        raise UnwritableStewardsError(path=path, what="there is a file of that name already") from error
    except OSError as error:
        raise UnwritableStewardsError(path=path, what=_reason(error)) from error
    except ValueError as error:
        raise UnwritableStewardsError(path=path, what=error) from error


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
