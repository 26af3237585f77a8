"""Opening a checker by language: a dialect that the model knows is one too, any other ends with a sentence and 11."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from commonhold.doors.languages import Installed, installed
from commonhold.manifest import Entry, Licence, Manifest, Source
from commonhold.release.bundle import write_bundle
from commonhold.train import alternatives, classes, counts, errors, lexicon
from commonhold.train.assembly import tables
from commonhold.train.dialects import Dialects
from commonhold.train.pack import Parts, packed
from commonhold.train.ranker import Ranker
from commonhold.work import content_id

LICENCE = Licence("CC-BY-4.0", "CC-BY-4.0", "LICENSE")


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of four words that proposes nothing of itself and knows one pair of two dialects."""
    streams: list[counts.Stream] = []
    whole = counts.count([["the colour of the color."]] * 5, streams)
    words = lexicon.lexicon(lexicon.tally([whole]))
    ids = {word: number for number, word in enumerate(words.words())}
    pair = np.array(sorted((ids["color"], ids["colour"])), np.int32)
    home = np.array([1 if number == ids["colour"] else 2 for number in pair], np.uint8)
    leaf = np.zeros((1, 1))
    to = leaf.astype(np.int16)
    never = Ranker(np.full((1, 1), -1, np.int16), leaf, to, to, np.full((1, 1), -9, np.float32))
    drawn = classes.draw(words, np.full(len(words), 5), whole.grams[2])
    grouped = classes.count(sorted(whole.forms), np.concatenate(streams), words, drawn)
    parts = Parts(
        words,
        tables(whole.grams, dict.fromkeys(whole.grams, 2)),
        drawn,
        tables(grouped, dict.fromkeys(grouped, 2)),
        alternatives.build(words, errors.learn([], ids)),
        never,
        9,
        3,
        {2.0: 0.3},
        dialects=Dialects(("en-GB", "en-US"), pair, pair[::-1].copy(), home),
    )
    model = packed("en", parts)
    entry = Entry(content_id(b"one"), (("guide", "1.md"),), LICENCE, 5, content_id(b"one"))
    source = Source("guide", "https://example.org/guide", "swh:1:rev:" + "0" * 40, LICENCE)
    folder = tmp_path_factory.mktemp("models")
    facts = {**model.facts, "language": "en", "licence": "CC-BY-4.0"}
    write_bundle(folder / "en", model.arrays, facts, Manifest((source,), (entry,)), 'language = "en"\n', "Thanks.\n")
    return folder / "en"


def check(bundle: Path, cwd: Path, *language: str) -> subprocess.CompletedProcess[str]:
    (cwd / "a.txt").write_text("the colour of the color.\n", encoding="utf-8")
    command = [sys.executable, "-W", "error", "-m", "commonhold", "check", "--json", "--model", str(bundle), *language]
    return subprocess.run([*command, "a.txt"], cwd=cwd, capture_output=True, encoding="utf-8")


@pytest.mark.parametrize(
    ("language", "told"),
    [((), []), (("en",), []), (("en-GB",), [("color", ["colour"])]), (("en-US",), [("colour", ["color"])])],
)
def test_a_dialect_of_the_model_is_a_language_to_choose(
    bundle: Path, tmp_path: Path, language: tuple[str, ...], told: list[tuple[str, list[str]]]
) -> None:
    done = check(bundle, tmp_path, *(part for name in language for part in ("--language", name)))
    assert (done.returncode, done.stderr) == (int(bool(told)), "")
    report = json.loads(done.stdout)
    findings = report["files"][0]["findings"]
    text = "the colour of the color."
    assert [(text[one["start"] : one["end"]], one["suggestions"]) for one in findings] == told
    assert {one["kind"] for one in findings} <= {"dialect"}
    assert report["language"] == "en"


@pytest.mark.parametrize("language", ["en-AU", "en-", "eng", "de", "en-gb"])
def test_any_other_ends_with_11_and_names_those_that_are_known(bundle: Path, tmp_path: Path, language: str) -> None:
    done = check(bundle, tmp_path, "--language", language)
    assert (done.returncode, done.stdout) == (11, "")
    assert f"There is no model for the language {language}." in done.stderr
    assert "Languages here: en" in done.stderr


def test_the_dialects_of_an_installed_model_are_listed(bundle: Path) -> None:
    [model] = installed(bundle.parent)
    assert isinstance(model, Installed)
    assert model.dialects == ("en-GB", "en-US")
