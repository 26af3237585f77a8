"""Old spellings: what is respelled, what is left out, and what stays as it is."""

from __future__ import annotations

import pytest

from commonhold.curate.spelling import Spelling

GERMAN = Spelling.of(["thür", "*theil*"], {"daß": "dass", "mußt*": "musst", "*wußt*": "wusst", "*niß": "nis"})


@pytest.mark.parametrize(
    ("written", "today"),
    [
        ("Ich weiß, daß du mußtest.", "Ich weiß, dass du musstest."),
        ("Daß ihr's wußtet! DASS", "Dass ihr's wusstet! DASS"),
        ("Unbewußtsein und Bewußtheit", "Unbewusstsein und Bewusstheit"),
        ("Geheimniß um Geheimniß", "Geheimnis um Geheimnis"),
        ("Geheimnißvoll", "Geheimnißvoll"),
        ("bemußt", "bemußt"),
        ("", ""),
    ],
)
def test_words_are_written_as_today(written: str, today: str) -> None:
    assert GERMAN.today_of(written) == today


def test_capitals_are_kept() -> None:
    spelling = Spelling.of([], {"á": "a", "fué": "fue", "*cion": "ción"})
    assert spelling.today_of("FUÉ Fué fué Á la Accion") == "FUE Fue fue A la Acción"


@pytest.mark.parametrize("passage", ["Die Thür war zu.", "Zum Theile", "der VORTHEIL"])
def test_passages_that_show_another_time_are_left_out(passage: str) -> None:
    assert GERMAN.today_of(passage) is None


@pytest.mark.parametrize("passage", ["Die Thüringer", "Tür und Teil", "Theater"])
def test_other_passages_stay(passage: str) -> None:
    assert GERMAN.today_of(passage) == passage


def test_what_is_respelled_is_not_left_out_for_its_old_letters() -> None:
    assert Spelling.of(["*ß*"], {"daß": "dass"}).today_of("daß") == "dass"
    assert Spelling.of(["*ß*"], {"daß": "dass"}).today_of("daß Kuß") is None


def test_without_patterns_everything_stays() -> None:
    assert Spelling.of().today_of("daß á étoit") == "daß á étoit"
