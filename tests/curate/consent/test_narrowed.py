"""Licences narrowed after the pin: honoured by default, noted where a policy keeps to the pin, never guessed."""

from __future__ import annotations

import pytest

from commonhold.consent import Answer, Consent, Seen
from commonhold.curate.consent import Wishes, refusal
from commonhold.optouts import OptOuts
from commonhold.recipe import Policy, Source

OPEN = "This book is licensed under a Creative Commons Attribution 4.0 International License (CC BY 4.0).\n"
SHARED = "This book is licensed under the Creative Commons Attribution-ShareAlike 4.0 International License.\n"
CLOSED = "This book is licensed under the Creative Commons Attribution-NonCommercial-ShareAlike 4.0 License.\n"
WORK = "swh:1:cnt:" + "0" * 40


def asked(
    then: dict[str, str], now: dict[str, str], policy: Policy | None = None, statement: tuple[str, str] = ("", "")
) -> Wishes:
    source = Source("book", "https://example.org/book", "0" * 40, license=statement[0], license_from=statement[1])
    pinned = Seen("swh:1:rev:" + "0" * 40, "2025-01-01T00:00:00Z", {path: text.encode() for path, text in then.items()})
    newest = Seen("swh:1:rev:" + "1" * 40, "2026-05-01T00:00:00Z", {path: text.encode() for path, text in now.items()})
    return Wishes.of(source, pinned, newest, {}, OptOuts(), policy or Policy("CC-BY-SA-4.0"))


def of(wishes: Wishes, path: str = "a.md") -> Consent:
    return wishes.of_work(path, b"", WORK)


def test_a_licence_that_became_non_commercial_keeps_works_out() -> None:
    found = of(asked({"LICENSE": OPEN}, {"LICENSE": CLOSED}))
    assert found.answer is Answer.DENY
    assert refusal(found, Policy("CC-BY-SA-4.0")) == "narrowed"
    one = found.because[0]
    assert (one.family, one.locator, one.scope, one.seen) == ("narrowed", "LICENSE", "", "2026-05-01T00:00:00Z")
    for words in ("CC-BY-4.0", "CC-BY-NC-SA-4.0", "0" * 40, "1" * 40):
        assert words in one.detail


def test_a_policy_may_keep_to_the_pin_and_then_says_so() -> None:
    wishes = asked({"LICENSE": OPEN}, {"LICENSE": CLOSED}, Policy("CC-BY-SA-4.0", narrowed="pinned"))
    assert of(wishes).answer is Answer.UNKNOWN
    assert "keeps to the pinned licence" in wishes.observations()[0].detail


@pytest.mark.parametrize(("now", "outbound"), [(SHARED, "CC-BY-SA-4.0"), (OPEN + "\nThanks.\n", "CC-BY-SA-4.0")])
def test_a_change_that_still_stands_in_the_lane_is_none(now: str, outbound: str) -> None:
    wishes = asked({"LICENSE": OPEN}, {"LICENSE": now}, Policy(outbound))
    assert (of(wishes).answer, wishes.observations()) == (Answer.UNKNOWN, ())


def test_what_narrows_depends_on_the_outbound_licence() -> None:
    assert of(asked({"LICENSE": OPEN}, {"LICENSE": SHARED}, Policy("CC-BY-4.0"))).answer is Answer.DENY


def test_only_the_folder_that_narrowed_is_kept_out() -> None:
    wishes = asked({"LICENSE": OPEN, "art/LICENSE": OPEN}, {"LICENSE": OPEN, "art/LICENSE": CLOSED})
    assert [of(wishes, path).answer for path in ("a.md", "art/a.md", "art/b/c.md")] == ["unknown", "deny", "deny"]
    assert [one.scope for one in wishes.observations()] == ["art/"]


def test_a_folder_that_got_papers_later_is_told_of_once_it_has_works() -> None:
    wishes = asked({"LICENSE": OPEN}, {"LICENSE": OPEN, "art/LICENSE": CLOSED})
    assert wishes.observations() == ()
    assert (of(wishes, "art/a.md").answer, of(wishes).answer) == (Answer.DENY, Answer.UNKNOWN)
    assert [one.scope for one in wishes.observations()] == ["art/"]


def test_a_folder_with_a_licence_of_its_own_stays_when_the_root_narrows() -> None:
    wishes = asked({"LICENSE": OPEN, "art/LICENSE": SHARED}, {"LICENSE": CLOSED, "art/LICENSE": SHARED})
    assert [of(wishes, path).answer for path in ("a.md", "art/a.md")] == ["deny", "unknown"]


def test_a_paper_that_is_gone_is_noted_and_decides_nothing() -> None:
    wishes = asked({"LICENSE": OPEN}, {"README.md": "Moved elsewhere."})
    assert of(wishes).answer is Answer.UNKNOWN
    assert "no-licence" in wishes.observations()[0].detail and wishes.observations()[0].locator == "LICENSE"


def test_what_a_steward_read_at_the_pin_is_not_held_against_papers_that_moved() -> None:
    statement = ("CC-BY-4.0", "ABOUT.md")
    wishes = asked({"ABOUT.md": OPEN}, {"LICENSE": OPEN}, statement=statement)
    assert of(wishes).answer is Answer.UNKNOWN
    assert of(asked({"ABOUT.md": OPEN}, {"LICENSE": CLOSED}, statement=statement)).answer is Answer.DENY


def test_what_could_not_be_used_at_the_pin_is_not_narrowed() -> None:
    assert asked({"LICENSE": CLOSED}, {"LICENSE": CLOSED + "\n"}).observations() == ()


def test_an_objection_that_came_later_counts() -> None:
    now = {"LICENSE": OPEN, "README.md": CLOSED}
    assert of(asked({"LICENSE": OPEN, "README.md": "A book."}, now)).answer is Answer.DENY


def test_single_files_are_compared_where_reuse_speaks_of_them() -> None:
    then, now = "SPDX-License-Identifier: CC-BY-4.0\n", "SPDX-License-Identifier: CC-BY-NC-4.0\n"
    wishes = asked({"a.md.license": then, "b.md.license": then}, {"a.md.license": now, "b.md.license": then + "\n"})
    assert [of(wishes, path).answer for path in ("a.md", "b.md")] == ["deny", "unknown"]
