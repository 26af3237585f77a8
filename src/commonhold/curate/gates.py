"""All gates of one source, set up once: whatever may teach the model, works and corrections alike, comes this way.

Knows the order of nothing: what each gate does is in ``licence``, ``lane`` and ``curated``.
"""

from __future__ import annotations

from dataclasses import dataclass

from commonhold.curate.consent import OPTED_OUT, Wishes, refusal
from commonhold.curate.curated import Curated, curate_work, runs_met
from commonhold.curate.holdout import HeldOut
from commonhold.curate.lane import Admission, gate
from commonhold.curate.language import Languages
from commonhold.curate.licence import licence_of
from commonhold.curate.papers import Licence, PapersIndex, Problem, Statement
from commonhold.curate.spelling import Spelling
from commonhold.recipe import Policy
from commonhold.verdict import State
from commonhold.work import Origin, Revised, Work, content_id


@dataclass(frozen=True, slots=True)
class Sides:
    """A file before and after a commit: redacted passages, or the ``reason`` why they may not teach (``ok`` if so).

    ``met`` are the held-out runs that kept passages out.
    """

    reason: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    met: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Gates:
    """What a source's texts are judged by.

    Its licence ``papers`` and the steward's ``statement``, its holders' ``wishes``, the community's ``policy`` with
    the outbound licence, the ``language`` it is expected to be in, the texts ``held_out``, the detector of
    ``languages``, and the ``spelling`` of another time to look for.
    """

    papers: PapersIndex
    statement: Statement | None
    wishes: Wishes
    policy: Policy
    language: str
    held_out: HeldOut | None = None
    languages: Languages | None = None
    spelling: Spelling | None = None

    def curated(self, work: Work) -> tuple[Curated, Licence | Problem, Admission | None]:
        """Take a work through the gates; the lane's answer is None where there is no licence to ask for."""
        path = work.origin.path
        consent = self.wishes.of_work(path, work.data, work.id, work.people)
        licence = licence_of(path, work.data, self.papers, self.statement)
        admission = (
            None if isinstance(licence, Problem) else gate(licence.expression, self.policy.outbound, self.policy)
        )
        judged = (self.language, self.held_out, self.languages, self.spelling)
        unwanted = refusal(consent, self.policy)
        return curate_work(work, licence, admission, *judged, consent, unwanted), licence, admission

    def revised(self, change: Revised) -> Sides:
        """Return a file before and after a commit, or the reason why one of the two is refused."""
        if self.wishes.is_by_opted_out(change.people):
            return Sides(OPTED_OUT)
        sides: list[tuple[str, ...]] = []
        met: set[str] = set()
        for content in (change.after, change.before):
            origin = Origin(change.source, change.revision, change.path)
            work = Work(content_id(content), content, change.source, origin, people=change.people)
            curated, _, _ = self.curated(work)
            met |= runs_met(curated.claims)
            if curated.verdict.state is not State.KEPT:
                return Sides(curated.verdict.reason, met=frozenset(met))
            sides.append(curated.passages)
        after, before = sides
        return Sides("ok", before, after, frozenset(met))
