"""What the signatures of a bundle are worth to somebody who trusts a stewards list, or none. Pure.

A verdict about the bytes of ``bundle.json``. Whether the other files are those it lists is seen by opening the bundle
with ``verify``; whether the model is good, by nobody here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from commonhold.canonical import Json
from commonhold.release.signatures import Signature, Signatures
from commonhold.release.signing import bundle_payload, verify
from commonhold.release.stewards import Steward, Stewards


class Kind(StrEnum):
    """The standings a bundle can have; only the first is trust."""

    TRUSTED = "trusted"
    UNSIGNED = "unsigned"
    UNKNOWN_COMMUNITY = "unknown-community"
    UNKNOWN_KEY = "unknown-key"
    TOO_FEW = "too-few"
    RETIRED = "retired"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Standing:
    """A verdict in one sentence, and what can be done in another; ``signers`` are the stewards that count."""

    kind: Kind
    sentence: str
    advice: str = ""
    community: str = ""
    signers: tuple[str, ...] = ()
    threshold: int = 0
    stewards: int = 0

    @property
    def is_trusted(self) -> bool:
        """Whether enough stewards of a trusted list have signed exactly this."""
        return self.kind is Kind.TRUSTED

    def record(self) -> dict[str, Json]:
        """Return the verdict as JSON."""
        return {
            "standing": self.kind.value,
            "trusted": self.is_trusted,
            "sentence": self.sentence,
            "advice": self.advice,
            "community": self.community,
            "signers": list(self.signers),
            "threshold": self.threshold,
            "stewards": self.stewards,
        }


@dataclass(frozen=True, slots=True)
class _Found:
    """The signatures of a bundle sorted by who made them."""

    good: tuple[Steward, ...]
    wrong: tuple[Steward, ...]
    former: tuple[Steward, ...]
    strange: tuple[str, ...]


def judged(info_bytes: bytes, signatures: Signatures | None, trusted: Stewards | None) -> Standing:
    """Judge the signatures of a bundle by the list of its community that is trusted here, if there is one.

    ``info_bytes`` are those of ``bundle.json``. One wrong signature of a steward spoils all; a stranger's or a retired
    key's does not count and does no harm.
    """
    if signatures is None:
        return Standing(Kind.UNSIGNED, "Nobody has signed it.", "Ask whoever made it for a signed one, or rebuild it.")
    community = signatures.community
    if trusted is None or trusted.community != community:
        return Standing(
            Kind.UNKNOWN_COMMUNITY,
            f"It is signed for {community}, a community that is not trusted here.",
            f"Get the stewards list of {community} from them, compare its fingerprint by another way, "
            "and run `commonhold trust add FILE`.",
            community,
        )
    found = _sorted(info_bytes, signatures, trusted)
    kind = _kind(found, trusted)
    is_later = kind is not Kind.TRUSTED and signatures.stewards_version > trusted.version
    return Standing(
        kind,
        _SENTENCES[kind](found, trusted),
        _later(signatures, trusted) if is_later and kind is not Kind.WRONG else _ADVICE[kind].format(community),
        community,
        tuple(each.name for each in found.good),
        trusted.threshold,
        len(trusted.keys),
    )


def _sorted(info_bytes: bytes, signatures: Signatures, trusted: Stewards) -> _Found:
    payload = bundle_payload(info_bytes, signatures.community, signatures.stewards_version)

    def by(stewards: Sequence[tuple[Steward | None, Signature]], good: bool) -> tuple[Steward, ...]:
        return tuple(who for who, signature in stewards if who and verify(who.key, payload, signature) is good)

    current = [(trusted.steward(each.key_id), each) for each in signatures.signatures]
    former = [(trusted.former(each.key_id), each) for each in signatures.signatures]
    strange = (each.key_id for (now, each), (then, _) in zip(current, former, strict=True) if not now and not then)
    return _Found(by(current, True), (*by(current, False), *by(former, False)), by(former, True), tuple(strange))


def _kind(found: _Found, trusted: Stewards) -> Kind:
    if found.wrong:
        return Kind.WRONG
    if len(found.good) >= trusted.threshold:
        return Kind.TRUSTED
    if found.former:
        return Kind.RETIRED
    return Kind.TOO_FEW if found.good else Kind.UNKNOWN_KEY


def _names(stewards: Sequence[Steward]) -> str:
    return ", ".join(each.name for each in stewards)


def _count(found: _Found, trusted: Stewards) -> str:
    return f"{len(found.good)} of the {trusted.threshold} signatures needed"


_SENTENCES = {
    Kind.TRUSTED: lambda found, trusted: (
        f"Signed by {len(found.good)} of the {len(trusted.keys)} stewards of {trusted.community} "
        f"({_names(found.good)}); {trusted.threshold} had to."
    ),
    Kind.WRONG: lambda found, trusted: (
        f"The signature of {_names(found.wrong)} for {trusted.community} is not one of this bundle."
    ),
    Kind.RETIRED: lambda found, trusted: (
        f"Signed with a key of {_names(found.former)} that {trusted.community} has retired; "
        f"without it there {'is' if len(found.good) == 1 else 'are'} {_count(found, trusted)}."
    ),
    Kind.TOO_FEW: lambda found, trusted: (
        f"Signed by too few stewards of {trusted.community} ({_names(found.good)}): {_count(found, trusted)}."
    ),
    Kind.UNKNOWN_KEY: lambda found, trusted: (
        f"It says it is signed for {trusted.community}, but by no key of the trusted list "
        f"(version {trusted.version}): {', '.join(found.strange)}."
    ),
}

_ADVICE = {
    Kind.TRUSTED: "",
    Kind.WRONG: "Do not use it: it was changed after it was signed, or the signature is of another bundle.",
    Kind.RETIRED: "Ask the stewards of {} to sign it again with the keys they have now.",
    Kind.TOO_FEW: "Ask further stewards of {} to sign it.",
    Kind.UNKNOWN_KEY: "Do not use it, unless the stewards of {} say whose keys these are.",
}


def _later(signatures: Signatures, trusted: Stewards) -> str:
    return (
        f"It was signed under version {signatures.stewards_version} of their list, and version {trusted.version} is "
        f"trusted here: get the newer list and run `commonhold trust update FILE`."
    )
