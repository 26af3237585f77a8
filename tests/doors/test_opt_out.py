"""``commonhold opt-out``: a registry edited by hand of a steward, whole or not at all, without any address in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.doors.conftest import Run  # type: ignore[import-not-found]

ADDRESS = "Ada@Example.org"
PROSE = " ".join(f"The word number {number} stands in this tale." for number in range(30))


def said(run: Run, *arguments: str) -> tuple[int, str, str]:
    done = run("opt-out", *arguments)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_an_opt_out_is_added_once_and_removed_again(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "opt-outs.jsonl"
    assert said(run, "add", "--origin", "https://GitHub.com/Owner/", "--date", "2026-09-13") == (
        0,
        "opt-outs.jsonl: added origin https://github.com/owner\n",
        "",
    )
    before = file.read_bytes()
    assert before.splitlines()[1:] == [
        b'{"date":"2026-09-13","kind":"origin","origin":"https://github.com/owner","proof":"none"}'
    ]
    assert "already there" in said(run, "add", "--origin", "https://github.com/owner")[1]
    assert file.read_bytes() == before
    assert said(run, "list")[1] == "origin https://github.com/owner (2026-09-13, proof: none)\n"
    assert "removed" in said(run, "remove", "--origin", "https://github.com/owner")[1]
    assert "not there" in said(run, "remove", "--origin", "https://github.com/owner")[1]
    assert said(run, "list")[1].startswith("No opt-outs")
    assert [path.name for path in tmp_path.iterdir()] == ["opt-outs.jsonl"]


def test_an_address_is_never_written(run: Run, tmp_path: Path) -> None:
    code, out, _ = said(run, "add", "--person", ADDRESS, "--person", "ada@old.example", "--proof", "e-mail")
    text = (tmp_path / "opt-outs.jsonl").read_text()
    assert code == 0 and "ada" not in (text + out).lower().replace("added", "")
    record = json.loads(text.splitlines()[1])
    assert len(record["people"]) == 2 and record["proof"] == "e-mail"
    assert "already there" in said(run, "add", "--person", "ADA@old.example", "--person", ADDRESS.lower())[1]


def test_works_of_a_folder_are_fingerprinted(run: Run, tmp_path: Path) -> None:
    (tmp_path / "texts" / "docs").mkdir(parents=True)
    (tmp_path / "texts" / "docs" / "a.md").write_text(PROSE)
    (tmp_path / "texts" / "b.md").write_text(PROSE + " More.")
    code, out, err = said(run, "add", "--path", "https://example.org/x", "docs/", "--from", "texts")
    assert (code, err) == (0, "") and "1 works" in out
    record = json.loads((tmp_path / "opt-outs.jsonl").read_text().splitlines()[1])
    assert (len(record["works"]), len(record["sketches"]), record["path"]) == (1, 1, "docs/")


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("add",), "exactly one thing"),
        (("add", "--origin", "https://a.example/b", "--work", "swh:1:cnt:" + "0" * 40), "exactly one thing"),
        (("add", "--origin", "ftp://a.example"), "normal form"),
        (("add", "--work", "swh:1:cnt:1"), "is not an id"),
        (("add", "--person", "nobody"), "is no e-mail address"),
        (("add", "--origin", "https://a.example/b", "--proof", "oath"), "the proof 'oath'"),
        (("add", "--origin", "https://a.example/b", "--from", "nowhere"), "nowhere is no source"),
        (("list", "--registry", "nowhere.jsonl"), "there is no such file"),
        (("list", "--registry", "."), "it is not a file"),
    ],
)
def test_what_is_no_opt_out_is_refused_and_nothing_written(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], what: str
) -> None:
    code, out, err = said(run, *arguments)
    assert (code, out) == (2, "") and what in err and "help: " in err
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_registry_is_named_with_its_line_and_left_alone(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "opt-outs.jsonl"
    file.write_text('{"kind":"opt-outs","version":1}\n{"kind":"origin"}\n')
    code, _, err = said(run, "add", "--origin", "https://a.example/b")
    assert code == 2 and "line 2" in err
    assert file.read_text().endswith('{"kind":"origin"}\n')


def test_a_bundle_is_asked(run: Run, tmp_path: Path) -> None:
    bundle = Path(__file__).parents[2] / "src" / "commonhold" / "models" / "fr"
    said(run, "add", "--origin", "https://elsewhere.example")
    assert said(run, "check", str(bundle)) == (0, "The registry reaches no work of this bundle.\n", "")
    said(run, "add", "--origin", "https://github.com/php")
    code, out, _ = said(run, "check", str(bundle), "--json")
    told = json.loads(out)["reached"]
    assert code == 1 and [one["opt_out"]["origin"] for one in told] == ["https://github.com/php"]
    assert all(work.startswith("swh:1:cnt:") for work in told[0]["works"])
    assert said(run, "check", str(tmp_path))[0] == 10
