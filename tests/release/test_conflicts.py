"""Laws of lanes over whole manifests: what is offered solves the conflict, and order changes nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.release.works_by_licence import manifest_of, manifest_of_works, without

from commonhold.curate.lane import LANES, gate
from commonhold.curate.terms import ROWS
from commonhold.recipe import CHOICES, Policy
from commonhold.release.conflicts import shared_outbound
from commonhold.release.obligations import derive
from commonhold.verdict import State

LICENCES = st.sampled_from([row.id for row in ROWS] + ["CC-BY-3.0-DE", "WTFPL", "", "Apache-2.0 AND CC-BY-SA-4.0"])
WORKS = st.dictionaries(LICENCES, st.integers(1, 4), min_size=1, max_size=7)
POLICIES = st.builds(
    Policy,
    st.sampled_from(sorted(LANES)),
    copyleft=st.sampled_from(CHOICES["copyleft"]),
    silent=st.sampled_from(CHOICES["silent"]),
)


@given(WORKS, LICENCES, POLICIES)
def test_another_work_never_opens_another_way_out(works: dict[str, int], more: str, policy: Policy) -> None:
    before = derive(manifest_of(works), policy).outbound
    assert derive(manifest_of({**works, more: works.get(more, 0) + 1}), policy).outbound <= before


@given(st.permutations([("MIT", 0), ("GPL-2.0-only", 0), ("GPL-2.0-only", 1), ("Apache-2.0", 0), ("", 0)]), POLICIES)
def test_the_order_of_works_does_not_matter(works: list[tuple[str, int]], policy: Policy) -> None:
    assert derive(manifest_of_works(works), policy) == derive(manifest_of_works(sorted(works)), policy)


@given(WORKS, st.sampled_from(sorted(LANES)))
def test_each_model_of_a_partition_is_free_of_conflicts_and_nothing_is_lost(
    some: dict[str, int], outbound: str
) -> None:
    works = {**some, "GPL-2.0-only": 1, "GPL-3.0-only": 2}  # so that no one lane takes all
    policy, manifest = Policy(outbound), manifest_of(works)
    offered = derive(manifest, policy).partition
    assert offered is not None
    taken = {one.elected for one in offered.left_out}
    for lane in offered.lanes:
        own = {one.elected for one in lane.footings}
        taken |= own
        part = without(manifest, [elected for elected in works if elected not in own])
        again = derive(part, Policy(lane.outbound))
        assert (again.refused, again.clashes) == ((), ())
        assert lane.outbound in again.outbound
    assert taken == set(works)
    assert len(offered.lanes) >= 2


@given(WORKS, POLICIES)
def test_what_is_left_after_a_drop_is_free_of_conflicts(works: dict[str, int], policy: Policy) -> None:
    manifest = manifest_of(works)
    for drop in derive(manifest, policy).drops:
        rest = without(manifest, [one.elected for one in drop.footings])
        again = derive(rest, Policy(drop.outbound, copyleft=policy.copyleft, silent=policy.silent))
        assert rest.entries
        assert (again.refused, again.clashes) == ((), ())


@given(WORKS, POLICIES)
def test_a_refusal_is_what_the_gate_says(works: dict[str, int], policy: Policy) -> None:
    found = derive(manifest_of(works), policy)
    for one in found.footings:
        assert one.reason == gate(one.elected, policy.outbound, policy).reason
        kept = gate(one.elected, policy.outbound, policy).state is State.KEPT
        assert (policy.outbound in one.outbound) == kept
    assert bool(found.refused) == (policy.outbound not in found.outbound)


@given(WORKS, POLICIES)
def test_a_clash_is_as_small_as_can_be(works: dict[str, int], policy: Policy) -> None:
    for clash in derive(manifest_of(works), policy).clashes:
        group = clash.footings
        assert not shared_outbound(group)
        for one in group:
            assert shared_outbound([other for other in group if other is not one])


@given(WORKS, POLICIES)
def test_copyleft_that_stays_closes_no_way_that_was_open(works: dict[str, int], policy: Policy) -> None:
    manifest = manifest_of(works)
    reaching = derive(manifest, Policy(policy.outbound, copyleft="reaches", silent=policy.silent)).outbound
    staying = derive(manifest, Policy(policy.outbound, copyleft="stays", silent=policy.silent)).outbound
    assert reaching <= staying
