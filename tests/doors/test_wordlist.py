"""Lists of all kinds, as files have them; the files are in ``lists``."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.doors.cspell import read_cspell
from commonhold.doors.wordlist import READERS, form_of

LISTS = Path(__file__).parent / "lists"


@pytest.mark.parametrize(
    ("name", "right", "refused"),
    [
        ("words.txt", ("restik", "New Yrok", "C#", "restik"), ("teh",)),
        (".harper-dictionary.txt", ("frobnik", "GitHup"), ()),
        (".hunspell_en_US", ("frobnik", "and/or", "word"), ("teh",)),
        ("standard.dic", ("frobnik", "GitHup"), ()),
        ("negative.dic", (), ("teh",)),
        ("en.utf-8.add", ("frobnik", "GitHup"), ("teh",)),
    ],
)
def test_every_kind_of_list_is_read_by_the_name_of_its_file(
    name: str, right: tuple[str, ...], refused: tuple[str, ...]
) -> None:
    text = (LISTS / name).read_text(encoding="utf-8")
    assert READERS[form_of(name)](text) == (right, refused)


def test_the_settings_of_cspell_are_read_with_remarks_and_commas_too_many() -> None:
    found = read_cspell((LISTS / "cspell.json").read_text(encoding="utf-8"))
    assert found.words[0] == ("frobnik", "errorcode", "http://not.a/*comment*/", "GitHup", "cafe")
    assert found.words[1] == ("forbidden", "teh", "hte")
    assert found.paths == ("./dictionaries/names.txt", "./dictionaries/away.txt", "../../outside.txt")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "not JSON"),
        ("words: [a]", "not JSON"),
        ('{"words": ["a"', "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('["a"]', "not a JSON object"),
    ],
)
def test_settings_that_are_no_json_are_refused_in_a_few_words(text: str, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        read_cspell(text)


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        '{"words": "a", "flagWords": 3, "dictionaries": {"a": 1}, "dictionaryDefinitions": 7}',
        '{"words": [1, null, ["x"]], "dictionaryDefinitions": [1, {"name": ["x"], "path": 1}, {}]}',
    ],
)
def test_strange_settings_of_cspell_hold_no_words(text: str) -> None:
    assert read_cspell(text).words == ((), ())


@given(st.text(), st.sampled_from(sorted(READERS)))
def test_any_text_is_a_list_of_some_words_without_spaces_around_them(text: str, form: str) -> None:
    right, refused = READERS[form](text)
    assert all(word and word == word.strip() for word in (*right, *refused))
