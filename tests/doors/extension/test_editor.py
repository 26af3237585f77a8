"""The extension for VS Code: it is type-checked and packed, what is in it is right, and what it would start serves."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tests.doors.extension.browsing import ROOT

from commonhold.check.message import EVERY_KIND

VSCODE = ROOT / "extensions" / "vscode"
NEEDS_NPM = pytest.mark.skipif(
    not (shutil.which("npm") and (VSCODE / "node_modules" / ".bin" / "vsce").exists()),
    reason="its parts are not here: `npm ci --ignore-scripts --prefix extensions/vscode`",
)


def npm(*arguments: str, **variables: str) -> str:
    """Run a script of the extension and return what it says."""
    done = subprocess.run(
        ["npm", "--prefix", str(VSCODE), "run", "--silent", *arguments],
        cwd=VSCODE,
        env=os.environ | variables,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def manifest() -> Any:
    """The manifest of the extension."""
    return json.loads((VSCODE / "package.json").read_text(encoding="utf-8"))


def test_both_extensions_have_the_version_of_the_project(manifest: Any) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    browser = json.loads((ROOT / "extensions/browser/manifest.json").read_text(encoding="utf-8"))
    assert manifest["version"] == browser["version"] == project["version"]
    assert manifest["license"] == project["license"]


def test_the_kinds_that_can_be_turned_off_are_those_there_are(manifest: Any) -> None:
    kinds = manifest["contributes"]["configuration"]["properties"]["commonhold.kindsOff"]["items"]["enum"]
    assert kinds == sorted(EVERY_KIND)


def test_what_a_workspace_could_start_is_restricted_until_it_is_trusted(manifest: Any) -> None:
    assert "commonholdServer.path" in manifest["capabilities"]["untrustedWorkspaces"]["restrictedConfigurations"]


@NEEDS_NPM
def test_the_package_is_whole_and_the_same_bytes_each_time(tmp_path: Path, manifest: Any) -> None:
    packages = [tmp_path / "one.vsix", tmp_path / "other.vsix"]
    for script, package in zip(("package", "pack"), packages, strict=True):
        npm(script, "--", "--out", str(package), SOURCE_DATE_EPOCH="1700000000")
    assert packages[0].read_bytes() == packages[1].read_bytes()
    with zipfile.ZipFile(packages[0]) as package:
        names = {name.removeprefix("extension/") for name in package.namelist()}
        assert names == {
            *("[Content_Types].xml", "extension.vsixmanifest", "package.json", "readme.md", "LICENSE.txt", "icon.png"),
            *("dist/extension.js", "dist/NOTICE.txt"),
        }
        packed = json.loads(package.read("extension/package.json"))
        assert (packed["main"], packed["engines"], packed["contributes"]) == (
            "./dist/extension.js",
            manifest["engines"],
            manifest["contributes"],
        )
        said = package.read("extension.vsixmanifest").decode()
        assert f'Id="commonhold" Version="{manifest["version"]}" Publisher="commonhold"' in said
        assert "vscode-languageclient" in package.read("extension/dist/NOTICE.txt").decode()


@NEEDS_NPM
def test_the_command_that_it_would_start_serves(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("commonhold")
    said = npm("test", COMMONHOLD=str(program), HOME=str(tmp_path), XDG_CONFIG_HOME=str(tmp_path))
    assert "# fail 0" in said
    if "# skipped 0" not in said:
        pytest.skip("this version has no `commonhold lsp`")
