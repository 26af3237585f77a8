"""Words, settings and comments from the command line: what a writer does, hears and finds."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commonhold.doors.project import user_folder

PROGRAM = Path(__file__).with_name("misspelt.py")
TEXT = "Our restikkk and our frobbbnik are helllo.\n"
Said = tuple[int, str, str]
Start = Callable[..., Any]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of a writer, with a repository in it that the commands run in."""
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    (tmp_path / "repo" / "a.md").write_text(TEXT)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path / "repo")
    return tmp_path.resolve()


def run(*arguments: str, stdin: str = "") -> Said:
    done = subprocess.run(
        [sys.executable, "-W", "error", str(PROGRAM), *arguments],
        input=stdin.encode(),
        capture_output=True,
        timeout=20,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def found(*arguments: str) -> list[str]:
    """The words that a check finds wrong."""
    _, out, _ = run("check", "--quiet", *arguments)
    return [line.partition("‘")[2].partition("’")[0] for line in out.splitlines()]


def config(folder: Path, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.toml").write_text(text)


def test_an_added_word_is_found_no_more(home: Path) -> None:
    assert found("a.md") == ["restikkk", "frobbbnik", "helllo"]
    mine = home / ".config" / "commonhold" / "words.txt"
    assert run("words", "add", "restikkk") == (0, f"{mine}: added restikkk\n", "")
    assert run("words", "add", "restikkk") == (0, f"{mine}: already there: restikkk\n", "")
    assert found("a.md") == ["frobbbnik", "helllo"]
    ours = home / "repo" / ".commonhold" / "words.txt"
    assert run("words", "add", "--project", "frobbbnik") == (0, f"{ours}: added frobbbnik\n", "")
    assert found("a.md") == ["helllo"]
    assert found("--no-config", "a.md") == ["restikkk", "frobbbnik", "helllo"]
    assert run("words", "remove", "restikkk") == (0, f"{mine}: removed restikkk\n", "")
    assert found("a.md") == ["restikkk", "helllo"]


def test_a_word_of_one_language_is_right_in_that_language(home: Path) -> None:
    run("words", "add", "--language", "de", "restikkk")
    assert found("a.md") == ["restikkk", "frobbbnik", "helllo"]
    assert found("--language", "de", "a.md") == ["frobbbnik", "helllo"]


def test_removing_says_where_a_word_still_stands(home: Path) -> None:
    (home / "repo" / ".harper-dictionary.txt").write_text("restikkk\n")
    code, out, err = run("words", "remove", "restikkk")
    assert (code, out) == (0, f"{home}/.config/commonhold/words.txt: not there: restikkk\n")
    assert err == f"note: {home}/repo/.harper-dictionary.txt has restikkk\n"


def test_words_are_listed_with_their_files(home: Path) -> None:
    assert run("words", "list") == (
        0,
        "No words are declared right here; `commonhold words add WORD` begins a list.\n",
        "",
    )
    run("words", "add", "restikkk", "Ada")
    (home / "repo" / ".harper-dictionary.txt").write_text("frobbbnik\n")
    mine, harper = f"{home}/.config/commonhold/words.txt", f"{home}/repo/.harper-dictionary.txt"
    assert (
        run("words", "list")[1]
        == f"{mine} (user): 2 words\n  Ada\n  restikkk\n{harper} (harper): 1 word\n  frobbbnik\n"
    )
    code, out, _ = run("words", "list", "--json")
    assert code == 0
    assert json.loads(out)["lists"][0] == {
        "path": mine,
        "origin": "user",
        "language": None,
        "words": ["Ada", "restikkk"],
        "refused": [],
        "error": None,
    }


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["add", "!restikkk"], 2, "The word “!restikkk” cannot stand in a word list"),
        (["add", "--user", "--project", "a"], 2, "--user and --project cannot be used together."),
        (["add", "--language", "no/where", "a"], 2, "There is no language with the code “no/where”."),
        (["add"], 2, "Missing argument 'WORD'."),
        (["throw"], 2, "No such command 'throw'."),
    ],
)
def test_asking_wrongly_says_why_and_writes_nothing(home: Path, arguments: list[str], code: int, said: str) -> None:
    done = run("words", *arguments)
    assert (done[0], done[1]) == (code, "")
    assert done[2].startswith("error: ") and said in done[2]
    assert not (home / ".config").exists()


def test_words_alone_shows_what_can_be_done(home: Path) -> None:
    code, out, err = run("words")
    assert (code, err) == (0, "")
    assert "add" in out and "remove" in out and "list" in out


def test_a_list_that_cannot_be_written_ends_with_4(home: Path) -> None:
    (home / ".config").write_text("no folder")
    code, out, err = run("words", "add", "restikkk")
    assert (code, out) == (4, "")
    assert "was left as it was" in err


def test_a_list_that_cannot_be_read_ends_with_3_and_texts_are_checked_without_it(home: Path) -> None:
    run("words", "add", "--project", "restikkk")
    mine = user_folder()
    assert mine
    mine.mkdir(parents=True)
    (mine / "words.txt").write_bytes(b"caf\xe9\n")
    (home / "repo" / "b.md").write_text(TEXT)
    code, out, err = run("check", "--quiet", "a.md", "b.md")
    assert code == 3
    assert out.count("is no word") == 4
    assert err.count("error: ") == 1
    assert f"The word list {mine}/words.txt was not read: it is not UTF-8" in err
    assert run("words", "list")[0] == 3


def test_another_programs_list_that_cannot_be_read_is_only_a_note(home: Path) -> None:
    (home / "repo" / "cspell.yaml").write_text("words: [restikkk]")
    code, _, err = run("check", "a.md")
    assert code == 1
    assert err == (
        f"note: the words in {home}/repo/cspell.yaml are not used: of cspell's settings only those in JSON are read\n"
    )


def test_settings_of_a_project_hold_and_options_are_stronger(home: Path) -> None:
    config(home / "repo" / ".commonhold", 'language = "de"\nsensitivity = 3\nexclude = ["drafts"]')
    (home / "repo" / "drafts").mkdir()
    (home / "repo" / "drafts" / "b.md").write_text(TEXT)
    code, out, err = run("check", "--json", ".")
    report = json.loads(out)
    assert (report["language"], report["model"]) == ("de", "tripled letters at 3.0")
    assert [file["path"] for file in report["files"]] == ["./a.md"]
    report = json.loads(run("check", "--json", "--language=en", "--sensitivity=1", "drafts/b.md")[1])
    assert (report["language"], report["model"]) == ("en", "tripled letters at 1.0")
    assert [file["path"] for file in report["files"]] == ["drafts/b.md"]
    report = json.loads(run("check", "--json", "--no-config", ".")[1])
    assert (report["language"], report["model"], len(report["files"])) == ("en", "tripled letters at None", 2)
    assert (
        run("check", ".")[2]
        == "note: left out of folders: 2 hidden and 1 excluded by settings; name a file to have it checked\n"
    )
    assert (code, err) == (1, "")


def test_kinds_that_are_off_are_not_shown(home: Path) -> None:
    config(home / ".config" / "commonhold", 'kinds_off = ["spelling"]')
    assert run("check", "a.md") == (0, "no findings in 1 file (7 words)\n", "")


def test_every_text_has_the_settings_of_its_own_project(home: Path) -> None:
    config(home / "repo" / ".commonhold", 'kinds_off = ["spelling"]')
    (home / "other").mkdir()
    (home / "other" / "b.md").write_text(TEXT)
    (home / "other" / ".harper-dictionary.txt").write_text("helllo\n")
    assert found("a.md", "../other/b.md") == ["restikkk", "frobbbnik"]


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("sensitivty = 1", 2, "there is no key “sensitivty” (did you mean “sensitivity”?)."),
        ('language = "xx"', 11, "There is no model for the language xx."),
    ],
)
def test_wrong_settings_are_told_before_anything_is_checked(home: Path, text: str, code: int, said: str) -> None:
    (home / "repo" / "part").mkdir()
    (home / "repo" / "part" / "b.md").write_text(TEXT)
    config(home / "repo" / "part" / ".commonhold", text)
    done = run("check", "--fix=sure", "a.md", "part/b.md")
    assert (done[0], done[1]) == (code, "")
    assert said in done[2]
    assert (home / "repo" / "a.md").read_text() == TEXT
    assert run("check", "--no-config", "--fix=sure", "a.md", "part/b.md")[0] == 0


def test_standard_input_belongs_to_the_folder_it_is_checked_in(home: Path) -> None:
    run("words", "add", "--project", "restikkk", "frobbbnik")
    assert run("check", "--quiet", "-", stdin=TEXT)[1].count("is no word") == 1


def test_a_stream_knows_no_settings_and_words_unless_asked(home: Path) -> None:
    run("words", "add", "restikkk")
    config(home / "repo" / ".commonhold", 'kinds_off = ["split"]\nsensitivity = 3')
    line = json.dumps({"id": 1, "text": TEXT}) + "\n"
    assert len(json.loads(run("check", "--jsonl", stdin=line)[1])["flags"]) == 3
    assert len(json.loads(run("check", "--jsonl", "--config", stdin=line)[1])["flags"]) == 2
    assert run("check", "--jsonl", "--config", "--no-config")[0] == 2


def test_keys_put_words_into_lists_while_fixing(home: Path, terminal: Start) -> None:
    (home / "repo" / "b.md").write_text("More of Restikkk and frobbbnik’s friends are helllo.\n")
    process = terminal("check", "--fix", "repo/a.md", "repo/b.md", program=PROGRAM)
    process.wait_for("restikkk")
    process.wait_for("Change it? [y/n/i/w/p/a/q/?] ")
    process.press("w")
    process.wait_for(f"“restikkk” is now in {home}/.config/commonhold/words.txt")
    process.wait_for("Change it? ")
    process.press("p")
    process.wait_for(f"“frobbbnik” is now in {home}/repo/.commonhold/words.txt")
    process.wait_for("helllo")
    process.wait_for("Change it? ")
    process.press("a")
    process.wait_for("2 changes in 2 files; no findings left")
    assert process.end() == 0
    assert (home / "repo" / "b.md").read_text() == "More of Restikkk and frobbbnik’s friends are helo.\n"
    assert (home / "repo" / ".commonhold" / "words.txt").read_text() == "frobbbnik\n"


def test_without_settings_fixing_offers_no_lists(home: Path, terminal: Start) -> None:
    process = terminal("check", "--fix", "--no-config", "repo/a.md", program=PROGRAM)
    process.wait_for("Change it? [y/n/i/a/q/?] ")
    process.press("q")
    assert process.end() == 1
