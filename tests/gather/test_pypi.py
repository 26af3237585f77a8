"""Source distributions, from an index made of files."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from commonhold.consent import Seen
from commonhold.errors import SourceError
from commonhold.gather import gathered, open_source
from commonhold.recipe import Source
from commonhold.work import content_id


def always(_: str) -> bool:
    return True


def sdist(folder: str = "My_Pack-1.2", extra: dict[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    files = {"PKG-INFO": b"License: MIT", "docs/b.md": b"two", "docs/a.md": b"one", "setup.py": b"1/0"} | (extra or {})
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for path, data in files.items():
            info = tarfile.TarInfo(f"{folder}/{path}")
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


class Index:
    """A simple index in a folder; what it tells of a file need not be true."""

    def __init__(self, root):
        self.root = root

    def add(self, data: bytes, name="My_Pack-1.2.tar.gz", fragment: str | None = None) -> str:
        page = self.root / "my-pack"
        page.mkdir(parents=True, exist_ok=True)
        (page / name).write_bytes(data)
        digest = hashlib.sha256(data).hexdigest()
        with (page / "index.html").open("a") as file:
            file.write(f'<a href="{name}{f"#sha256={digest}" if fragment is None else fragment}">{name}</a>\n')
        return digest


@pytest.fixture
def index(tmp_path, monkeypatch):
    made = Index(tmp_path / "index")
    monkeypatch.setenv("PIP_INDEX_URL", f"file://{made.root}")
    return made


def opened(cache, offline=False, version="1.2", **more):
    return open_source(
        Source("p", f"pypi:my.pack=={version}", version, **more), mirror=None, cache=cache, offline=offline
    )


def test_the_files_of_a_source_distribution_are_works_without_its_own_folder(index, cache, markdown):
    index.add(sdist())
    works = list(opened(cache).works(markdown, "salt"))
    assert [(work.origin.path, work.data) for work in works] == [("docs/a.md", b"one"), ("docs/b.md", b"two")]
    assert all(work.id == content_id(work.data) for work in works)
    assert {(w.origin.url, w.origin.revision) for w in works} == {("pypi:my.pack==1.2", "1.2")}


def test_paths_and_papers_work_as_in_a_repository(index, cache):
    index.add(sdist())
    source = opened(cache, paths=("docs/a.md",))
    assert [work.origin.path for work in source.works(always, "")] == ["docs/a.md"]
    assert source.papers() == {"PKG-INFO": b"License: MIT"}
    assert list(source.revised(always, always)) == []


def test_a_package_shows_papers_and_signals_of_its_version_and_nothing_newer(index, cache, monkeypatch):
    index.add(sdist(extra={"docs/robots.txt": b"rules"}))
    source = opened(cache)
    files = {"PKG-INFO": b"License: MIT", "docs/robots.txt": b"rules"}
    assert source.shown(lambda path: path.endswith("robots.txt")) == (Seen("1.2", "", files), None)
    assert (source.lines_by("docs/a.md", frozenset({"x"}), ""), list(source.directories())) == (0, [])
    monkeypatch.setattr(gathered, "MAX_SHOWN_FILES", 1)
    assert list(source.shown(lambda path: path.endswith("robots.txt"))[0].files) == ["PKG-INFO"]
    assert [(s.path, s.reason) for s in source.skipped] == [("docs/robots.txt", "too-many")]


def test_what_is_in_the_cache_is_not_fetched_again(index, cache):
    index.add(sdist())
    with pytest.raises(SourceError, match="run once without --offline"):
        opened(cache, offline=True)
    opened(cache)
    (index.root / "my-pack" / "index.html").unlink()
    assert list(opened(cache, offline=True).works(always, ""))


def test_a_damaged_file_in_the_cache_is_fetched_again(index, cache):
    digest = index.add(sdist())
    opened(cache)
    (cache / "packages" / digest).write_bytes(b"damaged")
    assert list(opened(cache).works(always, ""))


def test_a_file_that_is_not_the_announced_one_is_refused_and_not_kept(index, cache):
    index.add(sdist(), fragment="#sha256=" + "0" * 64)
    with pytest.raises(SourceError, match="was announced; it is cut off, or not the same file"):
        opened(cache)
    assert [path for path in cache.rglob("*") if path.is_file()] == []


def test_the_hash_in_the_recipe_has_the_last_word(index, cache):
    digest = index.add(sdist())
    assert list(opened(cache, sha256=digest).works(always, ""))
    with pytest.raises(SourceError, match=r"the recipe says 1{64}"):
        opened(cache, sha256="1" * 64)


def test_an_index_without_hashes_needs_one_in_the_recipe(index, cache):
    digest = index.add(sdist(), fragment="")
    with pytest.raises(SourceError, match=r"tells no SHA-256 .* add sha256"):
        opened(cache)
    assert list(opened(cache, sha256=digest).works(always, ""))


@pytest.mark.parametrize("cut", [10, 100, -1])
def test_a_truncated_source_distribution_is_refused(index, cache, cut):
    index.add(sdist()[:cut])
    with pytest.raises(SourceError, match="its file is unusable: it is cut off or corrupt"):
        list(opened(cache).works(always, ""))


def test_climbing_paths_of_a_source_distribution_are_skipped(index, cache):
    index.add(sdist(extra={"../../up.md": b"x"}))
    source = opened(cache)
    assert "up.md" not in {work.origin.path for work in source.works(always, "")}
    assert [skipped.reason for skipped in source.skipped] == ["unsafe-path"]


def test_a_version_without_source_distribution_is_refused_with_those_that_have_one(index, cache):
    index.add(sdist())
    index.add(b"", name="my_pack-2.0-py3-none-any.whl")
    with pytest.raises(SourceError, match=r"no \.tar\.gz source distribution of my\.pack 2\.0; it has 1\.2"):
        opened(cache, version="2.0")


def test_an_index_that_does_not_answer_is_an_error_of_the_source(cache, monkeypatch, tmp_path):
    monkeypatch.setenv("PIP_INDEX_URL", f"file://{tmp_path}/nowhere")
    with pytest.raises(SourceError, match="did not answer"):
        opened(cache)
    monkeypatch.setenv("PIP_INDEX_URL", "ftp://example.org")
    with pytest.raises(SourceError, match="no https, http or file address"):
        opened(cache)


@pytest.fixture
def server(monkeypatch):
    """A real index on the loopback that answers with what is put into ``pages`` and remembers what it was sent."""
    pages: dict[str, tuple[str, bytes]] = {}
    seen: list[tuple[str, str | None]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append((self.path, self.headers["Authorization"]))
            media_type, data = pages.get(self.path, ("text/plain", b""))
            self.send_response(200 if self.path in pages else 404)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        monkeypatch.setenv("PIP_INDEX_URL", f"http://ann:s%20cret@127.0.0.1:{running.server_port}/simple/")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        yield pages, seen
        running.shutdown()
        thread.join()


def as_json(url: str, data: bytes) -> tuple[str, bytes]:
    file = {"filename": "my_pack-1.2.tar.gz", "url": url, "hashes": {"sha256": hashlib.sha256(data).hexdigest()}}
    return "application/vnd.pypi.simple.v1+json", json.dumps({"files": [file]}).encode()


def test_a_json_index_over_http_is_read_with_the_password_of_its_address(server, cache):
    pages, seen = server
    data = sdist()
    pages["/simple/my-pack/"] = as_json("../../files/my_pack-1.2.tar.gz", data)
    pages["/files/my_pack-1.2.tar.gz"] = ("application/gzip", data)
    assert list(opened(cache).works(always, ""))
    assert seen[0] == ("/simple/my-pack/", "Basic YW5uOnMgY3JldA==")


def test_a_password_is_never_shown(server, cache):
    with pytest.raises(SourceError, match="404") as refused:
        opened(cache)
    assert "cret" not in str(refused.value)


def test_an_index_on_the_network_cannot_name_files_of_this_machine(server, cache, tmp_path):
    data = sdist()
    (tmp_path / "my_pack-1.2.tar.gz").write_bytes(data)
    server[0]["/simple/my-pack/"] = as_json(f"file://{tmp_path}/my_pack-1.2.tar.gz", data)
    with pytest.raises(SourceError, match=r"no \.tar\.gz source distribution"):
        opened(cache)


@pytest.mark.parametrize("page", [b"", b"[]", b'{"files": 3}', b'{"files": [{"filename": "x"}]}'])
def test_an_index_page_that_makes_no_sense_is_refused(server, cache, page):
    server[0]["/simple/my-pack/"] = ("application/vnd.pypi.simple.v1+json", page)
    with pytest.raises(SourceError, match="makes no sense"):
        opened(cache)
