"""Opt-outs of origins, paths, contents, directories, revisions and people, asked work by work."""

from __future__ import annotations

from collections.abc import Callable

from commonhold.consent import Answer, Seen
from commonhold.curate.consent import Wishes, refusal
from commonhold.optouts import OptOut, OptOuts
from commonhold.recipe import Policy, Source

POLICY = Policy("CC-BY-SA-4.0")
ADA, BOB = "a" * 16, "b" * 16
WORK = "swh:1:cnt:" + "0" * 40
REVISION = "swh:1:rev:" + "5" * 40


def wishes(
    *entries: OptOut,
    origin: str = "https://github.com/Owner/Repo.git",
    policy: Policy = POLICY,
    lines_by: Callable[[str, frozenset[str]], int] | None = None,
    directories: tuple[tuple[str, str], ...] = (),
) -> Wishes:
    source = Source("repo", origin, "5" * 40)
    return Wishes.of(
        source, Seen(REVISION), None, {}, OptOuts(entries), policy, lines_by=lines_by, directories=directories
    )


def answer(found: Wishes, path: str = "a.md", work: str = WORK, people: tuple[str, ...] = ()) -> Answer:
    return found.of_work(path, b"", work, people).answer


def test_an_account_covers_all_its_repositories_and_no_other_account() -> None:
    entry = OptOut("origin", origin="https://github.com/owner", date="2026-09-13", proof="forge-account")
    consent = wishes(entry).of_work("a.md", b"", WORK)
    assert (consent.answer, refusal(consent, POLICY)) == (Answer.DENY, "opted-out")
    assert consent.because[0].seen == "2026-09-13T00:00:00Z"
    assert answer(wishes(entry, origin="https://github.com/owner2/repo")) is Answer.UNKNOWN
    assert answer(wishes(entry, origin="https://github.com/own")) is Answer.UNKNOWN


def test_a_path_covers_what_is_below_it() -> None:
    found = wishes(OptOut("path", origin="https://github.com/owner/repo", path="docs/"))
    assert [answer(found, path) for path in ("docs/a.md", "docs2/a.md", "a.md")] == ["deny", "unknown", "unknown"]


def test_a_content_is_found_wherever_it_lies() -> None:
    found = wishes(OptOut("work", id=WORK), origin="https://example.org/copy")
    assert [answer(found, "x/y.md", work) for work in (WORK, WORK[:-1] + "1")] == ["deny", "unknown"]


def test_a_revision_and_a_directory_are_found() -> None:
    assert answer(wishes(OptOut("work", id=REVISION))) is Answer.DENY
    folder = "swh:1:dir:" + "7" * 40
    found = wishes(OptOut("work", id=folder), directories=(("", "swh:1:dir:" + "8" * 40), ("docs/", folder)))
    assert [answer(found, path) for path in ("docs/a.md", "a.md")] == ["deny", "unknown"]
    assert answer(wishes(OptOut("work", id=folder), directories=(("", folder),))) is Answer.DENY


def test_a_person_is_kept_out_where_lines_of_theirs_stand() -> None:
    asked: list[tuple[str, frozenset[str]]] = []

    def lines_by(path: str, people: frozenset[str]) -> int:
        asked.append((path, people))
        return 3 if path == "a.md" else 0

    found = wishes(OptOut("person", people=(ADA, BOB)), lines_by=lines_by)
    assert [answer(found, path, people=(ADA,)) for path in ("a.md", "b.md")] == ["deny", "unknown"]
    assert answer(found, "c.md", people=("c" * 16,)) is Answer.UNKNOWN
    assert asked == [("a.md", frozenset({ADA, BOB})), ("b.md", frozenset({ADA, BOB}))]


def test_by_policy_any_commit_of_theirs_is_enough() -> None:
    found = wishes(OptOut("person", people=(ADA,)), policy=Policy("CC0-1.0", person="touched"), lines_by=lambda *_: 0)
    assert answer(found, people=(BOB, ADA)) is Answer.DENY


def test_where_lines_cannot_be_counted_the_wish_is_honoured() -> None:
    assert answer(wishes(OptOut("person", people=(ADA,))), people=(ADA,)) is Answer.DENY


def test_what_works_brought_up_is_remembered_once_for_each_entry() -> None:
    found = wishes(OptOut("person", people=(ADA,)), OptOut("work", id=WORK))
    assert found.observations() == ()
    for path in ("a.md", "b.md"):
        answer(found, path, people=(ADA,))
    assert sorted(one.scope for one in found.observations()) == [f"person:{ADA}", WORK]
