"""Texts nobody wrote to be checked: no error, no endless waiting, and places that are places."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonhold.check import Checker
from commonhold.finding import Finding
from commonhold.model import Model

SECONDS = 20.0  # none takes three on a machine of its own
WORDS = "the baker goes to the market and the chidren recieve a letter of the the teacher then "
LANGUAGES = [
    "Alle Menschen sind frei und gleich an Würde und Rechten geboren.",
    "Tous les êtres humains naissent libres et égaux en dignité et en droits.",
    "Todos los seres humanos nacen libres e iguales en dignidad y derechos.",
    "Tutti gli esseri umani nascono liberi ed eguali in dignità e diritti.",
    "Todos os seres humanos nascem livres e iguais em dignidade e em direitos.",
    "Alle mensen worden vrij en gelijk in waardigheid en rechten geboren.",
    "Alla människor är födda fria och lika i värde och rättigheter.",
    "Kaikki ihmiset syntyvät vapaina ja tasavertaisina arvoltaan ja oikeuksiltaan.",
    "Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw.",
    "Všichni lidé rodí se svobodní a sobě rovní co do důstojnosti a práv.",
    "Minden emberi lény szabadon születik és egyenlő méltósága és joga van.",
    "Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar.",
    "Все люди рождаются свободными и равными в своём достоинстве и правах.",
    "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα.",
    "כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם.",
    "يولد جميع الناس أحراراً متساوين في الكرامة والحقوق.",
    "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है।",
    "人人生而自由，在尊严和权利上一律平等。",
    "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。",
    "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다.",
]
HOSTILE = {
    "a sentence of ten thousand words": WORDS * 600,
    "ten thousand words without spaces": WORDS.replace(" ", "") * 600,
    "ten thousand words that nobody knows": " ".join(
        f"{a}{b}{c}x" for a in "bcdfghklmn" for b in "aeiouyäöüé" * 4 for c in "pqrst" * 5
    ),
    "emoji": "👋🏽👨‍👩‍👧❤️🇩🇪" * 2000,
    "right to left": ("שלום עולם، مرحبا بالعالم \u202eabc\u202c ") * 800,
    "combining marks": "e\u0301\u0323\u0308" * 8000 + " " + "\u0301" * 8000,
    "nothing but NUL": "\x00" * 30_000,
    "words and NULs": WORDS.replace(" ", "\x00 ") * 100,
    "line ends of all kinds": WORDS.replace(" ", "\r\n", 3).replace(" ", "\r", 3).replace(" ", "\u2028", 3) * 200,
    "twenty languages": " ".join(LANGUAGES) * 5,
    "a megabyte on one line": "the baker goes to the market and " * 30_000 + WORDS,
    "a megabyte of one letter": "a" * 1_000_000,
    "dollars": "$" * 100_000,
    "dots": "." * 100_000,
    "ats and dots": "@." * 50_000,
    "backticks": "` a ` `" * 10_000,
    "quotation marks": "“" * 30_000 + '"' * 30_000,
    "one word again and again": "the " * 10_000,
    "capitals": WORDS.upper() * 100,
    "lone surrogates": "\ud800 the the \udfff" * 500,
    "soft hyphens": "re\u00adcieve the\u00ad the " * 1000,
    "apostrophes": "it's’s'’s " * 2000 + "'" * 20_000,
}
PIECES = [
    *("the", "the ", "The ", "teh ", "of ", "alot ", "every body ", "recieve", "kitchn", "It’s ", "its own ", "there "),
    *(
        ". ",
        ".",
        ", ",
        "! ",
        "“",
        "”",
        '"',
        "`",
        "`the the`",
        "\n",
        "\r\n",
        "\u00a0",
        "\u00ad",
        "\u0301",
        "1,000 ",
        "a_b ",
    ),
    *(
        "😀",
        "שלום ",
        "你好",
        "\x00",
        "\ud800",
        "http://a.b ",
        "*",
        "**",
        "> ",
        "- ",
        "# ",
        "[a](b)",
        "<b>",
        "&amp;",
        "|",
    ),
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=30).map("".join)


def check_places(text: str, found: list[Finding]) -> None:
    assert all(0 <= one.start <= one.end <= len(text) for one in found)
    assert all(one.end <= other.start and one.start <= other.start for one, other in pairwise(found))
    for one in found:
        assert one.suggestions and one.suggestions[0] != text[one.start : one.end]
        assert 0 <= one.probability <= 1 and one.message


@pytest.fixture(scope="session")
def eager(model: Model) -> Checker:
    """A checker that names nearly everything it can think of."""
    return Checker(model, 1000.0)


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in HOSTILE.items()])
def test_hostile_texts_are_read_in_bounded_time(checker: Checker, text: str) -> None:
    started = time.process_time()
    found = checker.check(text)
    assert time.process_time() - started < SECONDS
    check_places(text, found)


@pytest.mark.parametrize("kind", ["markdown", "text"])
def test_hostile_files_are_read_too(checker: Checker, kind: str) -> None:
    source = "\n\n".join(text[:3000] for text in HOSTILE.values())
    for one in checker.check_source(source, kind):
        assert 0 <= one.start <= one.end <= len(source)


def test_errors_among_twenty_languages_are_found(checker: Checker) -> None:
    text = " ".join([*LANGUAGES[:14], "The garden is in the the village.", *LANGUAGES[14:]])
    assert "the the" in [text[one.start : one.end] for one in checker.check(text)]


@given(text=TEXTS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_can_be_checked(eager: Checker, text: str) -> None:
    check_places(text, eager.check(text))


@given(source=TEXTS)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_file_can_be_checked(eager: Checker, source: str) -> None:
    for kind in ("markdown", "html"):
        found = eager.check_source(source, kind)
        assert all(0 <= one.start <= one.end <= len(source) for one in found)
        assert [one.start for one in found] == sorted(one.start for one in found)
        exact = [one for one in found if one.fixable]
        assert all(one.end <= other.start for one, other in pairwise(exact)), "fixes never meet"


@given(text=TEXTS)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_finding_stays_the_same_when_the_text_is_checked_again(eager: Checker, text: str) -> None:
    assert eager.check(text) == eager.check(text)
