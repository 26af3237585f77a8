"""A zoo of broken bundles: each is refused, with the sentence that says what is wrong.

``sealed`` brings the sizes and hashes of ``bundle.json`` up to date after a change, so that what lies behind them is
reached.
"""

import hashlib
import io
import json
import os
import re
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import zstandard

from commonhold.canonical import canonical
from commonhold.errors import BundleError
from commonhold.merkle import merkle_root
from commonhold.release.bundle import open_bundle
from commonhold.release.packing import packed


def info_of(folder):
    return json.loads((folder / "bundle.json").read_bytes())


def put(folder, record):
    (folder / "bundle.json").write_bytes(canonical(record) + b"\n")


def sealed(folder, **changes):
    record = info_of(folder)
    for name in record["files"]:
        data = (folder / name).read_bytes()
        record["files"][name] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    record["recipe_sha256"] = record["files"]["recipe.toml"]["sha256"]
    put(folder, record | changes)


def listing(change):
    """Change ``bundle.json``."""

    def broken(folder):
        record = info_of(folder)
        change(record)
        put(folder, record)

    return broken


def rewriting(name, change):
    """Change a file and nothing else."""

    def broken(folder):
        (folder / name).write_bytes(change((folder / name).read_bytes()))

    return broken


def resealing(name, change):
    """Change a file and what ``bundle.json`` says about it."""

    def broken(folder):
        rewriting(name, change)(folder)
        sealed(folder)

    return broken


def header(change):
    """Change the header of the arrays, keeping the arrays and the alignment."""

    def broken(data):
        size = struct.unpack("<Q", data[:8])[0]
        record = json.loads(data[8 : 8 + size])
        changed = change(record)
        text = canonical(record if changed is None else changed)
        text += b" " * (-(8 + len(text)) % 64)
        return struct.pack("<Q", len(text)) + text + data[8 + size :]

    return resealing("model.safetensors", broken)


def lines_changed(change, root=True):
    """Change the lines of the manifest, and the root too."""

    def broken(folder):
        path = folder / "manifest.jsonl.zst"
        lines = change(zstandard.decompress(path.read_bytes()).splitlines())
        path.write_bytes(packed(lines, 1))
        sealed(folder, **({"merkle_root": merkle_root(lines)} if root else {}))

    return broken


def linked(folder):
    (folder / "NOTICE").rename(folder.parent / "elsewhere")
    (folder / "NOTICE").symlink_to(folder.parent / "elsewhere")


def piped(folder):
    (folder / "NOTICE").unlink()
    os.mkfifo(folder / "NOTICE")


def foldered(folder):
    (folder / "NOTICE").unlink()
    (folder / "NOTICE").mkdir()


def array(**changes):
    return lambda record: record["counts"].update(changes)


def flipped(data):
    return data[:-1] + bytes([data[-1] ^ 1])


def twice(data):
    return data.replace(b'"language":"en"', b'"language":"en","language":"de"')


def nested(data):
    return b"[" * 100_000


def bomb(data):
    """600 MB of zeros in some kilobytes."""
    out = io.BytesIO()
    with zstandard.ZstdCompressor(level=1).stream_writer(out, closefd=False) as stream:
        for _ in range(600):
            stream.write(bytes(1_000_000))
    return out.getvalue()


def wide(data):
    """A frame that asks for a window of 1 GiB."""
    parameters = zstandard.ZstdCompressionParameters(window_log=30, write_content_size=False)
    compressor = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    return compressor.compress(b"x\n") + compressor.flush()


def shrunk(record):
    record["counts"]["data_offsets"] = [0, 40]
    record["counts"]["shape"] = [10]


AT_ONCE = {
    "no folder": (lambda folder: folder.rename(folder.with_name("fr")), "there is no such folder"),
    "no list of files": (lambda folder: (folder / "bundle.json").unlink(), "bundle.json is missing"),
    "an empty list": (rewriting("bundle.json", lambda data: b""), "bundle.json: not JSON"),
    "half a list": (rewriting("bundle.json", lambda data: data[: len(data) // 2]), "bundle.json: not JSON"),
    "a list too long": (rewriting("bundle.json", lambda data: b" " * 1_048_577), "bundle.json has more than 1048576"),
    "a key twice": (rewriting("bundle.json", twice), "bundle.json: the key 'language' appears twice"),
    "another spelling": (rewriting("bundle.json", lambda data: b" " + data), "bundle.json: not the canonical spelling"),
    "no object": (rewriting("bundle.json", lambda data: b"[]\n"), "bundle.json: not a JSON object"),
    "deep nesting": (rewriting("bundle.json", nested), "bundle.json: nested too deeply"),
    "no UTF-8": (rewriting("bundle.json", lambda data: b"\xff"), "bundle.json: not UTF-8"),
    "an old format": (listing(lambda record: record.update(format=0)), "bundle.json: format 0 is not the one"),
    "a later format": (listing(lambda record: record.update(format=2)), "bundle.json: format 2 is not the one"),
    "a format that is true": (listing(lambda record: record.update(format=True)), "format True is not the one"),
    "no language": (listing(lambda record: record.pop("language")), "bundle.json: language cannot be None"),
    "a language with a path": (listing(lambda record: record.update(language="../en")), "language cannot be '../en'"),
    "two lines of licence": (listing(lambda record: record.update(licence="MIT\nx")), r"licence cannot be 'MIT\\nx'"),
    "a short root": (listing(lambda record: record.update(merkle_root="ab")), "merkle_root cannot be 'ab'"),
    "another recipe": (listing(lambda record: record.update(recipe_sha256="0" * 64)), "not the hash of recipe.toml"),
    "no files": (listing(lambda record: record.pop("files")), "files is not a list of at most 64"),
    "many files": (
        listing(lambda record: record["files"].update({f"f{n}": {} for n in range(64)})),
        "files is not a list of at most 64 files",
    ),
    "a paper not listed": (listing(lambda record: record["files"].pop("NOTICE")), "NOTICE is not listed"),
    "a way up": (
        listing(lambda record: record["files"].update({"../secret": {"size": 0, "sha256": "0" * 64}})),
        "no file of a bundle may be named '../secret'",
    ),
    "two dots": (
        listing(lambda record: record["files"].update({"..": {"size": 0, "sha256": "0" * 64}})),
        re.escape("no file of a bundle may be named '..'"),
    ),
    "an absolute name": (
        listing(lambda record: record["files"].update({"/etc/passwd": {"size": 0, "sha256": "0" * 64}})),
        "no file of a bundle may be named '/etc/passwd'",
    ),
    "a list that lists itself": (
        listing(lambda record: record["files"].update({"bundle.json": {"size": 0, "sha256": "0" * 64}})),
        "no file of a bundle may be named 'bundle.json'",
    ),
    "a negative size": (
        listing(lambda record: record["files"]["NOTICE"].update(size=-1)),
        "size of NOTICE cannot be -1",
    ),
    "works by half": (listing(lambda record: record.update(works=0.5)), "works cannot be 0.5"),
    "a hash in capitals": (
        listing(lambda record: record["files"]["NOTICE"].update(sha256="A" * 64)),
        "sha256 of NOTICE cannot be",
    ),
    "nothing about a file": (
        listing(lambda record: record["files"].update(NOTICE=7)),
        "size and sha256 of NOTICE are missing",
    ),
    "a missing file": (lambda folder: (folder / "NOTICE").unlink(), "NOTICE is missing"),
    "a cut file": (rewriting("NOTICE", lambda data: data[:-1]), "NOTICE has 6 bytes instead of 7"),
    "a longer file": (rewriting("recipe.toml", lambda data: data + b"\n"), "recipe.toml has 28 bytes instead of 27"),
    "a link": (linked, "NOTICE is a symbolic link"),
    "a pipe": (piped, "NOTICE is not a plain file"),
    "a folder for a file": (foldered, "NOTICE is not a plain file"),
    "another meta": (
        rewriting("model.json", lambda data: data.replace(b"0.75", b"0.74")),
        "model.json: another hash than stated",
    ),
    "a meta of another language": (
        resealing("model.json", lambda data: data.replace(b'"en"', b'"de"')),
        "model.json: another language or licence than in bundle.json",
    ),
    "a meta with a key twice": (resealing("model.json", twice), "model.json: the key 'language' appears twice"),
    "a meta that is a list": (resealing("model.json", lambda data: b"[]\n"), "model.json: not a JSON object"),
    "no header": (resealing("model.safetensors", lambda data: b"123"), "model.safetensors: too short for a header"),
    "a header bomb": (
        resealing("model.safetensors", lambda data: struct.pack("<Q", 1 << 62) + data[8:]),
        "model.safetensors: the header claims 4611686018427387904 bytes, more than 1048576",
    ),
    "a header beyond the end": (
        resealing("model.safetensors", lambda data: struct.pack("<Q", 1 << 20) + data[8:]),
        "model.safetensors: the header goes beyond the end",
    ),
    "a header that is no JSON": (
        resealing("model.safetensors", lambda data: data[:8] + b"!" + data[9:]),
        "model.safetensors: not JSON",
    ),
    "a header with a key twice": (
        resealing("model.safetensors", lambda data: data.replace(b'"words":{', b'"~1":{   ')),
        "model.safetensors: the key '~1' appears twice",
    ),
    "a header that is a list": (header(lambda record: []), "model.safetensors: the header is not a JSON object"),
    "an extra key": (header(array(file="/etc/passwd")), "counts is not described by dtype, shape and data_offsets"),
    "metadata": (header(lambda record: record.update(__metadata__={})), "an array cannot be named '__metadata__'"),
    "offsets beyond the end": (header(array(data_offsets=[0, 1 << 40])), "counts does not lie inside the file"),
    "offsets backwards": (header(array(data_offsets=[44, 0])), "counts does not lie inside the file"),
    "negative offsets": (header(array(data_offsets=[-4, 40])), "counts has -4 where a count should be"),
    "three offsets": (header(array(data_offsets=[0, 4, 44])), "counts does not lie inside the file"),
    "offsets that are text": (header(array(data_offsets="04")), "counts has a shape or offsets that are no list"),
    "a shape too large": (header(array(shape=[12])), "counts has another size than its shape and type say"),
    "a shape that overflows": (header(array(shape=[1 << 32, 1 << 32])), "counts has another size than its shape"),
    "a shape of halves": (header(array(shape=[5.5, 2])), "counts has 5.5 where a count should be"),
    "many dimensions": (header(array(shape=[1] * 8 + [11])), "counts has 9 dimensions, more than 8"),
    "the wrong type": (header(array(dtype="F64")), "counts has another size than its shape and type say"),
    "a type of objects": (header(array(dtype="O")), "counts has the unknown type 'O'"),
    "a type that is a list": (header(array(dtype=["U8"])), r"counts has the unknown type \['U8'\]"),
    "overlapping arrays": (header(lambda record: record["~1"].update(data_offsets=[43, 63])), "~1 overlaps another"),
    "a hole": (header(shrunk), "there is a hole before the array ~1"),
    "a misplaced array": (
        header(lambda record: {"counts": record["counts"], "words": record["words"]}),
        "there is a hole before the array words",
    ),
    "bytes of nobody": (
        resealing("model.safetensors", lambda data: data + b"code"),
        "4 bytes belong to no array",
    ),
    "an array off its place": (
        header(lambda record: record.update(x=record.pop("~1"))),
        "the array x does not begin at a multiple of 64 bytes",
    ),
    "a filler with content": (
        header(lambda record: record.update({"~9": record.pop("counts")})),
        "the filler ~9 is more than a filler",
    ),
}

WHEN_VERIFIED = {
    "a flipped bit in an array": (rewriting("model.safetensors", flipped), "model.safetensors: another hash"),
    "a flipped bit in the notice": (rewriting("NOTICE", flipped), "NOTICE: another hash than stated"),
    "a stowaway": (lambda folder: (folder / "run.py").write_text(""), "the folder holds 'run.py', which is not listed"),
}

WHEN_THE_MANIFEST_IS_READ = {
    "a flipped bit in the manifest": (rewriting("manifest.jsonl.zst", flipped), "not Zstandard|another hash"),
    "no Zstandard": (resealing("manifest.jsonl.zst", lambda data: b"{}\n"), "manifest.jsonl.zst: not Zstandard"),
    "half a manifest": (
        resealing("manifest.jsonl.zst", lambda data: data[: len(data) // 2]),
        "manifest.jsonl.zst: .*(not Zstandard|end in a line feed|Merkle)",
    ),
    "a bomb": (resealing("manifest.jsonl.zst", bomb), "more than 536870912 bytes when unpacked"),
    "a wide window": (resealing("manifest.jsonl.zst", wide), "not Zstandard: .*memory"),
    "another root": (lambda folder: sealed(folder, merkle_root="0" * 64), "another Merkle root than stated"),
    "a number of works": (lambda folder: sealed(folder, works=4), "another number of works or words than in bundle"),
    "a number of words": (lambda folder: sealed(folder, words=1), "another number of works or words than in bundle"),
    "a work more": (lines_changed(lambda lines: [*lines, lines[-1]], root=False), "another Merkle root than stated"),
    "a work twice": (lines_changed(lambda lines: [*lines, lines[-1]]), "line 9: 'swh:1:cnt:.*' appears twice"),
    "works out of order": (lines_changed(lambda lines: [*lines[:-2], *lines[:-3:-1]]), "line 8: .* is out of order"),
    "no lines": (resealing("manifest.jsonl.zst", lambda data: zstandard.compress(b"")), "does not end in a line feed"),
}


def refused(folder, what, **how):
    with pytest.raises(BundleError, match=what) as caught:
        open_bundle(folder, **how)
    assert str(folder) in str(caught.value)
    assert caught.value.exit_code == 10


@pytest.mark.parametrize("name", AT_ONCE)
def test_a_broken_bundle_is_refused_at_once(name, bundle):
    open_bundle(bundle, verify=True)
    breaking, what = AT_ONCE[name]
    breaking(bundle)
    refused(bundle, what)


@pytest.mark.parametrize("name", WHEN_VERIFIED)
def test_what_only_a_full_reading_can_find_is_found_when_verifying(name, bundle):
    breaking, what = WHEN_VERIFIED[name]
    breaking(bundle)
    open_bundle(bundle)
    refused(bundle, what, verify=True)


@pytest.mark.parametrize("name", WHEN_THE_MANIFEST_IS_READ)
def test_a_broken_manifest_is_refused_when_it_is_read_and_when_verifying(name, bundle):
    breaking, what = WHEN_THE_MANIFEST_IS_READ[name]
    breaking(bundle)
    opened = open_bundle(bundle)
    with pytest.raises(BundleError, match=what):
        opened.manifest()
    refused(bundle, what, verify=True)


def test_every_single_flipped_bit_of_the_list_is_refused_or_harmless(bundle):
    path = bundle / "bundle.json"
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1 :])
        try:
            open_bundle(bundle)
        except BundleError:
            continue
        # Only words it keeps for others to judge can change unseen: hashes, versions, names.
        assert re.fullmatch(rb'[0-9a-zA-Z."-]', whole[place : place + 1])


def test_a_bomb_is_refused_without_room_for_it(bundle):
    resealing("manifest.jsonl.zst", bomb)(bundle)
    program = f"""
from pathlib import Path
from commonhold.errors import BundleError
from commonhold.release.bundle import open_bundle
try:
    open_bundle(Path({str(bundle)!r})).manifest()
except BundleError as error:
    told = Path("/proc/self/status").read_text().splitlines()
    print(next(int(line.split()[1]) for line in told if line.startswith("VmHWM")) // 1024)
"""
    # Not ru_maxrss: it keeps the largest size of the process that started this one.
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 900


def test_a_later_field_of_the_list_does_no_harm(bundle):
    sealed(bundle, later={"anything": [1, 2]})
    assert open_bundle(bundle, verify=True).info.language == "en"


def test_a_further_file_is_welcome_when_it_is_listed(bundle):
    (bundle / "CREDITS.txt").write_bytes(b"thanks\n")
    record = info_of(bundle)
    record["files"]["CREDITS.txt"] = {"size": 7, "sha256": hashlib.sha256(b"thanks\n").hexdigest()}
    put(bundle, record)
    assert open_bundle(bundle, verify=True).info.paper("CREDITS.txt").size_bytes == 7


def test_the_zoo_begins_with_a_bundle_that_is_whole(bundle, manifest):
    opened = open_bundle(bundle, verify=True)
    assert opened.manifest() == manifest
    assert opened.arrays["counts"].tolist() == list(range(11))
    assert np.asarray(opened.arrays["words"]).tobytes() == b"the commons"
    assert len(AT_ONCE) + len(WHEN_VERIFIED) + len(WHEN_THE_MANIFEST_IS_READ) >= 60


def test_no_paper_is_opened_that_is_not_listed(bundle: Path):
    (bundle / "trap").symlink_to("/dev/zero")
    assert open_bundle(bundle).info.language == "en"
