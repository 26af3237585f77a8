"""A small bundle in which everything agrees: its recipe, notice, obligations, inputs and consents follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from commonhold.canonical import Json, canonical
from commonhold.consent import Answer, Observation
from commonhold.manifest import Entry, Licence, Manifest, Source, SourceConsent, SourceCorrections
from commonhold.recipe import parse_recipe
from commonhold.release.bundle import write_bundle
from commonhold.release.inputs import Inputs
from commonhold.release.notice import notice
from commonhold.release.obligations import derive
from commonhold.work import content_id

OUTBOUND = "CC-BY-SA-4.0"
COMMIT = "1" * 40
PRESENT = "swh:1:rev:" + "2" * 40
RECIPE = f"""schema = 1
language = "en"

[policy]
outbound = "{OUTBOUND}"

[[source]]
name = "handbook"
origin = "https://github.com/press/handbook"
commit = "{COMMIT}"

[[source]]
name = "letters"
origin = "https://github.com/press/letters"
commit = "{COMMIT}"
"""
BY = Licence("CC-BY-4.0", "CC-BY-4.0", "LICENSE")
MIT = Licence("MIT", "MIT", "COPYING")
ALLOWED = Observation("gitattributes", ".gitattributes", "", Answer.ALLOW, "a" * 64, "2026-01-02T03:04:05Z")


def manifest_of(
    licence: Licence = MIT, consent: Answer = Answer.ALLOW, heard: tuple[Observation, ...] = (ALLOWED,)
) -> Manifest:
    """Return a manifest of two sources, one work each, and a correction."""
    pinned = f"swh:1:rev:{COMMIT}"
    return Manifest(
        (
            Source("handbook", "https://github.com/press/handbook", pinned, BY),
            Source("letters", "https://github.com/press/letters", pinned, licence),
        ),
        (
            Entry(content_id(b"one"), (("handbook", "one.md"),), BY, 120, content_id(b"1"), (("0" * 16, 3),)),
            Entry(content_id(b"two"), (("letters", "two.md"),), licence, 30, content_id(b"2"), consent=consent),
        ),
        (SourceCorrections("handbook", (("swh:1:rev:" + "3" * 40, 1),)),),
        (SourceConsent("handbook", PRESENT, ()), SourceConsent("letters", "", heard)),
    )


def write_sound(
    folder: Path,
    manifest: Manifest | None = None,
    thanks: str | None = None,
    recipe: str = RECIPE,
    more: Mapping[str, bytes] | None = None,
) -> None:
    """Write the bundle; what is given stands in place of what would agree."""
    manifest = manifest or manifest_of()
    policy = parse_recipe(recipe, "recipe.toml").policy
    inputs = Inputs(present={"handbook": PRESENT}, opt_outs=({"kind": "opt-outs", "version": 1},))
    papers = {
        "inputs.json": inputs.to_bytes(),
        "obligations.json": canonical(derive(manifest, policy).record()) + b"\n",
        **(more or {}),
    }
    meta: dict[str, Json] = {"language": "en", "licence": OUTBOUND}
    arrays = {"counts": np.arange(11, dtype=np.uint32)}
    given = notice(manifest, OUTBOUND, {}) if thanks is None else thanks
    write_bundle(folder, arrays, meta, manifest, recipe, given, papers)
