"""Qualified identifiers: written in one order, read in any, and what means nothing is passed over."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from swh.model.exceptions import ValidationError
from swh.model.swhids import CoreSWHID, ObjectType, QualifiedSWHID

from commonhold.qualified import Swhid, parsed

CORE = {kind: f"swh:1:{kind}:" + "5" * 40 for kind in ("cnt", "dir", "rev", "rel", "snp")}
ORIGIN = "https://example.org/a"


def cores(*kinds: str) -> st.SearchStrategy[str]:
    return st.builds(
        lambda kind, digest: f"swh:1:{kind}:{digest.hex()}",
        st.sampled_from(kinds),
        st.binary(min_size=20, max_size=20),
    )


SPANS = st.tuples(st.integers(1, 10**6), st.integers(0, 10**6)).map(lambda span: (span[0], span[0] + span[1]))
PATHS = st.binary(max_size=12).map(lambda path: b"/" + path)
ORIGINS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Z")) | st.sampled_from(";%=/?#"), min_size=1, max_size=16
)


@st.composite
def identifiers(draw: st.DrawFn) -> Swhid:
    core = draw(cores("cnt", "dir", "rev", "rel", "snp"))
    origin = draw(st.just("") | ORIGINS)
    path = draw(st.just(b"") | PATHS)
    span, octets = None, None
    if core.startswith("swh:1:cnt"):
        span, octets = draw(st.sampled_from([(None, None), (draw(SPANS), None), (None, draw(SPANS))]))
    return Swhid(
        core,
        origin,
        draw(st.just("") | cores("snp")) if origin else "",
        draw(st.just("") | cores("dir", "rev", "rel", "snp")) if path else "",
        path,
        span,
        octets,
    )


@given(identifiers())
def test_what_is_written_is_read_as_it_was(identifier: Swhid) -> None:
    assert parsed(str(identifier)) == identifier


@given(identifiers(), st.randoms(use_true_random=False))
def test_the_order_of_qualifiers_does_not_matter_in_reading(identifier: Swhid, chance: object) -> None:
    core, *qualifiers = str(identifier).split(";")
    chance.shuffle(qualifiers)  # type: ignore[attr-defined]
    assert str(parsed(";".join([core, *qualifiers]))) == str(identifier)


@given(identifiers().filter(lambda identifier: identifier.octets is None))
def test_it_is_written_and_read_as_swh_model_does(identifier: Swhid) -> None:
    _, _, kind, digits = identifier.core.split(":")
    span = identifier.lines
    theirs = QualifiedSWHID(
        object_type=ObjectType(kind),
        object_id=bytes.fromhex(digits),
        origin=identifier.origin or None,
        visit=CoreSWHID.from_string(identifier.visit) if identifier.visit else None,
        anchor=CoreSWHID.from_string(identifier.anchor) if identifier.anchor else None,
        path=identifier.path or None,
        lines=None if span is None else (span[0], None if span[0] == span[1] else span[1]),
    )
    assert str(identifier) == str(theirs)
    assert QualifiedSWHID.from_string(str(identifier)) == theirs


def test_bytes_are_known_here_and_not_to_swh_model() -> None:
    text = f"{CORE['cnt']};bytes=154-315"
    assert parsed(text).octets == (154, 315)
    assert str(parsed(text)) == text
    with pytest.raises(ValidationError, match="bytes"):
        QualifiedSWHID.from_string(text)


def test_the_example_of_the_standard_is_read_and_written() -> None:
    text = (
        "swh:1:cnt:4d99d2d18326621ccdd70f5ea66c2e2ac236ad8b;origin=https://gitorious.org/ocamlp3l/ocamlp3l_cvs.git;"
        "visit=swh:1:snp:d7f1b9eb7ccb596c2622c4780febaa02549830f9;"
        "anchor=swh:1:rev:2db189928c94d62a3b4757b3eec68f0a4d4113f0;path=/Examples/SimpleFarm/simplefarm.ml;lines=9-15"
    )
    found = parsed(text)
    assert (found.path, found.lines, str(found)) == (b"/Examples/SimpleFarm/simplefarm.ml", (9, 15), text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"{CORE['cnt']};visit={CORE['snp']}", CORE["cnt"]),
        (f"{CORE['cnt']};anchor={CORE['rev']}", CORE["cnt"]),
        (f"{CORE['dir']};lines=1-2", CORE["dir"]),
        (f"{CORE['rev']};bytes=1-2;origin={ORIGIN}", f"{CORE['rev']};origin={ORIGIN}"),
        (f"{CORE['cnt']};lines=1-2;bytes=3", f"{CORE['cnt']};bytes=3"),
        (f"{CORE['cnt']};lines=4-4", f"{CORE['cnt']};lines=4"),
        (f"{CORE['cnt']};path=/a%20b%2Fc", f"{CORE['cnt']};path=/a%20b/c"),
        (
            f"{CORE['cnt']};origin=https://example.org/%41%3b%2525",
            f"{CORE['cnt']};origin=https://example.org/A%3B%2525",
        ),
        (f"{CORE['cnt']};origin=https://example.org/a%20b", f"{CORE['cnt']};origin=https://example.org/a%20b"),
    ],
)
def test_what_means_nothing_where_it_stands_is_passed_over(text: str, kept: str) -> None:
    assert str(parsed(text)) == kept


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no identifier of the form"),
        ("swh:2:cnt:" + "5" * 40, "no identifier of the form"),
        ("swh:1:ori:" + "5" * 40, "no identifier of the form"),
        (CORE["cnt"].upper(), "no identifier of the form"),
        (f"{CORE['cnt']};", "'' is no qualifier"),
        (f"{CORE['cnt']};colour=red", "'colour=red' is no qualifier; there are origin"),
        (f"{CORE['cnt']};lines", "'lines' is no qualifier"),
        (f"{CORE['cnt']};lines=1;lines=2", "lines is given twice"),
        (f"{CORE['cnt']};lines=0", "lines cannot be 0-0"),
        (f"{CORE['cnt']};lines=3-2", "lines cannot be 3-2"),
        (f"{CORE['cnt']};lines=1-2-3", "lines cannot be '1-2-3'"),
        (f"{CORE['cnt']};lines=-1", "lines cannot be '-1'"),
        (f"{CORE['cnt']};bytes=5-4", "bytes cannot be 5-4"),
        (f"{CORE['cnt']};path=a/b", "does not begin with a slash"),
        (f"{CORE['cnt']};origin={ORIGIN};visit={CORE['rev']}", "should be of the kind snp"),
        (f"{CORE['cnt']};path=/a;anchor={CORE['cnt']}", "should be of the kind dir or rev or rel or snp"),
        (f"{CORE['cnt']};origin=%FF", "not UTF-8"),
    ],
)
def test_what_is_no_identifier_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parsed(text)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"visit": CORE["snp"]}, "there is no origin"),
        ({"anchor": CORE["rev"]}, "there is no path"),
        ({"core": CORE["dir"], "lines": (1, 2)}, "only contents have lines"),
        ({"core": CORE["dir"], "octets": (1, 2)}, "named by bytes"),
        ({"lines": (1, 2), "octets": (1, 2)}, "bytes are given"),
    ],
)
def test_none_is_made_that_says_what_means_nothing(facts: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Swhid(**{"core": CORE["cnt"]} | facts)  # type: ignore[arg-type]
