"""Whoever is served can have what the server runs on, and nothing else of its disk."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest

from commonhold import __version__
from commonhold.doors.opening import MODELS
from commonhold.release.bundle import open_bundle

ROOT = Path(__file__).resolve().parents[3]


def offer(server: Any) -> dict[str, Any]:
    answer = server.client.get("/source")
    assert answer.status_code == 200
    record: dict[str, Any] = answer.json()
    return record


def test_every_file_of_every_model_is_offered_with_its_hash(server: Any) -> None:
    models = {model["language"]: model for model in offer(server)["models"]}
    assert set(models) == {path.parent.name for path in MODELS.glob("*/bundle.json")}
    for language, model in models.items():
        info = open_bundle(MODELS / language).info
        assert (model["licence"], model["merkle_root"], model["works"]) == (info.licence, info.merkle_root, info.works)
        lying = {path.name for path in (MODELS / language).iterdir()}
        assert {each["name"] for each in model["files"]} == lying - {"signatures.json"}
    for each in models["fr"]["files"]:
        content = server.client.get(each["url"]).content
        assert (len(content), hashlib.sha256(content).hexdigest()) == (each["size_bytes"], each["sha256"])
        assert content == (MODELS / "fr" / each["name"]).read_bytes()


def test_what_is_pointed_to_is_there(server: Any) -> None:
    model = offer(server)["models"][0]
    for what in ("manifest", "recipe", "notices", "signatures"):
        answer = server.client.head(model[what])
        assert (answer.status_code, answer.content) == (200, b"")
        assert int(answer.headers["content-length"]) > 100


def test_programs_get_json_and_browsers_a_page(server: Any) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    page = server.client.get("/source", headers={"Accept": accept})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert 'href="/source/en/manifest.jsonl.zst"' in page.text
    assert "Accept" in page.headers["vary"]
    for accept in ("*/*", "application/json, text/html", ""):
        answer = server.client.get("/source", headers={"Accept": accept})
        assert answer.headers["content-type"] == "application/json"


def test_clients_of_languagetool_are_told_where_it_is(server: Any) -> None:
    assert server.client.get("/v2/info").json()["software"]["source"] == "/source"
    assert server.check("This is fine.")["software"]["source"] == "/source"


def test_a_part_of_a_file_can_be_had_and_a_broken_download_taken_up(server: Any) -> None:
    url, content = "/source/fr/model.safetensors", (MODELS / "fr" / "model.safetensors").read_bytes()
    size = len(content)
    tag = server.client.head(url).headers["etag"]
    for asked, expected in [("0-9", content[:10]), (f"{size - 5}-", content[-5:]), ("-7", content[-7:])]:
        answer = server.client.get(url, headers={"Range": f"bytes={asked}", "If-Range": tag})
        assert (answer.status_code, answer.content) == (206, expected)
    assert answer.headers["content-range"] == f"bytes {size - 7}-{size - 1}/{size}"
    beyond = server.client.get(url, headers={"Range": f"bytes={size}-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{size}")
    for whole in ({"Range": "bytes=9-1"}, {"Range": "bytes=-"}, {"Range": "bytes=0-1", "If-Range": '"another"'}):
        answer = server.client.head(url, headers=whole)
        assert (answer.status_code, int(answer.headers["content-length"])) == (200, size)


@pytest.mark.parametrize("url", ["/source/en/bundle.json", "/source/en/recipe.toml", "/source/code.tar.gz"])
def test_what_is_known_already_is_not_sent_again(server: Any, url: str) -> None:
    tag = server.client.get(url).headers["etag"]
    again = server.client.get(url, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "url",
    [
        "/source/en/nothing",
        "/source/xx/bundle.json",
        "/source/en/",
        "/source/../en/bundle.json",
        "/source/en/..%2Fde%2Fbundle.json",
        "/source/%2e%2e/__init__.py",
        "/source/en/%2e%2e",
        "/source/en//etc/passwd",
        "/source/en/%2Fetc%2Fpasswd",
        "/source/en/bundle.json%00",
    ],
)
def test_nothing_else_is_given_out(server: Any, url: str) -> None:
    answer = server.client.get(url)
    assert answer.status_code == 404
    assert answer.text.startswith("Error: ")


def test_what_a_client_makes_up_is_not_logged(start: Any) -> None:
    running = start()
    running.client.get("/source/my secret/text")
    assert running.wait_for("request")["route"] is None


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A bundle that nobody has signed."""
    return Path(shutil.copytree(MODELS / "fr", tmp_path / "bundle", ignore=shutil.ignore_patterns("signatures.json")))


def test_signatures_beside_the_bundle_are_given_out_and_other_files_are_not(start: Any, bundle: Path) -> None:
    running = start("--model", str(bundle))
    assert running.client.get("/source/fr/signatures.json").status_code == 404
    (bundle / "signatures.json").write_bytes(b'{"signatures":[]}\n')
    (bundle / "notes.txt").write_bytes(b"private")
    assert running.client.get("/source/fr/signatures.json").content == b'{"signatures":[]}\n'
    assert running.client.get("/source/fr/notes.txt").status_code == 404


def test_a_link_that_took_a_files_place_leads_nowhere(start: Any, bundle: Path, tmp_path: Path) -> None:
    (tmp_path / "private").write_bytes((bundle / "NOTICE").read_bytes())
    running = start("--model", str(bundle))
    (bundle / "NOTICE").unlink()
    (bundle / "NOTICE").symlink_to(tmp_path / "private")
    (bundle / "signatures.json").symlink_to(tmp_path / "private")
    assert running.client.get("/source/fr/NOTICE").status_code == 404
    assert running.client.get("/source/fr/signatures.json").status_code == 404


def test_a_bundle_that_was_replaced_is_not_given_out_as_the_old_one(start: Any, bundle: Path) -> None:
    running = start("--model", str(bundle))
    (bundle / "NOTICE").write_bytes(b"Another")
    answer = running.client.get("/source/fr/NOTICE")
    assert (answer.status_code, answer.text[:7]) == (503, "Error: ")


def test_the_program_is_offered_as_it_runs_here(server: Any, tmp_path: Path) -> None:
    code = offer(server)["program"]["code"]
    packed = server.client.get(code["url"]).content
    assert (len(packed), hashlib.sha256(packed).hexdigest()) == (code["size_bytes"], code["sha256"])
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        members = archive.getmembers()
        assert {(each.mtime, each.uid, each.gid, each.uname, each.mode) for each in members} == {(0, 0, 0, "", 0o644)}
        archive.extractall(tmp_path, filter="data")
    names = {each.name for each in members}
    folder = tmp_path / f"commonhold-{__version__}"
    assert f"{folder.name}/src/commonhold/doors/native.c" in names
    assert f"{folder.name}/src/commonhold/doors/http/page/index.html" in names
    assert any(name.endswith(("/LICENSE", "/METADATA")) for name in names)
    assert not [name for name in names if "__pycache__" in name or "/models/" in name or name.endswith(".so.1")]
    command = [sys.executable, "-c", "import commonhold.doors.cli as it; print(it.__file__)"]
    done = subprocess.run(command, env={"PYTHONPATH": str(folder / "src")}, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == (str(folder / "src/commonhold/doors/cli.py"), "")


def test_the_archive_has_the_same_bytes_wherever_it_is_made(server: Any) -> None:
    program = "import sys; from commonhold.doors.http.code import code_archive; sys.stdout.buffer.write(code_archive())"
    made = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        env={"PYTHONHASHSEED": "7"} | {"PYTHONPATH": str(ROOT / "src")},
    ).stdout
    assert made == server.client.get("/source/code.tar.gz").content
    assert gzip.decompress(made)


def test_the_description_for_programs_names_the_addresses(server: Any) -> None:
    paths = json.loads(server.client.get("/openapi.json").content)["paths"]
    assert {"/source", "/source/code.tar.gz", "/source/{language}/{name}"} <= set(paths)
