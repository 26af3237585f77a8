"""Bundles written whole, replaced whole whenever the writer is killed, and opened without being read."""

import hashlib
import json
import os
import struct
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from commonhold.canonical import canonical
from commonhold.errors import BundleError, DiskError
from commonhold.release.bundle import open_bundle, write_bundle
from commonhold.release.info import PAPERS

RECIPE = 'schema = 1\nlanguage = "en"\n'


@pytest.fixture
def written(tmp_path, arrays, meta, manifest):
    write_bundle(tmp_path / "en", arrays, meta, manifest, RECIPE, "NOTICE\n")
    return tmp_path / "en"


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_was_written_is_opened(written, arrays, meta, manifest):
    opened = open_bundle(written, verify=True)
    assert opened.meta == meta
    assert opened.manifest() == manifest
    assert opened.arrays.keys() == arrays.keys()
    for name, array in arrays.items():
        np.testing.assert_array_equal(opened.arrays[name], array, strict=True)
    assert opened.model.language == "en"
    assert (written / "recipe.toml").read_text() == RECIPE
    assert opened.info.recipe_sha256 == hashlib.sha256(RECIPE.encode()).hexdigest()


def test_the_same_input_gives_the_same_bytes(written, tmp_path, arrays, meta, manifest):
    backwards = dict(reversed(meta.items()))
    info = write_bundle(tmp_path / "again", dict(reversed(arrays.items())), backwards, manifest, RECIPE, "NOTICE\n")
    assert contents(tmp_path / "again") == contents(written)
    assert open_bundle(written).info == info


def test_a_bundle_holds_the_seven_files_of_the_format_and_nothing_is_left_beside_it(written):
    assert sorted(contents(written)) == sorted([*PAPERS, "bundle.json"])
    assert [path.name for path in written.parent.iterdir()] == ["en"]


def test_every_word_of_the_list_is_true(written):
    record = json.loads((written / "bundle.json").read_bytes())
    files = contents(written)
    del files["bundle.json"]
    assert record["files"] == {
        name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in files.items()
    }


def test_a_newer_bundle_takes_the_place_of_the_older(written, arrays, meta, manifest):
    held = open_bundle(written)
    write_bundle(written, {"counts": arrays["counts"] + np.uint32(1)}, meta, manifest, "schema = 1\n", "")
    assert open_bundle(written, verify=True).arrays["counts"].tolist() == list(range(1, 12))
    assert held.arrays["counts"].tolist() == list(range(11)), "who has the older one open keeps it"
    assert [path.name for path in written.parent.iterdir()] == ["en"]


def test_a_manifest_read_after_the_bundle_was_replaced_is_not_taken_for_the_old_one(written, arrays, meta, manifest):
    held = open_bundle(written)
    fewer = type(manifest)(manifest.sources, manifest.entries[1:], manifest.corrections)
    write_bundle(written, arrays, meta, fewer, RECIPE, "NOTICE\n")
    with pytest.raises(BundleError, match="manifest"):
        held.manifest()


def test_a_link_to_a_bundle_stays_a_link_to_the_newer_one(written, arrays, meta, manifest):
    link = written.with_name("default")
    link.symlink_to("en")
    write_bundle(link, arrays, meta, manifest, "schema = 1\n", "")
    assert link.is_symlink()
    assert open_bundle(link).info == open_bundle(written).info
    assert (written / "recipe.toml").read_text() == "schema = 1\n"


def test_a_folder_that_is_no_bundle_is_never_replaced(tmp_path, arrays, meta, manifest):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "diary.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    with pytest.raises(DiskError, match=r"the folder holds 'diary.txt', which is not of a bundle"):
        write_bundle(tmp_path / "home", arrays, meta, manifest, RECIPE, "")
    with pytest.raises(DiskError, match="a file has that name"):
        write_bundle(tmp_path / "file", arrays, meta, manifest, RECIPE, "")
    assert (tmp_path / "home" / "diary.txt").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "home"]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"language": None}, "the meta names no language"),
        ({"licence": None}, "the meta names no licence"),
        ({"language": "English"}, "language cannot be 'English'"),
        ({"licence": "CC\nBY"}, "licence cannot be"),
        ({"discount": float("nan")}, "JSON"),
    ],
)
def test_a_meta_that_makes_no_bundle_is_refused_and_the_older_one_stays(written, arrays, meta, manifest, change, what):
    before = contents(written)
    with pytest.raises(BundleError, match=what):
        write_bundle(written, arrays, {**meta, **change}, manifest, RECIPE, "")
    assert contents(written) == before
    assert [path.name for path in written.parent.iterdir()] == ["en"]


def test_an_array_of_objects_is_refused_and_the_older_one_stays(written, meta, manifest):
    before = contents(written)
    with pytest.raises(BundleError, match="the array a has the type object"):
        write_bundle(written, {"a": np.array([{}])}, meta, manifest, RECIPE, "")
    assert contents(written) == before
    assert [path.name for path in written.parent.iterdir()] == ["en"]


def test_a_folder_left_half_written_beside_it_is_never_opened(written, tmp_path):
    half = tmp_path / ".fr.new-0123456789ab"
    half.mkdir()
    for name in PAPERS:
        (half / name).write_bytes((written / name).read_bytes())
    with pytest.raises(BundleError, match="there is no such folder"):
        open_bundle(tmp_path / "fr")
    with pytest.raises(BundleError, match=r"bundle\.json is missing"):
        open_bundle(half)


def test_a_bundle_put_aside_by_an_interrupted_exchange_is_named(written):
    written.rename(written.with_name(".en.old-0123456789ab"))
    with pytest.raises(BundleError, match=r"replacement was interrupted; the older one is .*\.en\.old-0123456789ab"):
        open_bundle(written)


KILLED = """
import os, signal, sys
from pathlib import Path
import numpy as np
from commonhold.manifest import Licence, Manifest, Source
from commonhold.release import bundle, folder

target = Path(sys.argv[1])
manifest = Manifest((Source("new", "https://example.org", "1", Licence("MIT", "MIT", "LICENSE")),), ())
watched = {folder.__file__, bundle.__file__}

def dying_at(moment):
    passed = 0
    def line(frame, event, argument):
        nonlocal passed
        passed += event == "line"
        if passed == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        return line
    return lambda frame, event, argument: line if frame.f_code.co_filename in watched else None

for moment in range(1, 1000):
    child = os.fork()
    if not child:
        sys.settrace(dying_at(moment))
        bundle.write_bundle(target, {"a": np.arange(9)}, {"language": "en", "licence": "MIT"}, manifest, "", "")
        os._exit(0)
    killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
    print("killed" if killed else "done", flush=True)
    if not killed or sys.stdin.readline() != "on\\n":
        break
"""


@pytest.mark.skipif(sys.platform != "linux", reason="counts on names being exchanged in one step")
def test_at_whatever_line_the_writer_is_killed_the_older_or_the_newer_bundle_is_there_and_whole(bundle):
    older = open_bundle(bundle).info
    seen = []
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(bundle)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:
        while writer.stdout.readline() == "killed\n":
            seen.append("older" if open_bundle(bundle, verify=True).info == older else "newer")
            writer.stdin.write("on\n")
            writer.stdin.flush()
        writer.stdin.close()
        assert writer.wait() == 0
    assert open_bundle(bundle, verify=True).info != older
    assert seen == sorted(seen, key=["older", "newer"].index)
    assert seen.count("older") > 50
    assert seen.count("newer") > 2


@pytest.mark.skipif(sys.platform != "linux", reason="asks the system for the name behind a file descriptor")
def test_all_is_flushed_to_the_disk_before_it_gets_its_name(tmp_path, arrays, meta, manifest, monkeypatch):
    flushed = []
    flush = os.fsync

    def noting(descriptor):
        flushed.append(Path(f"/proc/self/fd/{descriptor}").readlink())
        flush(descriptor)

    monkeypatch.setattr(os, "fsync", noting)
    write_bundle(tmp_path / "en", arrays, meta, manifest, RECIPE, "NOTICE\n")
    *files, listing, folder, parent = flushed
    assert {path.name for path in files} == set(PAPERS)
    assert listing == folder / "bundle.json"
    assert folder.name.startswith(".en.new-")
    assert parent == tmp_path


def test_an_array_larger_than_memory_is_opened_at_once_and_only_its_pages_are_read(bundle):
    record = json.loads((bundle / "bundle.json").read_bytes())
    size = 1 << 38
    text = canonical({"table": {"dtype": "U8", "shape": [size], "data_offsets": [0, size]}})
    text += b" " * (-(8 + len(text)) % 64)
    with (bundle / "model.safetensors").open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        file.truncate(8 + len(text) + size)
    record["files"]["model.safetensors"]["size"] = 8 + len(text) + size
    (bundle / "bundle.json").write_bytes(canonical(record) + b"\n")
    start = time.perf_counter()
    table = open_bundle(bundle).arrays["table"]
    assert table[size - 1] == 0
    assert time.perf_counter() - start < 1


def test_arrays_cannot_be_written(written):
    array = open_bundle(written).arrays["counts"]
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 7
    with pytest.raises(ValueError, match="WRITEABLE"):
        array.flags.writeable = True


def test_opening_takes_less_than_ten_milliseconds(written):
    def once():
        start = time.perf_counter()
        open_bundle(written)
        return time.perf_counter() - start

    assert min(once() for _ in range(5)) < 0.010


def test_opening_imports_nothing_but_the_standard_library_and_numpy(written):
    program = f"""
import sys
from pathlib import Path
from commonhold.release.bundle import open_bundle
open_bundle(Path({str(written)!r}))
known = {{"commonhold", "numpy", *sys.stdlib_module_names}}
given = {{name.partition(".")[0] for name, module in sys.modules.items() if getattr(module, "__file__", None)}}
print(sorted(given - known - set(sys.argv[1:])))
"""
    bare = subprocess.run(
        [sys.executable, "-c", "import sys; print(*{name.partition('.')[0] for name in sys.modules})"],
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    done = subprocess.run([sys.executable, "-c", program, *bare], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_full_disk_is_said_and_leaves_nothing_behind(tmp_path, meta, manifest):
    program = f"""
import resource, signal, sys
from pathlib import Path
import numpy as np
from commonhold.errors import DiskError
from commonhold.manifest import Manifest
from commonhold.release.bundle import write_bundle
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    write_bundle(Path({str(tmp_path / "en")!r}), {{"a": np.zeros(200_000)}}, {dict(meta)!r}, Manifest((), ()), "", "")
except DiskError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "File too large" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_the_permissions_of_a_bundle_are_those_of_any_new_folder(written: Path):
    (written.parent / "plain").mkdir()
    assert written.stat().st_mode == (written.parent / "plain").stat().st_mode


def test_a_listed_file_is_read_whole_and_against_its_hash(bundle):
    opened = open_bundle(bundle)
    assert opened.read("NOTICE") == b"NOTICE\n"
    (bundle / "NOTICE").write_bytes(b"NOTHIN\n")
    with pytest.raises(BundleError, match="NOTICE: another hash than stated"):
        opened.read("NOTICE")
    with pytest.raises(BundleError, match="EXTRA is not listed"):
        opened.read("EXTRA")
