"""The Model Openness Framework's description of a model as YAML: which components are there, under which licences.

Only what the bundle holds or its program is counts as a component; what is not there (evaluation, a paper) is left
out, not called open. The framework's own tool says which class follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from commonhold.release.exports.spelling import yaml_scalar
from commonhold.release.exports.subject import Subject

FRAMEWORK = {"name": "Model Openness Framework", "version": "1.0", "date": "2024-12-15"}
PROGRAM_LICENCE = "AGPL-3.0-or-later"
_IN_PROGRAM = (
    ("Model architecture", "The tables of the model and how they are read, explained in the source.", "train"),
    ("Data preprocessing code", "Gathering, licences, duplicates, prose out of markup, redaction.", "curate"),
    ("Training code", "Counting, the error model, the fit of the ranker, from one recipe.", "train"),
    ("Inference code", "Checking of texts, offline.", "check"),
)
_IN_BUNDLE = (
    ("Model parameters (Final)", "All arrays of the model, as safetensors.", "model.safetensors"),
    ("Model metadata", "Table parameters and thresholds; the recipe stands in recipe.toml.", "model.json"),
    (
        "Datasets",
        "Every work by its SWHID, with source, path and licence; the works themselves are to be had there, each under "
        "its own licence.",
        "manifest.jsonl.zst",
    ),
    ("Data card", "Whose works they are, by licence, and how to opt out.", "NOTICE"),
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def pieces(subject: Subject, works: bool = True) -> Iterator[str]:
    """Yield the lines. It names the manifest, not single works, with or without ``works``."""
    info, said = subject.info, subject.publication
    yield "framework:\n"
    yield from _fields(2, FRAMEWORK)
    yield "release:\n"
    release = {"name": subject.name, "version": subject.version, "type": "language", "architecture": "other"}
    if _DAY.fullmatch(said.date):
        release["date"] = said.date
    release |= {"producer": said.provider or "not stated", "contact": said.url}
    yield from _fields(2, release)
    yield "  license:\n"
    for part, licence, path in (
        ("distribution", info.licence, "LICENSE.txt"),
        ("code", PROGRAM_LICENCE, "LICENSE"),
        ("data", info.licence, "LICENSE.txt"),
        ("document", info.licence, "LICENSE.txt"),
    ):
        yield f"    {part}:\n"
        yield from _fields(6, {"name": licence, "path": path})
    yield "  components:\n"
    program = [(name, words, f"src/commonhold/{room}/", PROGRAM_LICENCE) for name, words, room in _IN_PROGRAM]
    papers = [(name, words, path, info.licence) for name, words, path in _IN_BUNDLE]
    for name, words, path, licence in (*program, *papers):
        yield f"    - name: {yaml_scalar(name)}\n"
        yield from _fields(6, {"description": words, "component_path": path, "license": licence})


def _fields(indent: int, values: dict[str, str]) -> Iterator[str]:
    for key, value in values.items():
        yield f"{' ' * indent}{key}: {yaml_scalar(value)}\n"
