"""The models that are installed: for each language what stands behind it, under which licence, and how large it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from commonhold.doors.opening import MODELS
from commonhold.errors import BundleError


@dataclass(frozen=True, slots=True)
class Installed:
    """One installed model: how many works and words it was trained on, its outbound licence, its size on disk, and the
    dialects it tells apart.
    """

    language: str
    works: int
    words: int
    licence: str
    size_bytes: int
    bundle: str
    dialects: tuple[str, ...] = ()


def installed(folder: Path = MODELS) -> Iterator[Installed | BundleError]:
    """Yield the models in ``folder``, sorted by language, or the error that says why one cannot be used."""
    from commonhold.release.bundle import open_bundle

    for path in sorted(folder.glob("*/bundle.json")):
        try:
            bundle = open_bundle(path.parent)
        except BundleError as error:
            yield error
        else:
            size_bytes = path.stat().st_size + sum(paper.size_bytes for paper in bundle.info.files)
            info = bundle.info
            names = bytes(bundle.model.arrays.get("dialect_names", b"")).decode("utf-8", "replace").split()
            where = str(path.parent)
            yield Installed(info.language, info.works, info.words, info.licence, size_bytes, where, tuple(names))


def records(models: Sequence[Installed]) -> list[dict[str, Any]]:
    """Return models as JSON values."""
    return [asdict(model) for model in models]


def table(models: Sequence[Installed]) -> Iterator[str]:
    """Yield a table of models, numbers to the right; one sentence if there are none."""
    if not models:
        yield "No model is installed; `commonhold check --model BUNDLE` takes one from anywhere."
        return
    rows = [("language", "works", "words", "licence", "size")]
    for model in models:
        names, size = ", ".join((model.language, *model.dialects)), f"{model.size_bytes / 1e6:,.1f} MB"
        rows.append((names, f"{model.works:,}", f"{model.words:,}", model.licence, size))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for language, works, words, licence, size in rows:
        yield "  ".join(
            (
                language.ljust(widths[0]),
                works.rjust(widths[1]),
                words.rjust(widths[2]),
                licence.ljust(widths[3]),
                size.rjust(widths[4]),
            )
        )
