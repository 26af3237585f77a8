"""Debian packages, packed here and handed over by their hash; apt-get is played by a script of its output."""

from __future__ import annotations

import gzip
import hashlib
import lzma

import pytest

from commonhold.errors import SourceError
from commonhold.gather import open_source
from commonhold.recipe import Source
from commonhold.work import content_id

from .test_archive import ar_of, tar_of


def always(_: str) -> bool:
    return True


def deb_of(*members) -> bytes:
    data = lzma.compress(tar_of(*members))
    return ar_of(("debian-binary", b"2.0\n"), ("control.tar.xz", b"odd"), ("data.tar.xz", data))


def opened(cache, deb: bytes, **more):
    digest = hashlib.sha256(deb).hexdigest()
    (cache / "packages").mkdir(parents=True)
    (cache / "packages" / digest).write_bytes(deb)
    return open_source(
        Source("d", "deb:some-doc", "1.0-1", sha256=digest, **more), mirror=None, cache=cache, offline=True
    )


def test_files_of_the_package_are_works_sorted_by_path(cache):
    source = opened(cache, deb_of(("./usr/share/doc/some-doc/b.txt", b"two"), ("./usr/share/doc/some-doc/a.txt", b"1")))
    works = list(source.works(always, ""))
    assert [work.origin.path for work in works] == ["usr/share/doc/some-doc/a.txt", "usr/share/doc/some-doc/b.txt"]
    assert all(work.id == content_id(work.data) for work in works)
    assert {(w.origin.url, w.origin.revision) for w in works} == {("deb:some-doc", "1.0-1")}


def test_gzip_text_is_unpacked_and_loses_its_ending(cache):
    deb = deb_of(("./usr/share/man/man1/x.1.gz", gzip.compress(b".TH X")), ("./usr/share/doc/d/pic.png.gz", b"no"))
    source = opened(cache, deb)
    works = list(source.works(lambda path: path.endswith((".1", ".txt")), ""))
    assert [(work.origin.path, work.data) for work in works] == [("usr/share/man/man1/x.1", b".TH X")]
    assert works[0].id == content_id(b".TH X")
    assert source.skipped == []


@pytest.mark.parametrize("plain_first", [True, False])
def test_where_a_text_is_there_plain_and_packed_the_plain_one_is_the_work(cache, plain_first):
    members = [("./d/a.txt", b"plain"), ("./d/a.txt.gz", gzip.compress(b"packed"))]
    source = opened(cache, deb_of(*(members if plain_first else members[::-1])))
    assert [work.data for work in source.works(lambda path: path.endswith(".txt"), "")] == [b"plain"]


def test_damaged_and_bloated_gzip_texts_are_skipped(cache):
    bloated = gzip.compress(bytes(9_000_000))
    deb = deb_of(("./d/a.txt.gz", bloated), ("./d/b.txt.gz", b"no gzip"), ("./d/c.txt", b"fine"))
    source = opened(cache, deb)
    assert [work.data for work in source.works(lambda path: path.endswith(".txt"), "")] == [b"fine"]
    assert {(s.path, s.reason) for s in source.skipped} == {("d/a.txt", "too-large"), ("d/b.txt", "corrupt-object")}


def test_the_copyright_file_is_a_paper(cache):
    path = "usr/share/doc/some-doc/copyright"
    assert opened(cache, deb_of((f"./{path}", b"GPL-2+"), ("./d/a.txt", b"x"))).papers() == {path: b"GPL-2+"}


@pytest.mark.parametrize("cut", [4, 100, -5])
def test_a_truncated_package_is_refused(cache, cut):
    source = opened(cache, deb_of(("./d/a.txt", b"x" * 5000))[:cut])
    with pytest.raises(SourceError, match="its file is unusable"):
        list(source.works(always, ""))


@pytest.fixture
def apt(tmp_path, monkeypatch):
    """Put an ``apt-get`` on the path that says what it is told to say."""

    def say(what: str, code: int = 0) -> None:
        script = tmp_path / "bin" / "apt-get"
        script.parent.mkdir(exist_ok=True)
        script.write_text(f"#!/bin/sh\ncat <<'END'\n{what}\nEND\nexit {code}\n")
        script.chmod(0o755)

    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    return say


def ask(cache, **more):
    return open_source(Source("d", "deb:some-doc", "1.0-1", **more), mirror=None, cache=cache)


def test_a_version_apt_does_not_know_is_refused_with_what_to_do(apt, cache):
    apt("", 100)
    with pytest.raises(SourceError, match=r"apt-get knows no some-doc=1\.0-1; run apt-get update"):
        ask(cache)


def test_without_apt_the_advice_is_to_put_the_file_there(cache, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SourceError, match=r"there is no apt-get here .* put the \.deb at"):
        ask(cache, sha256="1" * 64)


@pytest.mark.parametrize(
    ("told", "what"),
    [
        ("'ftp://h/p_1_all.deb' p_1_all.deb 9 SHA256:" + "1" * 64, "without address or SHA-256"),
        ("'http://h/p_1_all.deb' p_1_all.deb 9 MD5Sum:0", "without address or SHA-256"),
        ("'http://h/p_1_all.deb' p_1_all.deb 9 SHA256:" + "2" * 64, "the recipe says 1{64}"),
    ],
)
def test_what_apt_tells_is_not_believed_blindly(apt, cache, told, what):
    apt(told)
    with pytest.raises(SourceError, match=what):
        ask(cache, sha256="1" * 64 if "recipe" in what else "")


def test_offline_a_package_must_be_in_the_cache(cache):
    with pytest.raises(SourceError, match="run once without --offline"):
        open_source(Source("d", "deb:some-doc", "1.0-1"), mirror=None, cache=cache, offline=True)
