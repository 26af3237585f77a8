"""The manifest: read back from its lines, one spelling only, and exact about what is wrong."""

import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhold.canonical import canonical, parse
from commonhold.consent import Answer, Observation
from commonhold.manifest import Entry, Licence, Manifest, Source, SourceConsent, SourceCorrections
from commonhold.work import Origin, WorkId, content_id

PAGE = Path(__file__).parents[1] / "docs" / "formats" / "manifest.md"

licences = st.builds(Licence, st.text(max_size=12), st.sampled_from(["MIT", "CC-BY-4.0"]), st.text(max_size=5))
work_ids = st.binary(max_size=3).map(content_id)
revisions = st.integers(0, 16**40 - 1).map(lambda number: f"swh:1:rev:{number:040x}")
paths = st.text(max_size=8) | st.binary(max_size=8).map(lambda raw: raw.decode("utf-8", "surrogateescape"))
unknown_fields = st.dictionaries(
    st.from_regex(r"x-[a-z]{1,3}", fullmatch=True), st.none() | st.integers() | st.lists(st.text(max_size=3))
).map(lambda fields: tuple((name, canonical(fields[name]).decode()) for name in sorted(fields)))

observations = st.builds(
    Observation,
    *(st.text(max_size=5),) * 3,
    st.sampled_from(Answer),
    *(st.text(max_size=5),) * 3,
    st.lists(st.text(max_size=4), max_size=2).map(tuple),
)


@st.composite
def manifests(draw):
    names = draw(st.lists(st.text(min_size=1, max_size=4), min_size=1, max_size=4, unique=True))
    sources = [
        Source(name, draw(st.text(max_size=6)), draw(revisions), draw(licences), draw(unknown_fields)) for name in names
    ]
    entries = [
        Entry(
            id=work,
            origins=tuple(
                draw(st.lists(st.tuples(st.sampled_from(names), paths), min_size=1, max_size=3, unique=True))
            ),
            licence=draw(licences),
            words=draw(st.integers(0, 2**53 - 1)),
            training_id=draw(work_ids),
            authors=tuple(
                draw(
                    st.lists(
                        st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 9)),
                        max_size=8,
                        unique_by=lambda one: one[0],
                    )
                )
            ),
            encoding=draw(st.sampled_from(["utf-8", "latin-1"])),
            consent=draw(st.sampled_from(Answer)),
            unknown=draw(unknown_fields),
        )
        for work in draw(st.lists(work_ids, max_size=6, unique=True))
    ]
    taught = draw(st.lists(st.sampled_from(names), unique=True))
    used = [
        SourceCorrections(name, tuple(draw(st.dictionaries(revisions, st.integers(1, 9), max_size=3)).items()))
        for name in taught
    ]
    heard = [
        SourceConsent(name, draw(st.just("") | revisions), tuple(draw(st.lists(observations, max_size=3))))
        for name in draw(st.lists(st.sampled_from(names), unique=True))
    ]
    return Manifest(tuple(sources), tuple(entries), tuple(used), tuple(heard), draw(unknown_fields))


@settings(max_examples=50)
@given(manifests())
def test_a_manifest_is_read_back_from_its_lines(manifest):
    assert Manifest.from_lines(manifest.to_lines()) == manifest


@settings(max_examples=50)
@given(manifests(), st.randoms())
def test_the_order_things_were_given_in_does_not_matter(manifest, rng: random.Random):
    def shuffled(things):
        return tuple(rng.sample(things, len(things)))

    other = Manifest(
        shuffled(manifest.sources),
        shuffled(manifest.entries),
        shuffled(manifest.corrections),
        shuffled(manifest.consents),
        manifest.unknown,
    )
    assert other.to_lines() == manifest.to_lines()


@settings(max_examples=50)
@given(manifests(), st.data())
def test_a_flipped_bit_never_goes_unseen(manifest, data):
    lines = manifest.to_lines()
    number = data.draw(st.integers(0, len(lines) - 1))
    place = data.draw(st.integers(0, len(lines[number]) - 1))
    changed = bytearray(lines[number])
    changed[place] ^= 1 << data.draw(st.integers(0, 7))
    lines[number] = bytes(changed)
    try:
        read = Manifest.from_lines(lines)
    except ValueError:
        return
    assert read != manifest
    assert read.to_lines() == lines


def on_the_page() -> list[bytes]:
    return re.search(r"```json\n(.*?)```", PAGE.read_text(), re.DOTALL)[1].encode().splitlines()


def test_the_lines_shown_on_the_page_of_the_format_are_a_manifest():
    manifest = Manifest.from_lines(on_the_page())
    first, second = manifest.entries
    assert first.authors == (("c09d14be77a3", 7), ("51f8c0d2a97e", 1))
    assert second.licence == Licence("MIT OR Apache-2.0", "MIT", "code/COPYING")
    assert second.training_id == second.id
    assert [used.count for used in manifest.corrections] == [3]
    assert manifest.origins(first)[1] == Origin("https://example.org/letters", "2.1", "copies/intro.md")


@pytest.mark.parametrize(
    ("number", "old", "new", "what"),
    [
        (1, b'"version":1', b'"version":2', "line 1: manifest version 2 is not the one"),
        (1, b'{"kind":"manifest","version":1}', b"[]", "line 1: not a JSON object"),
        (1, b'{"kind":"manifest","version":1}', b"{}", "line 1: the field 'kind' is missing"),
        (1, b'"manifest"', b'"inventory"', "line 1: the kind 'inventory' is unknown"),
        (2, b'"name":"handbook"', b'"name":"zeal"', "line 3: 'letters' is out of order"),
        (2, b'"name":"handbook"', b'"name":"letters"', "line 3: 'letters' appears twice"),
        (2, b'"name":"handbook",', b'"name":"handbook","name":"handbook",', "line 2: the key 'name' appears twice"),
        (2, b'"licences":[[', b'"licences":[["a","b"],[', r"line 2: \['a', 'b'\] should be a list of 3"),
        (2, b'"51f8c0d2a97e","c09d14be77a3"', b'"c09d14be77a3","51f8c0d2a97e"', "line 2: not the canonical spelling"),
        (2, b'"51f8c0d2a97e"', b'"51f8","51f8c0d2a97e"', "line 2: not the canonical spelling"),
        (3, b'"kind":"source",', b"", "line 3: the field 'kind' is missing"),
        (3, b'"licences":[["CC0-1.0","CC0-1.0","README.md"]]', b'"licences":[]', "line 3: 'letters' has no licence"),
        (3, b'"url":', b'"Url":', "line 3: the field 'url' is missing"),
        (3, b'":"source"', b'": "source"', "line 3: not the canonical spelling"),
        (4, b'"source":"handbook"', b'"source":"nobody"', "line 4: there is no source 'nobody'"),
        (4, b'"allow"', b'"perhaps"', "line 4: 'perhaps' is not a valid Answer"),
        (4, b',"train-ai=y",[]]', b',"train-ai=y"]', "line 4: .* should be a list of 8"),
        (5, b'"source":"handbook"', b'"source":"nobody"', "line 5: there is no source 'nobody'"),
        (5, b"swh:1:rev:1d", b"swh:1:cnt:1d", "line 5: .* is not an id of the form swh:1:rev"),
        (5, b",2]", b",-2]", "line 5: -2 should be a count"),
        (6, b"swh:1:cnt:4b", b"swh:1:cnt:4B", "line 6: .* is not an id of the form swh:1:cnt"),
        (6, b"swh:1:cnt:4b", b"swh:1:cnt:fb", "line 7: 'swh:1:cnt:b6.*' is out of order"),
        (6, b'"words":812', b'"words":812.0', "line 6: 812.0 should be a count"),
        (6, b'"words":812', b'"words":true', "line 6: True should be a count"),
        (6, b'"words":812', b'"words":9007199254740992', "line 6: 9007199254740992 should be a count"),
        (6, b"[[1,7],[0,1]]", b"[[1,7],[2,1]]", "line 6: there is no number 2 in a list of 2"),
        (6, b"[[1,7],[0,1]]", b"[[1,7],[1,1]]", "line 6: .* names an origin or an author twice"),
        (6, b"[[1,7],[0,1]]", b"[]", "line 2: not the canonical spelling"),
        (6, b'["letters",', b'["others",', "line 6: there is no source 'others'"),
        (6, b'["letters",', b'[["letters"],', "line 6: .* should be text"),
        (6, b'[["handbook","intro.md"],["letters","copies/intro.md"]]', b"[]", "line 6: .* has no origin"),
        (7, b'"licence":1', b'"licence":2', "line 7: there is no number 2 in a list of 2"),
        (7, b'"encoding":"latin-1"', b'"encoding":"utf-8"', "line 7: not the canonical spelling"),
        (7, b'"words":40', b'"words":40 ', "line 7: not the canonical spelling"),
        (7, b'"code/NOTES"', b'"code\\/NOTES"', "line 7: not the canonical spelling"),
    ],
)
def test_a_line_that_is_not_as_it_should_be_is_named_with_the_reason(number, old, new, what):
    lines = on_the_page()
    assert old in lines[number - 1]
    lines[number - 1] = lines[number - 1].replace(old, new, 1)
    with pytest.raises(ValueError, match=what):
        Manifest.from_lines(lines)


def test_the_header_is_the_first_line_and_no_other():
    header, *rest = on_the_page()
    with pytest.raises(ValueError, match="line 1: the header line is missing"):
        Manifest.from_lines(rest)
    with pytest.raises(ValueError, match="line 2: 'manifest' appears twice"):
        Manifest.from_lines([header, header, *rest])
    with pytest.raises(ValueError, match="line 1: "):
        Manifest.from_lines([])


def test_fields_of_a_later_version_are_kept():
    lines = [canonical(parse(line) | {"x-later": {"b": [1], "a": None}}) for line in on_the_page()]
    assert Manifest.from_lines(lines).to_lines() == lines


def test_facts_that_works_share_are_written_once():
    licence = Licence("CC-BY-4.0", "CC-BY-4.0", "docs/LICENSE")
    source = Source("handbook", "https://example.org/handbook", "2.1", licence)
    entries = tuple(
        Entry(work, (("handbook", f"{number}.md"),), licence, 1, work, (("someone", 2),))
        for number, work in enumerate(content_id(b"%d" % number) for number in range(50))
    )
    text = b"\n".join(Manifest((source,), entries).to_lines())
    for fact in (b"CC-BY-4.0", b"docs/LICENSE", b"https://example.org/handbook", b"someone"):
        assert text.count(fact) <= 2


WORK = content_id(b"")
LICENCE = Licence("MIT", "MIT", "LICENSE")
ENTRY = Entry(WORK, (("a", "x"),), LICENCE, 1, WORK)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"id": WorkId("e69de29")}, "'e69de29' is not an id"),
        ({"training_id": WorkId("swh:1:dir:" + "0" * 40)}, "is not an id of the form swh:1:cnt"),
        ({"origins": ()}, "has no origin"),
        ({"origins": (("a", "x"), ("a", "x"))}, "names an origin or an author twice"),
        ({"authors": tuple((str(n), 1) for n in range(9))}, "has 9 authors, more than 8"),
        ({"words": -1}, "-1 should be a count"),
    ],
)
def test_an_entry_that_cannot_be_true_is_not_made(change, what):
    facts = {name: getattr(ENTRY, name) for name in ("id", "origins", "licence", "words", "training_id", "authors")}
    with pytest.raises(ValueError, match=what):
        Entry(**(facts | change))


def test_a_manifest_names_nothing_twice_and_nothing_that_is_not_there():
    source = Source("a", "https://example.org/a", "1", LICENCE)
    with pytest.raises(ValueError, match="'a' appears twice"):
        Manifest((source, source), ())
    with pytest.raises(ValueError, match=f"'{WORK}' appears twice"):
        Manifest((source,), (ENTRY, ENTRY))
    with pytest.raises(ValueError, match="there is no source 'a'"):
        Manifest((), (ENTRY,))
    with pytest.raises(ValueError, match="there is no source 'b'"):
        Manifest((source,), (ENTRY,), (SourceCorrections("b", ()),))
