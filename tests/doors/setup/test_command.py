"""``commonhold setup`` as its user meets it: it lists, changes, takes back, and leaves alone what it should."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.doors.setup.conftest import Run, environment, tree

EDITORS = ("libreoffice", "neovim", "helix", "emacs", "kate", "vscode")
# What each program has before, by the file that is changed; nothing but these is there.
SETTINGS = {
    "libreoffice": (".config/libreoffice/4/user/registrymodifications.xcu", None),
    "neovim": (".config/nvim/plugin/commonhold.lua", None),
    "helix": (".config/helix/languages.toml", '[[language]]\nname = "markdown"\r\n# odd ends stay'),
    "emacs": (".emacs.d/init.el", ";; mine"),
    "kate": (".config/kate/lspclient/settings.json", "{}"),
    "vscode": (".config/Code/User/settings.json", "{\n\t// mine\n}"),
}
FOLDERS = (".config/libreoffice/4/user", ".config/nvim")


@pytest.fixture
def furnished(home: Path) -> Path:
    """A home with every editor's settings, as they might be."""
    for folder in FOLDERS:
        (home / folder).mkdir(parents=True)
    for name, text in SETTINGS.values():
        if text is not None:
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).write_bytes(text.encode())
            (home / name).chmod(0o640)
    return home


def test_alone_it_lists_and_changes_nothing(furnished: Path, run: Run) -> None:
    before = tree(furnished)
    done = run("setup")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Helix would be set up" in done.stdout
    assert f"change {furnished / SETTINGS['helix'][0]}: Helix asks `commonhold lsp` for prose" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("Nothing was changed.")
    assert run("setup", "--all", "--dry-run").returncode == 0
    assert tree(furnished) == before


@pytest.mark.parametrize("name", EDITORS)
def test_each_is_set_up_once_and_taken_back_to_the_byte(
    name: str, furnished: Path, told: Callable[..., dict[str, Any]]
) -> None:
    before = tree(furnished)
    path = furnished / SETTINGS[name][0]
    mode = path.stat().st_mode if path.exists() else None
    assert told(name, "--dry-run")["state"] == "would be set up"
    assert tree(furnished) == before
    first = told(name)
    assert (first["state"], [file["path"] for file in first["files"]]) == ("is set up now", [str(path)])
    assert b"commonhold" in path.read_bytes() or b"127.0.0.1" in path.read_bytes()
    once = tree(furnished)
    again = told(name)
    assert (again["state"], again["files"]) == ("is set up already", [])
    assert tree(furnished) == once
    assert told(name, "--undo", "--dry-run")["state"] == "would be put back"
    assert tree(furnished) == once
    assert told(name, "--undo")["state"] == "is as it was before"
    assert tree(furnished) == before
    assert (path.stat().st_mode if path.exists() else None) == mode
    assert told(name, "--undo")["state"] == "has nothing to take back"


def test_a_second_setup_with_other_wishes_still_goes_back_to_the_first_state(
    furnished: Path, told: Callable[..., dict[str, Any]]
) -> None:
    before = tree(furnished)
    for port in ("8081", "9000", "9001"):
        told("vscode", "--port", port)
    assert "http://127.0.0.1:9001" in (furnished / SETTINGS["vscode"][0]).read_text(encoding="utf-8")
    told("vscode", "--undo")
    assert tree(furnished) == before


def test_later_edits_are_not_lost_without_force(furnished: Path, run: Run, told: Callable[..., dict[str, Any]]) -> None:
    before = tree(furnished)
    path = furnished / SETTINGS["emacs"][0]
    told("emacs")
    path.write_text(path.read_text(encoding="utf-8") + "(setq mine t)\n", encoding="utf-8")
    edited = tree(furnished)
    done = run("setup", "emacs", "--undo")
    assert done.returncode == 3
    assert f"{path} was left as it is: it was changed after Commonhold wrote it." in done.stderr
    assert "--force" in done.stderr
    assert tree(furnished) == edited
    assert told("emacs", "--undo", "--force")["state"] == "is as it was before"
    assert tree(furnished) == before


def test_what_was_edited_and_set_up_again_goes_back_to_the_edited(
    furnished: Path, told: Callable[..., dict[str, Any]]
) -> None:
    path = furnished / SETTINGS["vscode"][0]
    told("vscode")
    path.write_bytes(b'{"mine": 1}\n')
    told("vscode")
    told("vscode", "--undo")
    assert path.read_bytes() == b'{"mine": 1}\n'


@pytest.mark.parametrize(
    ("name", "broken", "sentence"),
    [
        ("libreoffice", b"<oor:items", "it is not XML"),
        ("helix", b"[[language", "it is not TOML"),
        ("emacs", b"(setq a", "a bracket of line 1 is never closed"),
        ("kate", b"[]", "it is not a JSON object"),
        ("vscode", b'{"a": }', "it is not JSON (line 1, column 7)"),
        ("neovim", b"mine", "a file of that name is there"),
    ],
)
def test_broken_settings_are_left_with_a_sentence(
    name: str, broken: bytes, sentence: str, furnished: Path, run: Run
) -> None:
    path = furnished / SETTINGS[name][0]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(broken)
    before = tree(furnished)
    done = run("setup", name)
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 2)
    assert f"error: {path} was left as it was: {sentence}" in done.stderr
    assert tree(furnished) == before


def test_one_that_is_broken_keeps_no_other_from_being_set_up(furnished: Path, run: Run) -> None:
    (furnished / SETTINGS["helix"][0]).write_bytes(b"[[language")
    done = run("setup", "helix", "emacs", "--json")
    assert done.returncode == 3
    helix, emacs = json.loads(done.stdout)["programs"]
    assert (helix["state"], emacs["state"]) == ("is left as it is", "is set up now")
    assert "it is not TOML" in helix["error"]


def test_programs_that_are_not_here_are_told(home: Path, run: Run) -> None:
    nothing = {"PATH": str(home)}
    before = tree(home)
    done = run("setup", "helix", **nothing)
    assert done.returncode == 3
    assert "Helix was not found on this machine: neither the program hx nor its folder of settings" in done.stderr
    everything = run("setup", "--all", "--json", **nothing)
    assert everything.returncode == 0
    assert {each["state"] for each in json.loads(everything.stdout)["programs"]} == {"is not here"}
    assert tree(home) == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["ed"], "There is nothing to set up for ed."),
        (["helix", "--all"], "Programs were named, and --all was given too."),
        (["--undo"], "`--undo` and `--force` need to know for which programs."),
        (["helix", "--port", "0"], "0"),
    ],
)
def test_what_makes_no_sense_ends_with_2(arguments: list[str], sentence: str, home: Path, run: Run) -> None:
    done = run("setup", *arguments)
    assert done.returncode == 2
    assert sentence in done.stderr


def test_a_link_stays_and_the_file_it_leads_to_is_changed(furnished: Path, told: Callable[..., dict[str, Any]]) -> None:
    path = furnished / SETTINGS["emacs"][0]
    real = furnished / "dotfiles/emacs.el"
    real.parent.mkdir()
    path.rename(real)
    path.symlink_to(real)
    before = tree(furnished)
    told("emacs")
    assert (path.is_symlink(), b"commonhold" in real.read_bytes()) == (True, True)
    told("emacs", "--undo")
    assert tree(furnished) == before


@pytest.mark.parametrize("kind", ["file", "folder", "record"])
def test_nothing_outside_the_home_is_touched(kind: str, furnished: Path, tmp_path: Path, run: Run) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "init.el").write_text(";; not hers", encoding="utf-8")
    if kind == "file":
        (furnished / ".emacs.d/init.el").unlink()
        (furnished / ".emacs.d/init.el").symlink_to(outside / "init.el")
    elif kind == "folder":
        shutil.rmtree(furnished / ".emacs.d")
        (furnished / ".emacs.d").symlink_to(outside)
    else:
        (furnished / ".config/commonhold").symlink_to(outside)
    before = tree(tmp_path)
    done = run("setup", "emacs")
    assert done.returncode == 3
    assert f"outside {furnished}" in done.stderr
    assert tree(tmp_path) == before


def test_links_in_a_circle_and_folders_in_the_place_of_files_are_told(furnished: Path, run: Run) -> None:
    path = furnished / ".emacs.d/init.el"
    path.unlink()
    path.symlink_to("init.el")
    assert "it is no ordinary file" in run("setup", "emacs").stderr
    path.unlink()
    path.mkdir()
    done = run("setup", "emacs")
    assert (done.returncode, "it is no ordinary file" in done.stderr) == (3, True)


def may_mount() -> bool:
    """Whether this machine lets a process have mounts of its own."""
    tried = ["unshare", "--user", "--map-root-user", "--mount", "true"]
    return bool(shutil.which("unshare")) and subprocess.run(tried, capture_output=True).returncode == 0


@pytest.mark.skipif(not may_mount(), reason="this machine permits no mounts of one's own")
@pytest.mark.parametrize("read_only", [".", ".emacs.d"])
def test_a_home_that_cannot_be_written_is_told_and_left(furnished: Path, read_only: str) -> None:
    before = tree(furnished)
    place = furnished / read_only
    script = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && exec "$@"'
    command = [sys.executable, "-m", "commonhold", "setup", "emacs"]
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh", str(place), *command],
        cwd="/",
        env=environment(furnished),
        capture_output=True,
        text=True,
    )
    assert (done.returncode, len(done.stderr.splitlines())) == (4, 2), done.stderr
    assert "was left as it was: " in done.stderr
    assert "read-only" in done.stderr or "write-protected" in done.stderr
    assert tree(furnished) == before


def test_a_record_that_was_damaged_is_told(furnished: Path, run: Run, told: Callable[..., dict[str, Any]]) -> None:
    told("emacs")
    record = furnished / ".config/commonhold/setup/emacs/changes.json"
    record.write_text('{"version": 1, "changes": [{}]}', encoding="utf-8")
    done = run("setup", "emacs", "--undo")
    assert done.returncode == 3
    assert f"{record} cannot be used: it is not what was written" in done.stderr
    assert (record.parent / "0.before").read_bytes() == b";; mine"


def test_copies_of_settings_are_for_their_owner_alone(furnished: Path, told: Callable[..., dict[str, Any]]) -> None:
    told("vscode")
    assert (furnished / ".config/commonhold/setup/vscode").stat().st_mode & 0o777 == 0o700
