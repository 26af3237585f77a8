"""The registry of opt-outs: one spelling, strict reading, and what an entry reaches."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.doors.registry import default_opt_outs
from commonhold.optouts import PROOFS, OptOut, OptOuts, normal_origin

WORK = "swh:1:cnt:" + "0" * 40
HEX = "0123456789abcdef"
ORIGINS = st.sampled_from(["https://github.com/owner", "https://example.org/a/b", "pypi:name"])
HASHES = st.lists(st.text(HEX, min_size=16, max_size=16), min_size=1, max_size=3).map(tuple)
IDS = st.tuples(st.sampled_from(["cnt", "dir", "rev"]), st.text(HEX, min_size=40, max_size=40)).map(
    lambda pair: f"swh:1:{pair[0]}:{pair[1]}"
)
FACTS = {
    "proof": st.sampled_from(PROOFS),
    "date": st.sampled_from(["", "2026-09-13"]),
    "note": st.text(max_size=10).filter(lambda text: not any("\ud800" <= sign <= "\udfff" for sign in text)),
    "works": st.lists(st.just(WORK), max_size=2).map(tuple),
    "sketches": st.lists(st.binary(min_size=512, max_size=512), max_size=2).map(tuple),
}
ENTRIES = st.one_of(
    st.builds(OptOut, st.just("origin"), origin=ORIGINS, **FACTS),
    st.builds(OptOut, st.just("path"), origin=ORIGINS, path=st.sampled_from(["docs/", "a/b.md"]), **FACTS),
    st.builds(OptOut, st.just("work"), id=IDS, **FACTS),
    st.builds(OptOut, st.just("person"), people=HASHES, **FACTS),
)
REGISTRIES = st.lists(ENTRIES, max_size=6).map(lambda entries: OptOuts().joined(entries))
LINE = b'{"kind":"origin","origin":"https://github.com/owner","proof":"none"}'
HEAD = b'{"kind":"opt-outs","version":1}'


@given(REGISTRIES)
def test_what_is_written_is_read_back(registry: OptOuts) -> None:
    again = OptOuts.read(registry.to_bytes())
    assert (again.entries, again.to_bytes()) == (registry.entries, registry.to_bytes())


@given(REGISTRIES, st.lists(ENTRIES, max_size=3))
def test_adding_twice_is_adding_once(registry: OptOuts, entries: list[OptOut]) -> None:
    once = registry.joined(entries)
    assert once.joined(entries).to_bytes() == once.to_bytes()
    for entry in entries:
        assert all(
            (one.kind, one.subject) != (entry.kind, entry.subject)
            for one in once.without(entry.kind, entry.subject).entries
        )


def test_fields_of_later_versions_are_kept() -> None:
    text = b'{"kind":"opt-outs","later":[1],"version":1}\n' + LINE[:-1] + b',"zeal":{"a":1}}\n'
    assert OptOuts.read(text).to_bytes() == text


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "empty"),
        (HEAD, "last line does not end"),
        (LINE + b"\n", "line 1: the header line is missing"),
        (b'{"kind":"opt-outs","version":2}\n', "line 1: version 2"),
        (HEAD + b"\n" + LINE + b"\n" + LINE + b"\n", "appears twice"),
        (HEAD + b"\n " + LINE + b"\n", "line 2: not the canonical spelling"),
        (HEAD + b"\n{\n", "line 2: not JSON"),
        (HEAD + b"\n[]\n", "line 2: not a JSON object"),
        (HEAD + b'\n{"kind":"origin","kind":"path"}\n', "line 2: the key 'kind' appears twice"),
        (HEAD + b'\n{"kind":"origin","proof":"none"}\n', "needs origin"),
        (HEAD + b'\n{"kind":"person","people":["ada@example.org"],"proof":"none"}\n', "not a salted hash"),
        (HEAD + LINE.join((b"\n", b"\n")).replace(b"none", b"hearsay"), "the proof 'hearsay'"),
        (HEAD + LINE.join((b"\n", b"\n")).replace(b"owner", b"owner/"), "normal form"),
        (HEAD + b'\n{"date":"13.9.2026","id":"' + WORK.encode() + b'","kind":"work","proof":"none"}\n', "not a day"),
        (HEAD + b'\n{"id":"swh:1:snp:' + b"0" * 40 + b'","kind":"work","proof":"none"}\n', "not an id"),
        (HEAD + b'\n{"kind":"path","origin":"https://a.b/c","path":"../x","proof":"none"}\n', "not one inside"),
        (HEAD + LINE[:-1].join((b"\n", b',"sketches":["AAAA"]}\n')), "512 bytes"),
        (HEAD + LINE[:-1].join((b"\n", b',"sketches":["!"]}\n')), "not base64"),
    ],
)
def test_a_registry_that_is_none_is_refused_with_its_line(content: bytes, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        OptOuts.read(content)


@given(
    REGISTRIES.filter(lambda registry: bool(registry.entries)), st.integers(0, 5), st.sampled_from(["kind", "proof"])
)
def test_a_changed_field_is_refused(registry: OptOuts, place: int, name: str) -> None:
    lines = registry.to_bytes().splitlines()
    at = 1 + place % len(registry.entries)
    record = json.loads(lines[at])
    lines[at] = json.dumps({**record, name: record[name] + "x"}, sort_keys=True, separators=(",", ":")).encode()
    with pytest.raises(ValueError, match="line"):
        OptOuts.read(b"\n".join(lines) + b"\n")


@pytest.mark.parametrize(
    ("given_", "normal"),
    [
        ("https://GitHub.com/Owner/Repo.git", "https://github.com/owner/repo"),
        ("https://codeberg.org:443/Owner/", "https://codeberg.org/Owner"),
        ("https://example.org:8443/a//b", "https://example.org:8443/a/b"),
        ("pypi:Some_Name==1.0", "pypi:some-name"),
        ("deb:fortunes-de", "deb:fortunes-de"),
        ("folder:texts", "folder:texts"),
    ],
)
def test_origins_have_one_form(given_: str, normal: str) -> None:
    assert normal_origin(given_) == normal and normal_origin(normal) == normal


def test_an_entry_reaches_what_it_names_and_no_more() -> None:
    account = OptOut("origin", origin="https://github.com/owner")
    folder = OptOut("path", origin="https://github.com/other/repo", path="docs/")
    work, person = OptOut("work", id=WORK), OptOut("person", people=("a" * 16, "b" * 16))
    registry = OptOuts((account, folder, work, person))
    assert registry.of_work("https://github.com/Owner/x", "a.md", "") == (account,)
    assert registry.of_work("https://github.com/owner2/x", "a.md", "") == ()
    assert registry.of_work("https://github.com/other/repo.git", "docs/a.md", WORK, ["b" * 16]) == (
        folder,
        work,
        person,
    )
    assert registry.covers_directory("swh:1:dir:" + "0" * 40) is None


def test_the_registry_that_comes_with_the_program_is_empty() -> None:
    assert default_opt_outs().entries == ()
