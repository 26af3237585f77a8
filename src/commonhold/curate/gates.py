"""All gates of one source, set up once: whatever may teach the model, works and corrections alike, comes this way.

Knows the order of nothing: what each gate does is in ``licence``, ``lane`` and ``curated``.
"""

from __future__ import annotations

from dataclasses import dataclass

from commonhold.curate.curated import Curated, curate_work
from commonhold.curate.holdout import HeldOut
from commonhold.curate.lane import Admission, gate
from commonhold.curate.language import Languages
from commonhold.curate.licence import licence_of
from commonhold.curate.papers import Licence, PapersIndex, Problem, Statement
from commonhold.curate.spelling import Spelling
from commonhold.verdict import State
from commonhold.work import Origin, Revised, Work, content_id


@dataclass(frozen=True, slots=True)
class Gates:
    """What a source's texts are judged by.

    Its licence ``papers`` and the steward's ``statement``, the ``outbound`` licence, the ``language`` it is expected
    to be in, the texts ``held_out``, the detector of ``languages``, and the ``spelling`` of another time to look for.
    """

    papers: PapersIndex
    statement: Statement | None
    outbound: str
    language: str
    held_out: HeldOut | None = None
    languages: Languages | None = None
    spelling: Spelling | None = None

    def curated(self, work: Work) -> tuple[Curated, Licence | Problem, Admission | None]:
        """Take a work through the gates; the lane's answer is None where there is no licence to ask for."""
        licence = licence_of(work.origin.path, work.data, self.papers, self.statement)
        admission = None if isinstance(licence, Problem) else gate(licence.expression, self.outbound)
        judged = (self.language, self.held_out, self.languages, self.spelling)
        return curate_work(work, licence, admission, *judged), licence, admission

    def revised(self, change: Revised) -> tuple[tuple[str, ...], tuple[str, ...]] | str:
        """Return the redacted passages of a file before and after a commit, or the reason why one is refused."""
        sides = []
        for content in (change.after, change.before):
            origin = Origin(change.source, change.revision, change.path)
            curated, _, _ = self.curated(Work(content_id(content), content, change.source, origin))
            if curated.verdict.state is not State.KEPT:
                return curated.verdict.reason
            sides.append(curated.passages)
        after, before = sides
        return before, after
