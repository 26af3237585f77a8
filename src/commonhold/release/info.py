"""What ``bundle.json`` says, read and written. Pure; knows nothing of the files it describes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from commonhold.canonical import Json, Unknown, canonical, canonical_object, unknown_fields, with_unknown

FORMAT = 1
INFO = "bundle.json"
SIGNATURES = "signatures.json"
"""Stands beside what it signs, and is the one file that is not listed."""

PAPERS = ("LICENSE.txt", "NOTICE", "manifest.jsonl.zst", "model.json", "model.safetensors", "recipe.toml")
MORE_PAPERS = ("inputs.json", "obligations.json")
"""Papers of a bundle that older ones lack."""
MAX_FILES = 64
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_FIELDS = ("format", "commonhold", "language", "licence", "works", "words", "merkle_root", "recipe_sha256", "files")
_LINE = re.compile(r"[ -~]{1,1000}")


@dataclass(frozen=True, slots=True)
class Paper:
    """One file of a bundle, its size and its SHA-256."""

    name: str
    size_bytes: int
    sha256: str
    unknown: Unknown = ()


@dataclass(frozen=True, slots=True)
class BundleInfo:
    """Who made a bundle, from what, under which licence, and which files it has; ValueError if that cannot be.

    ``language`` is a language tag, ``licence`` the outbound SPDX expression, ``commonhold`` the version that wrote it;
    ``works`` and ``words`` are counted from the manifest.
    """

    commonhold: str
    language: str
    licence: str
    works: int
    words: int
    merkle_root: str
    recipe_sha256: str
    files: tuple[Paper, ...]
    unknown: Unknown = ()

    def __post_init__(self) -> None:
        for what, pattern, value in (
            ("commonhold", _LINE, self.commonhold),
            ("language", _LANGUAGE, self.language),
            ("licence", _LINE, self.licence),
            ("merkle_root", _SHA256, self.merkle_root),
            ("recipe_sha256", _SHA256, self.recipe_sha256),
            *((f"sha256 of {paper.name}", _SHA256, paper.sha256) for paper in self.files),
        ):
            if not pattern.fullmatch(value):
                raise ValueError(f"{what} cannot be {value!r}")
        for name in PAPERS:
            if name not in (paper.name for paper in self.files):
                raise ValueError(f"{name} is not listed")
        if self.recipe_sha256 != self.paper("recipe.toml").sha256:
            raise ValueError("recipe_sha256 is not the hash of recipe.toml")

    def paper(self, name: str) -> Paper:
        """Return the file of that name; KeyError if there is none."""
        return {paper.name: paper for paper in self.files}[name]


def info_bytes(info: BundleInfo) -> bytes:
    """Return the content of ``bundle.json``."""
    record: dict[str, Json] = {
        "format": FORMAT,
        "commonhold": info.commonhold,
        "language": info.language,
        "licence": info.licence,
        "works": info.works,
        "words": info.words,
        "merkle_root": info.merkle_root,
        "recipe_sha256": info.recipe_sha256,
        "files": {
            paper.name: with_unknown({"size": paper.size_bytes, "sha256": paper.sha256}, paper.unknown)
            for paper in info.files
        },
    }
    return canonical(with_unknown(record, info.unknown)) + b"\n"


def read_info(data: bytes) -> BundleInfo:
    """Read what `info_bytes` wrote; ValueError says what is wrong. Unknown fields are kept."""
    record = canonical_object(data)
    version = record.get("format")
    if type(version) is not int or version != FORMAT:
        raise ValueError(f"format {version!r} is not the one this program reads ({FORMAT})")
    listed = record.get("files")
    if not isinstance(listed, dict) or len(listed) > MAX_FILES:
        raise ValueError(f"files is not a list of at most {MAX_FILES} files")
    files = tuple(_paper(name, facts) for name, facts in listed.items())
    return BundleInfo(
        commonhold=_text("commonhold", record.get("commonhold")),
        language=_text("language", record.get("language")),
        licence=_text("licence", record.get("licence")),
        works=_count("works", record.get("works")),
        words=_count("words", record.get("words")),
        merkle_root=_text("merkle_root", record.get("merkle_root")),
        recipe_sha256=_text("recipe_sha256", record.get("recipe_sha256")),
        files=files,
        unknown=unknown_fields(record, _FIELDS),
    )


def _paper(name: str, facts: Json) -> Paper:
    if not _NAME.fullmatch(name) or name in (INFO, SIGNATURES):
        raise ValueError(f"no file of a bundle may be named {name!r}")
    if not isinstance(facts, dict):
        raise ValueError(f"size and sha256 of {name} are missing")
    size, sha256 = _count(f"size of {name}", facts.get("size")), _text(f"sha256 of {name}", facts.get("sha256"))
    return Paper(name, size, sha256, unknown_fields(facts, ("size", "sha256")))


def _text(what: str, value: Json) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{what} cannot be {value!r}")
    return value


def _count(what: str, value: Json) -> int:
    if type(value) is not int or not 0 <= value < 1 << 53:
        raise ValueError(f"{what} cannot be {value!r}")
    return value
