"""Archives from strangers: nothing escapes, nothing explodes, nothing is half read without a word."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile

import pytest
import zstandard

from commonhold.gather.archive import BrokenArchiveError, Limits, ar_member, gunzipped, tar_files, unpacked

LIMITS = Limits()


def always(_: str) -> bool:
    return True


def tar_of(*members: tuple[str, bytes] | tarfile.TarInfo) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                tar.addfile(member)
            else:
                info = tarfile.TarInfo(member[0])
                info.size = len(member[1])
                tar.addfile(info, io.BytesIO(member[1]))
    return out.getvalue()


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def read(tar: bytes, limits: Limits = LIMITS, asked=always):
    omitted: dict[str, str] = {}
    files = list(tar_files(io.BytesIO(tar), asked, omitted.__setitem__, limits))
    return files, omitted


def test_regular_files_come_in_the_order_of_the_tar():
    files, omitted = read(tar_of(("./b", b"1"), special("d", tarfile.DIRTYPE), ("d/a", b"")))
    assert (files, omitted) == ([("b", b"1"), ("d/a", b"")], {})


def test_a_tar_with_no_files_is_no_error():
    assert read(tar_of()) == ([], {})


def test_paths_that_leave_the_archive_and_links_are_left_out():
    files, omitted = read(
        tar_of(
            ("../up", b"x"),
            ("a/../../up", b"x"),
            ("/etc/passwd", b"x"),
            special("soft", tarfile.SYMTYPE, "/etc/passwd"),
            special("hard", tarfile.LNKTYPE, "/etc/passwd"),
            special("pipe", tarfile.FIFOTYPE),
            special("disk", tarfile.BLKTYPE),
            ("fine", b"x"),
        )
    )
    assert files == [("fine", b"x")]
    assert omitted == {
        "../up": "unsafe-path",
        "a/../../up": "unsafe-path",
        "/etc/passwd": "unsafe-path",
        "soft": "symlink",
        "hard": "hard-link",
        "pipe": "not-a-file",
        "disk": "not-a-file",
    }


def test_a_file_above_the_limit_is_left_out_and_the_rest_read():
    files, omitted = read(tar_of(("large", b"x" * 11), ("fits", b"x" * 10)), Limits(file_bytes=10))
    assert (files, omitted) == ([("fits", b"x" * 10)], {"large": "too-large"})


def test_a_bomb_is_refused_even_if_nothing_in_it_was_asked_for():
    bomb = gzip.compress(tar_of(("zeros", bytes(5_000_000))))
    assert len(bomb) < 10_000
    with pytest.raises(BrokenArchiveError, match="unpacks to more than 1,000,000 bytes"):
        list(tar_files(unpacked("x.gz", io.BytesIO(bomb)), lambda _: False, print, Limits(total_bytes=1_000_000)))


def test_too_many_entries_are_refused():
    with pytest.raises(BrokenArchiveError, match="3 entries or more"):
        read(tar_of(("a", b""), ("b", b""), ("c", b"")), Limits(entries=3))


def test_every_cut_of_a_plain_tar_is_noticed():
    tar = tar_of(("a", b"x" * 700), ("b", b"y" * 100)).rstrip(b"\0")
    whole = tar + bytes(-len(tar) % 512)
    for length in range(0, len(whole) + 1, 100):
        with pytest.raises(BrokenArchiveError):
            read(whole[:length])
    with pytest.raises(BrokenArchiveError):
        read(whole)
    assert [path for path, _ in read(whole + bytes(1024))[0]] == ["a", "b"]


def test_a_damaged_header_in_the_middle_is_noticed():
    tar = bytearray(tar_of(("a", b"x"), ("b", b"y"), ("c", b"z")))
    tar[1024 + 10] ^= 0xFF
    with pytest.raises(BrokenArchiveError, match="no proper end"):
        read(bytes(tar))


@pytest.mark.parametrize(
    ("ending", "pack"),
    [
        ("gz", gzip.compress),
        ("xz", lzma.compress),
        ("bz2", bz2.compress),
        ("zst", zstandard.ZstdCompressor().compress),
        ("tar", bytes),
    ],
)
def test_every_packing_reads_whole_and_refuses_a_cut(ending, pack):
    packed = pack(tar_of(("a", b"text")))
    stream = unpacked(f"data.{ending}", io.BytesIO(packed))
    assert list(tar_files(stream, always, print, Limits())) == [("a", b"text")]
    for length in (0, 20, 1200 if ending == "tar" else len(packed) - 3):
        stream = unpacked(f"data.{ending}", io.BytesIO(packed[:length]))
        with pytest.raises(BrokenArchiveError):
            list(tar_files(stream, always, print, Limits()))


def test_an_unknown_packing_is_refused():
    with pytest.raises(BrokenArchiveError, match="unknown here"):
        unpacked("data.tar.lz4", io.BytesIO())


def test_gzip_text_is_bounded_and_checked():
    packed = gzip.compress(b"x" * 100)
    assert gunzipped(packed, 100) == b"x" * 100
    assert gunzipped(packed, 99) is None
    for broken in (packed[:-1], packed[:-8] + bytes(8), b"plain text", packed[:15]):
        with pytest.raises(BrokenArchiveError):
            gunzipped(broken, 100)


def ar_of(*members: tuple[str, bytes]) -> bytes:
    out = b"!<arch>\n"
    for name, data in members:
        out += f"{name:<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(data):<10}`\n".encode() + data + b"\n" * (len(data) % 2)
    return out


def test_a_member_of_an_ar_is_found_and_ends_where_it_ends():
    packed = ar_of(("debian-binary", b"2.0"), ("data.tar.xz/", b"content"), ("more", b"!"))
    name, stream = ar_member(io.BytesIO(packed), "data.tar")
    assert (name, stream.read(), stream.read()) == ("data.tar.xz", b"content", b"")


@pytest.mark.parametrize(
    "packed",
    [b"", b"PK\3\4", ar_of(), ar_of(("x", b"1")), ar_of(("data.tar", b""))[:-3], ar_of(("x", b"1"))[:-2] + b"?" * 70],
)
def test_an_ar_without_the_member_is_refused(packed):
    with pytest.raises(BrokenArchiveError):
        ar_member(io.BytesIO(packed), "data.tar")


def test_a_member_cut_off_is_noticed():
    _, stream = ar_member(io.BytesIO(ar_of(("data.tar", b"content"))[:-4]), "data.tar")
    with pytest.raises(EOFError):
        stream.read()
