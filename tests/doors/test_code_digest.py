"""Steps of a build know the code behind them, and no other."""

from __future__ import annotations

from pathlib import Path

import commonhold
from commonhold.doors import code_digest
from commonhold.doors.examples import exemplify_source
from commonhold.doors.merging import merge
from commonhold.doors.network import learn
from commonhold.doors.ranking import fit
from commonhold.doors.steps import read_source
from commonhold.doors.workbench import key

ROOT = Path(commonhold.__file__).parent


def modules(of: object) -> set[str]:
    found = code_digest._closure(of.__module__, ROOT)
    return {path.relative_to(ROOT).as_posix() for path in found}


def test_reading_does_not_depend_on_how_candidates_are_ranked() -> None:
    reading = modules(read_source)
    assert {"gather/git.py", "curate/gates.py", "train/corrections.py", "work.py", "doors/workbench.py"} <= reading
    assert not {"train/features.py", "train/ranker.py", "train/context.py", "doors/training.py"} & reading


def test_learning_and_adding_up_do_not_depend_on_how_candidates_are_ranked() -> None:
    ranking = {"train/features.py", "train/ranker.py", "train/context.py", "train/dial.py", "doors/examples.py"}
    assert not ranking & modules(learn)
    assert not ranking & modules(merge)


def test_every_step_depends_on_what_it_calls() -> None:
    assert {"train/context.py", "train/slips.py", "train/features.py"} <= modules(exemplify_source)
    assert {"train/ranker.py", "train/second.py", "doors/examples.py"} <= modules(fit)
    assert "train/neural.py" in modules(learn), "it is imported where it is used"


def test_a_step_has_its_own_name_for_its_own_inputs() -> None:
    names = {key(read_source, 1), key(read_source, 2), key(fit, 1), key(learn, 1)}
    assert len(names) == 4
    assert key(read_source, 1) in names


def test_changed_code_and_changed_tables_are_other_steps(tmp_path: Path, monkeypatch) -> None:
    package = tmp_path / "commonhold"
    room = package / "room"
    room.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (room / "__init__.py").write_text("")
    (room / "one.py").write_text("from commonhold.room import two\n")
    (room / "two.py").write_text("def f():\n    import commonhold.room.three\n")
    (room / "three.py").write_text("A = 1\n")
    (room / "apart.py").write_text("B = 1\n")
    (room / "table.toml").write_text("a = 1\n")
    monkeypatch.setattr(code_digest, "files", lambda _: package)
    ways = [("three.py", "A = 2\n"), ("table.toml", "a = 2\n"), ("two.py", "")]
    seen = []
    for name, text in [("apart.py", "B = 2\n"), *ways]:
        code_digest.digest_of.cache_clear()
        seen.append(code_digest.digest_of("commonhold.room.one"))
        (room / name).write_text(text)
    code_digest.digest_of.cache_clear()
    seen.append(code_digest.digest_of("commonhold.room.one"))
    code_digest.digest_of.cache_clear()
    assert seen[0] == seen[1], "what it does not import does not matter"
    assert len(set(seen[1:])) == 4
