"""One work through all gates: the first one closed gives the reason, and only what is kept leaves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.curate.curated import Curated, curate_work
from commonhold.curate.holdout import HeldOut
from commonhold.curate.lane import gate
from commonhold.curate.language import Languages
from commonhold.curate.papers import Licence, Problem
from commonhold.curate.spelling import Spelling
from commonhold.verdict import State
from commonhold.work import Origin, Work, content_id

OPEN = Licence("CC-BY-4.0", 1.0, "LICENSE", "tag/1")
TEXT = """# Harbour birds

The survey of all the harbour birds took nine people a whole long morning, and most of them were gulls.

Ask *anna@kolibri.org* for the list, or ring the office before noon.
"""


def work(data: bytes = TEXT.encode(), path: str = "docs/birds.md") -> Work:
    return Work(content_id(data), data, "birds", Origin("https://example.org/birds", "swh:1:rev:" + "0" * 40, path))


def curated(
    what: Work,
    licence: Licence | Problem = OPEN,
    held_out: HeldOut | None = None,
    languages: Languages | None = None,
    language: str = "en",
    spelling: Spelling | None = None,
) -> Curated:
    admission = gate(licence.expression, "CC-BY-SA-4.0") if isinstance(licence, Licence) else None
    return curate_work(what, licence, admission, language, held_out, languages, spelling)


@pytest.fixture(scope="module")
def languages() -> Languages:
    return Languages.of(("en", "de", "fr"))


def test_a_good_work_is_kept_and_redacted(languages: Languages) -> None:
    found = curated(work(), languages=languages)
    assert (found.verdict.state, found.verdict.reason) == (State.KEPT, "ok")
    assert found.passages[-1] == "Ask <email> for the list, or ring the office before noon."
    assert found.kinds[0] == "heading"
    assert len(found.kinds) == len(found.passages) == 3
    assert found.words == 33
    assert found.encoding == "utf-8"


def test_claims_say_where_and_why(languages: Languages) -> None:
    what = work()
    claims = {claim.kind: claim for claim in curated(what, languages=languages).claims}
    personal = claims["personal"]
    assert TEXT[personal.start : personal.end] == "anna@kolibri.org"
    assert (personal.value, personal.rule) == ("email", "email/1")
    assert (claims["licence"].value, claims["licence"].evidence) == ("CC-BY-4.0", "LICENSE")
    assert claims["language"].value == "en"
    assert {claim.work for claim in claims.values()} == {what.id}


@pytest.mark.parametrize(
    ("what", "licence", "reason"),
    [
        (work(), Problem("no-licence"), "no-licence"),
        (work(), Problem("licence-conflict", "README.md: CC-BY-NC-4.0"), "licence-conflict"),
        (work(), Licence("CC-BY-NC-4.0", 1.0, "LICENSE", "tag/1"), "non-commercial"),
        (work(b"\x00\x01"), OPEN, "binary"),
        (work(b"\x00\x01"), Problem("no-licence"), "no-licence"),
        (work(bytes(range(128, 256)) * 9), OPEN, "not-text"),
        (work(path="src/birds.c"), OPEN, "not-prose"),
        (work(b"```\ncode\n```\n"), OPEN, "no-prose"),
    ],
)
def test_the_first_gate_closed_gives_the_reason(what: Work, licence: Licence | Problem, reason: str) -> None:
    found = curated(what, licence)
    assert (found.verdict.state, found.verdict.reason) == (State.REFUSED, reason)
    assert found.passages == found.kinds == ()


def test_the_words_of_a_work_refused_for_its_licence_are_counted() -> None:
    assert curated(work(), Problem("no-licence")).words == 33


def test_passages_that_are_held_out_are_left_out_not_the_work() -> None:
    held_out = HeldOut.of(["The survey of all the harbour birds took nine people."])
    found = curated(work(), held_out=held_out)
    assert found.verdict.state is State.KEPT
    assert len(found.passages) == 2
    (claim,) = [claim for claim in found.claims if claim.kind == "hold-out"]
    assert TEXT[claim.start : claim.end].startswith("The survey")


def test_a_work_that_is_all_held_out_is_refused() -> None:
    text = "The survey of all the harbour birds took nine people."
    found = curated(work(text.encode()), held_out=HeldOut.of([text]))
    assert (found.verdict.state, found.verdict.reason) == (State.REFUSED, "held-out")


def test_another_language_is_refused(languages: Languages) -> None:
    german = "Die Zählung der Vögel im Hafen dauerte einen ganzen Morgen, und die meisten davon waren Möwen."
    assert curated(work(german.encode()), languages=languages).verdict.reason == "other-language"
    assert curated(work(german.encode()), languages=languages, language="de").verdict.state is State.KEPT


def test_a_short_work_is_taken_to_be_in_its_sources_language(languages: Languages) -> None:
    assert curated(work(b"Les oiseaux du port"), languages=languages).verdict.state is State.KEPT


@given(st.binary(max_size=300), st.sampled_from(["a.md", "a.txt", "a.bin", "a"]), st.booleans())
def test_every_work_gets_exactly_one_verdict(data: bytes, path: str, licensed: bool) -> None:
    what = work(data, path)
    found = curated(what, OPEN if licensed else Problem("no-licence"))
    assert found.verdict.work == what.id
    assert (found.verdict.state is State.KEPT) == bool(found.passages)


def test_old_spellings_are_respelled_after_redaction_and_the_work_stays_as_it_is() -> None:
    what = work(b"The Survey shews nine gulls.\n\nAsk anna@shews.org, she shews them.\n")
    found = curated(what, spelling=Spelling.of([], {"shews": "shows"}))
    assert found.passages == ("The Survey shows nine gulls.", "Ask <email>, she shows them.")
    assert b"shews" in what.data


def test_passages_in_an_old_spelling_are_left_out_and_a_work_of_nothing_else_is_refused() -> None:
    spelling = Spelling.of(["shew*"])
    found = curated(work(b"The survey shews nine gulls.\n\nMost were young.\n"), spelling=spelling)
    assert found.passages == ("Most were young.",)
    refused = curated(work(b"The survey shews nine gulls.\n"), spelling=spelling)
    assert (refused.verdict.state, refused.verdict.reason) == (State.REFUSED, "old-spelling")
