"""Identifiers are those of git, of swh.model and of the cases of the standard's own test suite."""

from __future__ import annotations

import subprocess
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from swh.model import model

from commonhold import swhid
from commonhold.swhid import Entry, Release, Revision, Signed

CASES = tomllib.loads((Path(__file__).parent / "swhid.toml").read_text(encoding="utf-8"))
CORE = {kind: f"swh:1:{kind}:" + "5" * 40 for kind in ("cnt", "dir", "rev", "rel", "snp")}


def octets(told: str | dict[str, str]) -> bytes:
    return told.encode() if isinstance(told, str) else bytes.fromhex(told["hex"])


def told_of(kind: str) -> Any:
    return pytest.mark.parametrize("case", CASES[kind], ids=lambda case: case["name"])


def signed(case: dict[str, Any]) -> Signed:
    return Signed(octets(case["by"]), case["seconds"], octets(case["offset"]))


def tree(files: list[tuple[list[bytes], int, str]]) -> str:
    """Return the identifier of a directory given by the files below it."""
    entries = [Entry(path[0], mode, target) for path, mode, target in files if len(path) == 1]
    below: dict[bytes, list[tuple[list[bytes], int, str]]] = {}
    for path, mode, target in files:
        if len(path) > 1:
            below.setdefault(path[0], []).append((path[1:], mode, target))
    return swhid.directory(entries + [Entry(name, swhid.FOLDER, tree(inside)) for name, inside in below.items()])


@told_of("content")
def test_contents_of_the_suite(case: dict[str, Any]) -> None:
    run, times = case.get("after", ["", 0])
    assert swhid.content(octets(run) * times + octets(case["bytes"])) == case["id"]


@told_of("directory")
def test_directories_of_the_suite(case: dict[str, Any]) -> None:
    files = [(octets(path).split(b"/"), int(mode, 8), target) for mode, target, path in case["files"]]
    assert tree(files) == case["id"]


@told_of("revision")
def test_revisions_of_the_suite(case: dict[str, Any]) -> None:
    headers = tuple((key.encode(), octets(value)) for key, value in case.get("headers", []))
    parents = tuple(case.get("parents", ()))
    author, committer = signed(case["author"]), signed(case["committer"])
    made = Revision(case["directory"], author, committer, octets(case["message"]), parents, headers)
    assert swhid.revision(made) == case["id"]


@told_of("release")
def test_releases_of_the_suite(case: dict[str, Any]) -> None:
    made = Release(octets(case["tag"]), case["target"], signed(case["author"]), octets(case["message"]))
    assert swhid.release(made) == case["id"]


@told_of("snapshot")
def test_snapshots_of_the_suite(case: dict[str, Any]) -> None:
    branches = {
        octets(name): target if isinstance(target, str) else octets(target["alias"])
        for name, target in case["branches"]
    }
    assert swhid.snapshot(branches) == case["id"]


def test_the_suite_has_cases_of_every_kind() -> None:
    assert {kind: len(cases) for kind, cases in CASES.items()} == {
        "content": 14,
        "directory": 14,
        "revision": 10,
        "release": 11,
        "snapshot": 16,
    }


# swh.model

HASHES = st.binary(min_size=20, max_size=20)
NAMES = st.binary(min_size=1, max_size=6).filter(lambda name: not set(name) & set(b"/\0"))
TARGETS = {
    swhid.FILE: ("file", "cnt"),
    swhid.EXECUTABLE: ("file", "cnt"),
    swhid.LINK: ("file", "cnt"),
    swhid.FOLDER: ("dir", "dir"),
    swhid.SUBMODULE: ("rev", "rev"),
}


@given(st.binary(max_size=300))
def test_contents_are_named_as_swh_model_names_them(data: bytes) -> None:
    expected = str(model.Content.from_data(data).swhid())
    assert swhid.content(data) == swhid.content(data[:7], data[7:]) == expected


@given(st.dictionaries(NAMES, st.tuples(st.sampled_from(sorted(TARGETS)), HASHES), max_size=8))
def test_directories_are_named_as_swh_model_names_them(entries: dict[bytes, tuple[int, bytes]]) -> None:
    theirs = [
        model.DirectoryEntry(name=name, perms=mode, type=TARGETS[mode][0], target=target)
        for name, (mode, target) in entries.items()
    ]
    ours = [Entry(name, mode, f"swh:1:{TARGETS[mode][1]}:{target.hex()}") for name, (mode, target) in entries.items()]
    assert swhid.directory(ours) == str(model.Directory(entries=tuple(theirs)).swhid())


@st.composite
def people(draw: st.DrawFn) -> tuple[Signed, model.Person, model.TimestampWithTimezone | None]:
    by = draw(st.binary(max_size=12))
    person = model.Person.from_fullname(by)
    if draw(st.booleans()):
        seconds, micro = draw(st.integers(-(2**35), 2**37)), draw(st.sampled_from([0, 0, 1, 250_000]))
        offset = draw(st.sampled_from([b"+0000", b"-0000", b"+0530", b"-12", b"+14:00", b"\n+1"]))
        time = model.TimestampWithTimezone(model.Timestamp(seconds=seconds, microseconds=micro), offset)
        return Signed(by, seconds, offset, micro), person, time
    return Signed(by), person, None


MESSAGES = st.none() | st.binary(max_size=20)
KEYS = st.binary(min_size=1, max_size=6).filter(lambda key: not set(key) & set(b" \n"))


@given(
    people(),
    people(),
    HASHES,
    st.lists(HASHES, max_size=3),
    st.lists(st.tuples(KEYS, st.binary(max_size=12)), max_size=3),
    MESSAGES,
)
def test_revisions_are_named_as_swh_model_names_them(
    author: Any,
    committer: Any,
    directory: bytes,
    parents: list[bytes],
    headers: list[tuple[bytes, bytes]],
    message: bytes | None,
) -> None:
    theirs = model.Revision(
        message=message,
        author=author[1],
        date=author[2],
        committer=committer[1],
        committer_date=committer[2],
        type=model.RevisionType.GIT,
        directory=directory,
        synthetic=False,
        parents=tuple(parents),
        extra_headers=tuple(headers),
    )
    ours = Revision(
        f"swh:1:dir:{directory.hex()}",
        author[0],
        committer[0],
        message,
        tuple(f"swh:1:rev:{parent.hex()}" for parent in parents),
        tuple(headers),
    )
    assert swhid.revision(ours) == str(theirs.swhid())


TARGET_KINDS = {
    "cnt": model.ReleaseTargetType.CONTENT,
    "dir": model.ReleaseTargetType.DIRECTORY,
    "rev": model.ReleaseTargetType.REVISION,
    "rel": model.ReleaseTargetType.RELEASE,
    "snp": model.ReleaseTargetType.SNAPSHOT,
}


@given(st.none() | people(), st.sampled_from(sorted(TARGET_KINDS)), HASHES, st.binary(max_size=9), MESSAGES)
def test_releases_are_named_as_swh_model_names_them(
    author: Any, kind: str, target: bytes, name: bytes, message: bytes | None
) -> None:
    theirs = model.Release(
        name=name,
        message=message,
        target=target,
        target_type=TARGET_KINDS[kind],
        synthetic=False,
        author=author and author[1],
        date=author and author[2],
    )
    ours = Release(name, f"swh:1:{kind}:{target.hex()}", author and author[0], message)
    assert swhid.release(ours) == str(theirs.swhid())


@given(st.dictionaries(NAMES, st.none() | st.tuples(st.sampled_from(sorted(TARGET_KINDS)), HASHES), max_size=6))
def test_snapshots_are_named_as_swh_model_names_them(branches: dict[bytes, tuple[str, bytes] | None]) -> None:
    ours: dict[bytes, str | bytes | None] = {
        name: target and f"swh:1:{target[0]}:{target[1].hex()}" for name, target in branches.items()
    }
    theirs = {
        name: target
        and model.SnapshotBranch(target=target[1], target_type=model.SnapshotTargetType(TARGET_KINDS[target[0]].value))
        for name, target in branches.items()
    }
    if branches:
        first = min(branches)
        ours[b"HEAD/"] = first  # no name above has a slash
        theirs[b"HEAD/"] = model.SnapshotBranch(target=first, target_type=model.SnapshotTargetType.ALIAS)
    assert swhid.snapshot(ours) == str(model.Snapshot(branches=theirs).swhid())


# git

Git = Callable[..., bytes]


@pytest.fixture
def git(tmp_path: Path) -> Iterator[Git]:
    """A repository with folders, an executable, a link, a submodule, a merge, a signed commit and annotated tags."""

    def run(*arguments: str, stdin: bytes = b"") -> bytes:
        who = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in clock.items()}
        alone = {"PATH": "/usr/bin:/bin:/usr/local/bin", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(
            ["git", "-c", "init.defaultBranch=main", *arguments],
            cwd=tmp_path,
            env=alone | who,
            input=stdin,
            capture_output=True,
            check=True,
        )
        return done.stdout.rstrip(b"\n") if arguments[0] != "cat-file" else done.stdout

    clock = {"NAME": "Ada Löf", "EMAIL": "ada@example.org", "DATE": "1600000000 -0330"}
    run("init", "--quiet")
    for path, data in {"b/c.txt": b"c", "b.txt": b"b\r\n", "b-a": b"", "run": b"#!/bin/sh\n", "ä": b"\0"}.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    (tmp_path / "run").chmod(0o755)
    (tmp_path / "link").symlink_to("b/nowhere")
    run("add", "--all")
    run("update-index", "--add", "--cacheinfo", f"160000,{'4' * 40},part")
    run("commit", "--quiet", "--message", "First\n\nMore.\n")
    run("checkout", "--quiet", "-b", "side")
    run("commit", "--quiet", "--allow-empty", "--message", "Side")
    run("checkout", "--quiet", "main")
    run("merge", "--quiet", "--no-ff", "--message", "Merge", "side")
    commit = run("cat-file", "commit", "HEAD")
    signature = b"\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ\n -----END PGP SIGNATURE-----\n\n"
    signed_ = run("hash-object", "-t", "commit", "-w", "--stdin", stdin=commit.replace(b"\n\n", signature, 1)).decode()
    run("reset", "--quiet", "--hard", signed_)
    run("tag", "--annotate", "--message", "One", "v1")
    run("tag", "--annotate", "--message", "A tag of a tag", "v1-again", "v1")
    run("tag", "light", "HEAD^2")
    yield run


def headers_of(body: bytes) -> tuple[list[tuple[bytes, bytes]], bytes]:
    head, _, message = body.partition(b"\n\n")
    lines = head.replace(b"\n ", b"\0").split(b"\n")
    return [(key, value.replace(b"\0", b"\n")) for key, _, value in (line.partition(b" ") for line in lines)], message


def by(value: bytes) -> Signed:
    who, seconds, offset = value.rsplit(b" ", 2)
    return Signed(who, int(seconds), offset)


def listed(git: Git, id_: str) -> list[Entry]:
    kinds = {b"blob": "cnt", b"tree": "dir", b"commit": "rev"}
    entries = []
    for line in git("ls-tree", "-z", id_).split(b"\0")[:-1]:
        facts, name = line.split(b"\t", 1)
        mode, kind, target = facts.split(b" ")
        entries.append(Entry(name, int(mode, 8), f"swh:1:{kinds[kind]}:{target.decode()}"))
    return entries


def test_every_object_of_a_repository_has_the_hash_that_git_gives_it(git: Git) -> None:
    seen = set()
    for line in git("cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)").split(b"\n"):
        if not line:
            continue
        id_, kind = line.decode().split(" ")
        body = git("cat-file", kind, id_)
        if kind == "blob":
            found = swhid.content(body)
        elif kind == "tree":
            found = swhid.directory(reversed(listed(git, id_)))
        elif kind == "commit":
            headers, message = headers_of(body)
            known = dict(headers)
            parents = tuple(f"swh:1:rev:{value.decode()}" for key, value in headers if key == b"parent")
            others = tuple((key, v) for key, v in headers if key not in (b"tree", b"parent", b"author", b"committer"))
            seen |= {key for key, _ in others} | {len(parents)}
            directory = f"swh:1:dir:{known[b'tree'].decode()}"
            people = by(known[b"author"]), by(known[b"committer"])
            found = swhid.revision(Revision(directory, *people, message, parents, others))
        else:
            known = dict(headers_of(body)[0])
            target = {b"commit": "rev", b"tag": "rel"}[known[b"type"]]
            seen.add(target)
            made = Release(
                known[b"tag"],
                f"swh:1:{target}:{known[b'object'].decode()}",
                by(known[b"tagger"]),
                headers_of(body)[1],
            )
            found = swhid.release(made)
        assert found.rpartition(":")[2] == id_, kind
        seen.add(kind)
    assert seen == {"blob", "tree", "commit", "tag", b"gpgsig", 0, 1, 2, "rev", "rel"}


# What cannot be


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: swhid.parts("swh:1:cnt:" + "A" * 40), "no identifier of the form"),
        (lambda: swhid.parts("swh:1:cnt:" + "5" * 40 + "\n"), "no identifier of the form"),
        (lambda: swhid.streamed_content(3, [b"ab"]), "2 bytes instead of 3"),
        (lambda: swhid.directory([Entry(b"a", swhid.FILE, CORE["cnt"])] * 2), "twice"),
        (lambda: swhid.directory([Entry(b"a/b", swhid.FILE, CORE["cnt"])]), "can be named b'a/b'"),
        (lambda: swhid.directory([Entry(b"", swhid.FILE, CORE["cnt"])]), "can be named b''"),
        (lambda: swhid.directory([Entry(b"a", swhid.FOLDER, CORE["cnt"])]), "should be of the kind dir"),
        (lambda: swhid.directory([Entry(b"a", swhid.SUBMODULE, CORE["dir"])]), "should be of the kind rev"),
        (lambda: swhid.revision(Revision(CORE["rev"], None, None, None)), "should be of the kind dir"),
        (lambda: swhid.revision(Revision(CORE["dir"], None, None, None, (CORE["dir"],))), "should be of the kind rev"),
        (lambda: swhid.revision(Revision(CORE["dir"], None, None, None, (), ((b"a b", b""),))), "no header named"),
        (lambda: swhid.release(Release(b"1", "swh:2:rev:" + "5" * 40)), "no identifier of the form"),
        (lambda: swhid.snapshot({b"HEAD": b"refs/heads/main"}), "no other branch"),
        (lambda: swhid.snapshot({b"HEAD": b"HEAD"}), "no other branch"),
        (lambda: swhid.snapshot({b"HEAD": "main"}), "no identifier of the form"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(make: Callable[[], str], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        make()


def test_a_dangling_branch_is_told_from_one_that_is_not_there() -> None:
    assert swhid.snapshot({b"a": None}) != swhid.snapshot({})
