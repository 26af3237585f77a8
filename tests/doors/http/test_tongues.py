from __future__ import annotations

import pytest

from commonhold.doors.http.models import installed_models
from commonhold.doors.http.tongues import listed, preferred, resolved

ENGLISH = "The installation of the package needs a compiler, and it takes a minute or two."
GERMAN = "Wir gehen heute in den großen Park, und danach essen wir ein Eis."
SPANISH = "La instalación del paquete requiere privilegios de administrador y un buen café."


def test_a_text_in_an_installed_language_is_recognised() -> None:
    guess = installed_models().guess(ENGLISH)
    assert (guess.language, guess.is_foreign) == ("en", False)
    assert guess.confidence > 0.8


@pytest.mark.skipif("de" in installed_models().languages, reason="there is a German model")
def test_a_text_in_another_language_is_foreign() -> None:
    assert installed_models().guess(GERMAN).is_foreign


@pytest.mark.skipif("es" in installed_models().languages, reason="there is a Spanish model")
def test_so_is_one_with_names_and_loans_in_it() -> None:
    assert installed_models().guess(SPANISH).is_foreign


def test_a_few_words_are_never_foreign() -> None:
    assert not installed_models().guess("Teh quikc borwn fox").is_foreign
    assert not installed_models().guess("1234").is_foreign


@pytest.mark.parametrize("code", ["", "auto", "en-", "x", "e n", "en--US", "de", "english"])
def test_codes_of_languages_not_installed_are_not_resolved(code: str) -> None:
    assert resolved(code, ["en"]) is None


def test_every_listed_code_is_resolved_to_its_language() -> None:
    entries = listed(["en", "de", "eo"])
    assert {each["code"] for each in entries} == {"en", "de", "eo"}
    assert [each["name"] for each in entries] == sorted(each["name"] for each in entries)
    assert [resolved(each["longCode"], ["en", "de", "eo"]) for each in entries] == [
        (each["code"], each["longCode"]) for each in entries
    ]


def test_a_preferred_variant_of_another_language_is_passed_over() -> None:
    assert preferred("en", ["de-DE", "nonsense!", "en-gb"]) == "en-GB"
