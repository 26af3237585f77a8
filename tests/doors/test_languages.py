from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from commonhold.doors.languages import Installed, installed, records, table
from commonhold.errors import BundleError
from commonhold.manifest import Entry, Licence, Manifest, Source
from commonhold.release.bundle import write_bundle
from commonhold.work import content_id

LICENCE = Licence("CC-BY-4.0", "CC-BY-4.0", "LICENSE")


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A folder with the bundle of a model of two works."""
    entries = tuple(
        Entry(content_id(text), (("guide", f"{words}.md"),), LICENCE, words, content_id(text))
        for text, words in ((b"one", 1200), (b"two", 34))
    )
    source = Source("guide", "https://example.org/guide", "swh:1:rev:" + "0" * 40, LICENCE)
    write_bundle(
        tmp_path / "en",
        {"counts": np.zeros(4, np.uint32)},
        {"language": "en", "licence": "CC-BY-4.0"},
        Manifest((source,), entries),
        'language = "en"\n',
        "Thanks.\n",
    )
    return tmp_path


def test_a_model_is_told_with_its_works_words_licence_and_size(models: Path) -> None:
    (model,) = installed(models)
    assert isinstance(model, Installed)
    size_bytes = sum(path.stat().st_size for path in (models / "en").iterdir())
    assert model == Installed("en", 2, 1234, "CC-BY-4.0", size_bytes, str(models / "en"))
    assert records([model])[0]["words"] == 1234
    assert records([model])[0]["dialects"] == ()


def test_numbers_stand_to_the_right_below_their_heads() -> None:
    models = [
        Installed("de", 5, 12, "MIT", 900_000, "m/de"),
        Installed("en", 12_345, 6, "CC-BY-SA-4.0", 1_250_000, "m/en"),
    ]
    assert list(table(models)) == [
        "language   works  words  licence         size",
        "de             5     12  MIT           0.9 MB",
        "en        12,345      6  CC-BY-SA-4.0  1.2 MB",
    ]


def test_dialects_are_told_with_their_language() -> None:
    heads, row = table([Installed("en", 5, 12, "MIT", 900_000, "m/en", ("en-GB", "en-US"))])
    assert row.startswith("en, en-GB, en-US ") and heads.startswith("language ")


def test_a_damaged_bundle_is_told_and_the_others_are_listed(models: Path) -> None:
    (models / "de").mkdir()
    (models / "de" / "bundle.json").write_text("{}")
    first, second = installed(models)
    assert isinstance(first, BundleError)
    assert str(models / "de") in str(first)
    assert isinstance(second, Installed)


def test_no_models_are_told_in_a_sentence(tmp_path: Path) -> None:
    assert list(installed(tmp_path / "none")) == []
    assert next(table([])).startswith("No model is installed")
