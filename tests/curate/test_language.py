"""The language of a work, among a few."""

import pytest

from commonhold.curate.language import PIECE, PIECES, Languages, excerpt

WORKS = {
    "en": "The committee meets every second Tuesday to read what people have sent in, and answers within a month.",
    "de": "Der Ausschuss trifft sich jeden zweiten Dienstag, liest die Einsendungen und antwortet binnen eines Monats.",
    "fr": "Le comité se réunit un mardi sur deux pour lire ce que les gens ont envoyé, et répond sous un mois.",
    "es": "El comité se reúne cada segundo martes para leer lo que la gente ha enviado y responde en un mes.",
    "it": "Il comitato si riunisce ogni due martedì per leggere quello che la gente ha mandato e risponde in un mese.",
    "pl": "Komisja zbiera się co drugi wtorek, czyta to, co ludzie przysłali, i odpowiada w ciągu miesiąca.",
}


@pytest.fixture(scope="module")
def languages() -> Languages:
    return Languages.of((*WORKS, "nl"))


@pytest.mark.parametrize("code", WORKS)
def test_a_sentence_tells_its_language(languages: Languages, code: str) -> None:
    found = languages.language_of(WORKS[code])
    assert found is not None
    assert found[0] == code
    assert 0.8 < found[1] <= 1.0


def test_under_forty_letters_nobody_can_tell(languages: Languages) -> None:
    assert languages.language_of("See the chapter on plants.") is None
    assert languages.language_of("1234567890 " * 20) is None


def test_code_between_the_words_does_not_count(languages: Languages) -> None:
    text = WORKS["de"] + " `if committee.meets(tuesday) then answer within month else wait for the next`" * 9
    found = languages.language_of(text)
    assert found is not None
    assert found[0] == "de"


def test_a_long_work_is_judged_by_its_parts_not_its_beginning(languages: Languages) -> None:
    found = languages.language_of(WORKS["en"] + "\n" + (WORKS["de"] + "\n") * 60)
    assert found is not None
    assert found[0] == "de"


def test_an_excerpt_is_short_and_the_same_every_time() -> None:
    text = " ".join(f"word{index} and more" for index in range(50_000))
    assert excerpt(text) == excerpt(text)
    assert 100 < len(excerpt(text)) <= PIECES * PIECE


def test_codes_nobody_knows_are_left_out() -> None:
    assert Languages.of(("en", "de", "qq")).codes == ("de", "en")
