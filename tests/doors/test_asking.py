from __future__ import annotations

from collections.abc import Iterable

from commonhold.doors.asking import Desk, Habits, ask
from commonhold.doors.edits import Edit
from commonhold.doors.report import Look
from commonhold.doors.wordbook import UnwritableListError
from commonhold.errors import CommonholdError
from commonhold.finding import Finding

SOURCE = "teh cat teh dog adn teh end"


def finding(start: int, *suggestions: str, kind: str = "spelling", fixable: bool = True) -> Finding:
    return Finding(start, start + 3, kind, "no word", suggestions, 0.5, (), fixable)


THREE = [finding(0, "the", "ten"), finding(8, "the"), finding(16, "and", kind="word")]


def asked(keys: Iterable[str], findings: list[Finding], habits: Habits | None = None) -> tuple[list[Edit], str, Habits]:
    said: list[str] = []
    waiting = iter(keys)
    habits = habits or Habits()
    edits = ask("a.md", SOURCE, findings, habits, Desk(lambda: next(waiting), said.append, Look()))
    assert next(waiting, None) is None, "a key was not asked for"
    return edits, "".join(said), habits


def test_yes_makes_the_first_suggestion_and_no_leaves_the_words() -> None:
    assert asked("yny", THREE)[0] == [Edit(0, 3, "the"), Edit(16, 19, "and")]


def test_a_number_chooses_its_suggestion() -> None:
    edits, said, _ = asked("2nn", THREE)
    assert edits == [Edit(0, 3, "ten")]
    assert "did you mean 1 “the” or 2 “ten”?" in said
    assert "Change it? [y/n/1-2/i/a/q/?] 2\n" in said


def test_a_number_without_a_suggestion_shows_the_help_and_asks_again() -> None:
    edits, said, _ = asked("3y", [THREE[0]])
    assert edits == [Edit(0, 3, "the")]
    assert "leave this one as it is" in said
    assert said.count("Change it?") == 2


def test_a_zero_or_an_arrow_key_chooses_nothing() -> None:
    assert asked(["0", "\x1b[A", "\n", "n"], [THREE[0]])[0] == []


def test_all_of_a_kind_are_changed_without_further_questions_and_in_later_texts_too() -> None:
    edits, said, habits = asked("an", THREE)
    assert edits == [Edit(0, 3, "the"), Edit(8, 11, "the")]
    assert said.count("Change it?") == 2
    assert asked("", [finding(20, "the")], habits)[0] == [Edit(20, 23, "the")]


def test_ignored_words_are_not_asked_about_again() -> None:
    edits, _, habits = asked("iy", THREE)
    assert edits == [Edit(16, 19, "and")]
    assert asked("", [finding(20, "the")], habits)[0] == []


def test_quitting_keeps_what_was_chosen() -> None:
    edits, _, habits = asked("yq", THREE)
    assert edits == [Edit(0, 3, "the")]
    assert habits.stopped


def test_the_end_of_the_keys_is_quitting() -> None:
    edits, _, habits = asked(["y", ""], THREE)
    assert (edits, habits.stopped) == ([Edit(0, 3, "the")], True)


def test_what_crosses_markup_is_shown_and_not_asked_about() -> None:
    edits, said, _ = asked("", [finding(0, "the", fixable=False), finding(8)])
    assert edits == []
    assert "to be changed by hand: it crosses markup" in said
    assert "to be changed by hand: there is no suggestion" in said


def test_a_finding_that_collides_with_a_chosen_change_is_passed_over() -> None:
    assert asked("y", [THREE[0], Finding(2, 7, "word", "", ("x",), 0.9)])[0] == [Edit(0, 3, "the")]
    assert asked("ny", [THREE[0], Finding(2, 7, "word", "", ("x",), 0.9)])[0] == [Edit(2, 7, "x")]


def learning(
    keys: str, findings: list[Finding], trouble: CommonholdError | None = None
) -> tuple[list[Edit], str, list[tuple[str, str]]]:
    said: list[str] = []
    learned: list[tuple[str, str]] = []
    waiting = iter(keys)

    def learn(word: str, whose: str) -> str:
        if trouble:
            raise trouble
        learned.append((word, whose))
        return f"{word} is learned"

    edits = ask("a.md", SOURCE, findings, Habits(), Desk(lambda: next(waiting), said.append, Look(), learn))
    assert next(waiting, None) is None, "a key was not asked for"
    return edits, "".join(said), learned


def test_a_word_put_into_a_list_is_not_asked_about_again() -> None:
    edits, said, learned = learning("wy", THREE)
    assert edits == [Edit(16, 19, "and")]
    assert learned == [("teh", "user")]
    assert "Change it? [y/n/1-2/i/w/p/a/q/?] " in said
    assert "teh is learned" in said


def test_a_word_can_be_put_into_the_list_of_the_project() -> None:
    assert learning("py", THREE)[2] == [("teh", "project")]


def test_a_doubled_word_is_not_offered_to_a_list() -> None:
    edits, said, learned = learning("wn", [finding(0, "the", kind="doubled")])
    assert (edits, learned) == ([], [])
    assert "[y/n/i/a/q/?]" in said
    assert "leave this one as it is" in said


def test_a_mark_is_not_offered_to_a_list() -> None:
    assert "[y/n/i/a/q/?]" in learning("n", [finding(0, ",", kind="punctuation")])[1]


def test_a_list_that_cannot_be_written_is_told_and_the_question_stays() -> None:
    edits, said, _ = learning("wy", THREE[:1], UnwritableListError(path="words.txt", what="the disk is full"))
    assert edits == [Edit(0, 3, "the")]
    assert "The word list words.txt was left as it was: the disk is full." in said
    assert said.count("Change it?") == 2
