"""Verify: everything a bundle says of itself, held against what lies in its folder. Pure, nothing is opened.

Each check ends in one of four standings and says why; a check whose ground is missing is left open, never passed.
Not covered: whether the manifest is true and the model good. Only a rebuild from the recipe tells that.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from commonhold.canonical import Json, canonical, canonical_object
from commonhold.consent import Answer
from commonhold.errors import AskedWronglyError, RecipeError
from commonhold.manifest import Manifest
from commonhold.merkle import merkle_root
from commonhold.optouts import OptOuts
from commonhold.recipe import Recipe, parse_recipe
from commonhold.release.arrays import header_size, slots
from commonhold.release.info import INFO, SIGNATURES, BundleInfo, read_info
from commonhold.release.inputs import INPUTS, read_inputs
from commonhold.release.inspection import ARRAYS, MANIFEST, Found
from commonhold.release.notice import licence_text, notice
from commonhold.release.obligations import derive, missing_notices
from commonhold.release.signatures import read_signatures
from commonhold.release.standing import Kind, Standing, judged
from commonhold.release.stewards import Stewards
from commonhold.release.withdrawals import reached

OBLIGATIONS = "obligations.json"
_SHOWN = 5


class Outcome(StrEnum):
    """How a check ended: it holds, it does not, it needs somebody's attention, or there was nothing to check by."""

    HOLDS = "holds"
    FAILS = "fails"
    NOTE = "note"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its ``name``, how it ended, and the sentences that say why."""

    name: str
    outcome: Outcome
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All checks, in the order of the river; ``info`` is None where there is no readable ``bundle.json``."""

    checks: tuple[Check, ...]
    info: BundleInfo | None = None
    standing: Standing | None = None

    @property
    def is_sound(self) -> bool:
        """Whether no check failed."""
        return all(check.outcome is not Outcome.FAILS for check in self.checks)

    @property
    def is_trusted(self) -> bool:
        """Whether it is sound and signed by enough stewards who are trusted here."""
        return self.is_sound and self.standing is not None and self.standing.is_trusted

    def record(self) -> dict[str, Json]:
        """Return the report as JSON."""
        return {
            "sound": self.is_sound,
            "trusted": self.is_trusted,
            "language": self.info.language if self.info else None,
            "licence": self.info.licence if self.info else None,
            "merkle_root": self.info.merkle_root if self.info else None,
            "works": self.info.works if self.info else None,
            "signature": self.standing.record() if self.standing else None,
            "checks": [
                {"name": check.name, "outcome": check.outcome.value, "sentences": check.sentences}
                for check in self.checks
            ],
        }


def verify(found: Found, trusted: Mapping[str, Stewards], opt_outs: OptOuts) -> Report:
    """Judge what was found in a folder; ``trusted`` are stewards lists by community, ``opt_outs`` today's registry."""
    try:
        info = read_info(found.papers.get(INFO, b""))
    except ValueError as error:
        what = found.troubles.get(INFO) or (f"{INFO}: {error}" if INFO in found.files else f"{INFO} is missing")
        return Report((Check("structure", Outcome.FAILS, (what,)),))
    checks = [_structure(found, info), _checksums(found, info)]
    manifest, check = _manifest(found, info)
    checks.append(check)
    recipe, check = _recipe(found, info)
    checks.append(check)
    standing, check = _signatures(found, trusted)
    if manifest is None or recipe is None:
        return Report((*checks, check), info, standing)
    checks += [
        _notices(found, info, manifest),
        _obligations(found, manifest, recipe),
        _consents(manifest, recipe),
        check,
        _opt_outs(manifest, opt_outs),
    ]
    return Report(tuple(checks), info, standing)


def _check(name: str, defects: Iterator[str], holds: str) -> Check:
    """Return a check that holds, in the words given, where there are no defects."""
    told = tuple(defects)
    return Check(name, Outcome.FAILS, told) if told else Check(name, Outcome.HOLDS, (holds,))


def _structure(found: Found, info: BundleInfo) -> Check:
    def defects() -> Iterator[str]:
        yield from found.troubles.values()
        listed = {INFO, SIGNATURES, *(paper.name for paper in info.files)}
        for name in sorted(set(found.files) - listed):
            yield f"the folder holds {name!r}, which is not listed"
        for paper in info.files:
            if paper.name not in found.files and paper.name not in found.troubles:
                yield f"{paper.name} is missing"
        yield from _about(ARRAYS, lambda: _arrays(found))
        for name in ("model.json", INPUTS, OBLIGATIONS):
            if name in found.papers:
                yield from _about(name, lambda name=name: _object(found.papers[name], name, info))  # type: ignore[misc]
        if INPUTS in found.papers:
            yield from _about(INPUTS, lambda: _inputs(found.papers[INPUTS]))

    return _check("structure", defects(), f"{len(info.files)} files, all plain and as the format says.")


def _about(name: str, look: Callable[[], None]) -> Iterator[str]:
    """Yield what is wrong with a file, if anything."""
    try:
        look()
    except ValueError as error:
        yield f"{name}: {error}"


def _arrays(found: Found) -> None:
    if ARRAYS in found.files:
        size = header_size(found.arrays_begin[:8])
        header = found.arrays_begin[8 : 8 + size]
        if len(header) < size:
            raise ValueError("the header goes beyond the end")
        slots(header, found.files[ARRAYS].size_bytes - 8 - size)


def _object(content: bytes, name: str, info: BundleInfo) -> None:
    record = canonical_object(content)
    if name == "model.json" and (record.get("language"), record.get("licence")) != (info.language, info.licence):
        raise ValueError(f"another language or licence than in {INFO}")


def _inputs(content: bytes) -> None:
    inputs = read_inputs(content)
    OptOuts.read(b"".join(canonical(line) + b"\n" for line in inputs.opt_outs))


def _checksums(found: Found, info: BundleInfo) -> Check:
    def defects() -> Iterator[str]:
        for paper in info.files:
            lies = found.files.get(paper.name)
            if lies and lies.size_bytes != paper.size_bytes:
                yield f"{paper.name} has {lies.size_bytes} bytes instead of {paper.size_bytes}"
            elif lies and lies.sha256 != paper.sha256:
                yield f"{paper.name}: another hash than stated"

    size = sum(paper.size_bytes for paper in info.files)
    return _check("checksums", defects(), f"SHA-256 of all {size:,} bytes as stated.")


def _manifest(found: Found, info: BundleInfo) -> tuple[Manifest | None, Check]:
    if not found.lines:
        return None, Check("manifest", Outcome.FAILS, (found.troubles.get(MANIFEST, f"{MANIFEST} is missing"),))
    defects = []
    manifest = None
    if merkle_root(found.lines) != info.merkle_root:
        defects.append("another Merkle root than stated")
    try:
        manifest = Manifest.from_lines(found.lines)
    except ValueError as error:
        defects.append(str(error))
    words = sum(entry.words for entry in manifest.entries) if manifest else 0
    if manifest and (info.works, info.words) != (len(manifest.entries), words):
        defects.append(f"another number of works or words than in {INFO}")
    holds = f"{info.works:,} works with {info.words:,} words; Merkle root {info.merkle_root}."
    return manifest, _check("manifest", (f"{MANIFEST}: {defect}" for defect in defects), holds)


def _recipe(found: Found, info: BundleInfo) -> tuple[Recipe | None, Check]:
    text = found.papers.get("recipe.toml")
    if text is None:
        return None, Check("recipe", Outcome.FAILS, (found.troubles.get("recipe.toml", "recipe.toml is missing"),))
    try:
        recipe = parse_recipe(text.decode("utf-8", "surrogateescape"), "recipe.toml")
    except (RecipeError, tomllib.TOMLDecodeError) as error:
        return None, Check("recipe", Outcome.FAILS, (str(error),))

    def defects() -> Iterator[str]:
        if (recipe.language, recipe.policy.outbound) != (info.language, info.licence):
            yield f"recipe.toml: another language or outbound licence than in {INFO}"
        if found.papers.get("LICENSE.txt") not in (None, licence_text(info.licence).encode()):
            yield f"LICENSE.txt does not say {info.licence}"

    return recipe, _check("recipe", defects(), f"{len(recipe.sources)} sources, pinned; {recipe.digest}.")


def _notices(found: Found, info: BundleInfo, manifest: Manifest) -> Check:
    text = found.papers.get("NOTICE", b"").decode("utf-8", "replace")

    def defects() -> Iterator[str]:
        if text != notice(manifest, info.licence, {}):
            missing = missing_notices(manifest, text)
            yield from missing[:_SHOWN]
            if len(missing) > _SHOWN:
                yield f"and {len(missing) - _SHOWN} more"
            if not missing:
                yield "NOTICE says something else than the manifest"

    return _check("notices", defects(), f"All {len(manifest.sources)} sources are named as their licences ask.")


def _obligations(found: Found, manifest: Manifest, recipe: Recipe) -> Check:
    try:
        derived = derive(manifest, recipe.policy)
    except AskedWronglyError as error:  # a licence that nothing goes out under
        return Check("obligations", Outcome.FAILS, (f"recipe.toml: {error}",))

    def defects() -> Iterator[str]:
        yield from derived.refusals()
        if found.papers[OBLIGATIONS] != canonical(derived.record()) + b"\n":
            yield f"{OBLIGATIONS} says something else than follows from the manifest by this version's table of terms"

    if OBLIGATIONS not in found.papers:
        return Check("obligations", Outcome.OPEN, (f"There is no {OBLIGATIONS}: an older version made the bundle.",))
    holds = f"Derived again from the manifest: it may go out under {recipe.policy.outbound} by this reading and policy."
    return _check("obligations", defects(), holds)


def _consents(manifest: Manifest, recipe: Recipe) -> Check:
    if not manifest.consents:
        return Check("consent", Outcome.OPEN, ("The manifest names no wishes: an older version made it.",))
    heard = {one.source for one in manifest.consents if one.observations}
    answers = {answer: sum(entry.consent is answer for entry in manifest.entries) for answer in Answer}

    def defects() -> Iterator[str]:
        for entry in manifest.entries:
            if entry.consent is Answer.DENY:
                yield f"{entry.id} is counted against its holders' wish"
            elif entry.consent is Answer.UNKNOWN and recipe.policy.unknown == "refuse":
                yield f"{entry.id} is counted without consent, which the policy asks for"
            elif entry.consent is not Answer.UNKNOWN and not heard.intersection(name for name, _ in entry.origins):
                yield f"{entry.id} is said to have consent, but nothing was observed"

    told = ", ".join(f"{count:,} {answer.value}" for answer, count in answers.items() if count)
    return _check("consent", defects(), f"Works by answer: {told or 'none'}.")


def _signatures(found: Found, trusted: Mapping[str, Stewards]) -> tuple[Standing | None, Check]:
    if SIGNATURES in found.troubles:
        return None, Check("signatures", Outcome.FAILS, (found.troubles[SIGNATURES],))
    try:
        signatures = read_signatures(found.papers[SIGNATURES]) if SIGNATURES in found.papers else None
    except ValueError as error:
        return None, Check("signatures", Outcome.FAILS, (f"{SIGNATURES}: {error}",))
    standing = judged(found.papers[INFO], signatures, trusted.get(signatures.community) if signatures else None)
    outcome = {Kind.TRUSTED: Outcome.HOLDS, Kind.WRONG: Outcome.FAILS}.get(standing.kind, Outcome.NOTE)
    sentences = tuple(sentence for sentence in (standing.sentence, standing.advice) if sentence)
    return standing, Check("signatures", outcome, sentences)


def _opt_outs(manifest: Manifest, opt_outs: OptOuts) -> Check:
    found = reached(manifest, opt_outs)
    if not found:
        return Check("opt-outs", Outcome.HOLDS, ("Nobody in the registry here has opted out since.",))
    works = {work for one in found for work in one.works}
    first = f"Works in it whose holders have opted out since: {len(works):,}. The next release leaves them out."
    shown = [
        f"{one.opt_out.subject}{f' ({one.opt_out.date})' if one.opt_out.date else ''}, works: {len(one.works):,}"
        for one in found[:_SHOWN]
    ]
    rest = [f"and {len(found) - _SHOWN:,} more entries"] if len(found) > _SHOWN else []
    return Check("opt-outs", Outcome.NOTE, (first, *shown, *rest))
