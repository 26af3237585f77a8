"""Whom this user trusts: one stewards list a community, in her own folder, and those that ship with the program.

Her own list comes before the one that ships, unless the latter continues it. A community she has removed stays removed,
whatever ships. Nothing is fetched; a list moves only forward, along versions that sign one another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from commonhold.doors.lists import StewardsError, UnwritableStewardsError, read_list, write_list
from commonhold.doors.project import user_folder
from commonhold.errors import AskedWronglyError, CommonholdError
from commonhold.release.file import alone, write_whole
from commonhold.release.rotation import Chain, continued, newest
from commonhold.release.signatures import check_community
from commonhold.release.stewards import Stewards

YOURS, SHIPPED = "yours", "shipped"
"""Where a trusted list is from."""


class TrustedAlreadyError(AskedWronglyError):
    """A list of {community} is trusted already, version {version}."""

    advice = "Run `commonhold trust update FILE` to follow its changes, or `commonhold trust remove {community}` first."


class UntrustedError(AskedWronglyError):
    """No list of {community} is trusted here."""

    advice = "See which are with `commonhold trust list`; `commonhold trust add FILE` adds one."


class FingerprintError(AskedWronglyError):
    """{path} has no version with the fingerprint {given}, so it is not trusted; the newest has {found}."""

    advice = "Compare all 64 digits with what the community has published, or ask them for the list again."


@dataclass(frozen=True, slots=True)
class Trusted:
    """A trusted list, the file it is in, and whether it is this user's or shipped with the program."""

    stewards: Stewards
    chain: Chain
    path: Path
    origin: str


def shipped_folder() -> Path:
    """Return where the lists are that ship with the program."""
    return Path(__file__).resolve().parents[1] / "trust"


def trust_folder() -> Path:
    """Return where this user's trusted lists are, whether the folder is there or not."""
    folder = user_folder()
    if folder is None:
        raise UnwritableStewardsError(path="of this user", what="the system does not tell where your home is")
    return folder / "trust"


def trusted(community: str) -> Trusted | None:
    """Return the list of a community that is trusted here, None if there is none; StewardsError if it is damaged."""
    try:
        check_community(community)
    except ValueError:
        return None
    if _no_more(community).exists():
        return None
    own, ours = _in(trust_folder(), community, YOURS), _in(shipped_folder(), community, SHIPPED)
    if own and ours and ours.stewards.version > own.stewards.version:
        try:
            return ours if continued(own.stewards, ours.chain) == ours.stewards else own
        except ValueError:  # another community of the same name ships: hers stays
            return own
    return own or ours


def every_trusted() -> Iterator[Trusted | CommonholdError]:
    """Yield all trusted lists by community; in the place of one that is damaged, the error."""
    names = {path.stem for folder in (trust_folder(), shipped_folder()) for path in folder.glob("*.json")}
    for community in sorted(names):
        try:
            found = trusted(community)
        except CommonholdError as error:
            yield error
            continue
        if found:
            yield found


def trusted_stewards() -> dict[str, Stewards]:
    """Return the lists that are trusted here, by community; damaged ones are trusted by nobody."""
    return {each.stewards.community: each.stewards for each in every_trusted() if isinstance(each, Trusted)}


def checked(path: Path) -> tuple[Chain, Stewards]:
    """Read a list from a file and return its newest version, if all of them are signed; StewardsError otherwise."""
    chain = read_list(path)
    try:
        return chain, newest(chain)
    except ValueError as error:
        raise StewardsError(path=path, what=error) from error


def check_fingerprint(path: Path, chain: Chain, given: str) -> None:
    """FingerprintError if no version of a checked chain has the fingerprint; spaces and capitals do not matter."""
    digits = "".join(given.split()).lower()
    if digits not in [each.stewards.fingerprint for each in chain.versions]:
        raise FingerprintError(path=path, given=given, found=chain.last.stewards.fingerprint)


def add(chain: Chain) -> Trusted:
    """Trust a checked chain of a community that is not trusted yet; TrustedAlreadyError, UnwritableStewardsError."""
    stewards = newest(chain)
    if there := trusted(stewards.community):
        raise TrustedAlreadyError(community=stewards.community, version=there.stewards.version)
    path = _written(stewards.community, chain)
    _no_more(stewards.community).unlink(missing_ok=True)
    return Trusted(stewards, chain, path, YOURS)


def update(path: Path) -> tuple[Trusted, Stewards]:
    """Follow a file's versions from the trusted one to the newest; return what is trusted now, and what was before.

    StewardsError on a rollback, a fork or a missing signature, UntrustedError if nothing was trusted before.
    """
    chain, last = checked(path)
    before = trusted(last.community)
    if before is None:
        raise UntrustedError(community=last.community)
    try:
        now = continued(before.stewards, chain)
    except ValueError as error:
        raise StewardsError(path=path, what=error) from error
    if now == before.stewards:
        return before, before.stewards
    return Trusted(now, chain, _written(now.community, chain), YOURS), before.stewards


def remove(community: str) -> None:
    """Trust a community no more, also if its list ships with the program; UntrustedError if it was not trusted."""
    path = trust_folder() / f"{community}.json"
    try:
        check_community(community)
        is_shipped = (shipped_folder() / f"{community}.json").exists() and not _no_more(community).exists()
        if not path.exists() and not is_shipped:
            raise UntrustedError(community=community)
        if is_shipped:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(_no_more(community), b"")
        path.unlink(missing_ok=True)
    except ValueError as error:
        raise UntrustedError(community=community) from error
    except OSError as error:
        raise UnwritableStewardsError(path=path, what=(error.strerror or str(error)).lower()) from error


def _in(folder: Path, community: str, origin: str) -> Trusted | None:
    path = folder / f"{community}.json"
    if not path.exists():
        return None
    chain, stewards = checked(path)
    if stewards.community != community:
        raise StewardsError(path=path, what=f"it is the list of {stewards.community}")
    return Trusted(stewards, chain, path, origin)


def _no_more(community: str) -> Path:
    return trust_folder() / f"{community}.removed"


def _written(community: str, chain: Chain) -> Path:
    path = trust_folder() / f"{community}.json"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with alone(path.parent):
            write_list(path, chain)
    except OSError as error:
        raise UnwritableStewardsError(path=path, what=(error.strerror or str(error)).lower()) from error
    return path
