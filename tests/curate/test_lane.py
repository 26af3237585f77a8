"""What may stand under which outbound licence."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.curate.lane import LANES, gate
from commonhold.errors import AskedWronglyError
from commonhold.recipe import Policy
from commonhold.verdict import State

ASKS = tomllib.loads((Path(__file__).parent / "cases" / "gate.toml").read_text(encoding="utf-8"))["ask"]
ASKED = [(Policy(ask["outbound"], **ask.get("policy", {})), ask) for ask in ASKS]
KEPT = [(policy, expression, elected) for policy, ask in ASKED for expression, elected in ask["kept"].items()]
REFUSED = [(policy, expression, reason) for policy, ask in ASKED for expression, reason in ask["refused"].items()]
SINGLE = sorted({name for _, name, _ in KEPT + REFUSED if name and " " not in name})


@pytest.mark.parametrize(("policy", "expression", "elected"), KEPT)
def test_it_may_stand_in_the_lane_by_the_elected_arm(policy: Policy, expression: str, elected: str) -> None:
    admission = gate(expression, policy.outbound, policy)
    assert (admission.state, admission.reason, admission.elected) == (State.KEPT, "ok", elected)


@pytest.mark.parametrize(("policy", "expression", "reason"), REFUSED)
def test_it_stays_out_of_the_lane_for_a_reason(policy: Policy, expression: str, reason: str) -> None:
    admission = gate(expression, policy.outbound, policy)
    assert (admission.state, admission.reason, admission.elected) == (State.REFUSED, reason, "")


def test_a_lane_nobody_described_is_an_error() -> None:
    with pytest.raises(AskedWronglyError, match="no lane"):
        gate("MIT", "CC-BY-NC-4.0")


@given(st.sampled_from(SINGLE), st.sampled_from(SINGLE), st.sampled_from(sorted(LANES)))
def test_alternatives_need_one_arm_and_sums_need_all(one: str, other: str, outbound: str) -> None:
    arms = [gate(one, outbound).state is State.KEPT, gate(other, outbound).state is State.KEPT]
    assert (gate(f"{one} OR {other}", outbound).state is State.KEPT) == any(arms)
    assert (gate(f"{one} AND {other}", outbound).state is State.KEPT) == all(arms)


@given(st.sampled_from(SINGLE), st.sampled_from(sorted(LANES)))
def test_without_a_policy_the_defaults_hold(expression: str, outbound: str) -> None:
    assert gate(expression, outbound) == gate(expression, outbound, Policy(outbound))


@given(st.sampled_from(SINGLE), st.sampled_from(sorted(LANES)))
def test_policies_do_not_get_into_each_others_way(expression: str, outbound: str) -> None:
    strict = gate(expression, outbound, Policy(outbound, silent="refuse"))
    lax = gate(expression, outbound, Policy(outbound, copyleft="stays"))
    middle = gate(expression, outbound)
    assert strict == gate(expression, outbound, Policy(outbound, silent="refuse"))
    kept = [admission.state is State.KEPT for admission in (strict, middle, lax)]
    assert kept == sorted(kept)


@given(st.sampled_from(SINGLE))
def test_a_wider_lane_takes_all_that_a_narrower_one_takes(expression: str) -> None:
    states = [gate(expression, outbound).state is State.KEPT for outbound in ("CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0")]
    assert states == sorted(states)


@given(st.lists(st.sampled_from(["MIT", "Apache-2.0", "AND", "OR", "WITH", "(", ")", "+", ";", "é", ","]), max_size=9))
def test_what_is_no_expression_is_refused_not_an_error(parts: list[str]) -> None:
    admission = gate(" ".join(parts), "CC-BY-SA-4.0")
    assert (admission.state is State.KEPT) == (admission.reason == "ok")
