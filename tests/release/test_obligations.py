"""What follows from the licences of a manifest, by cases; what a notice lacks; how it is said."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.release.works_by_licence import manifest_of

from commonhold.canonical import canonical, parse
from commonhold.curate.lane import LANES
from commonhold.errors import AskedWronglyError
from commonhold.manifest import Entry, Licence, Manifest
from commonhold.recipe import Policy
from commonhold.release.bundle import open_bundle
from commonhold.release.conflicts import Conflict
from commonhold.release.explaining import describe
from commonhold.release.notice import notice
from commonhold.release.obligations import derive, missing_notices

MODELS = Path(__file__).parents[2] / "src" / "commonhold" / "models"
CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "cases" / "obligations.toml").read_text(encoding="utf-8")
)["case"]


def policy_of(case: dict[str, Any]) -> Policy:
    return Policy(case["outbound"], copyleft=case.get("copyleft", "reaches"), silent=case.get("silent", "allow"))


def elected(conflict: Conflict) -> list[str]:
    return [footing.elected for footing in conflict.footings]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_follows_from_a_small_manifest(case: dict[str, Any]) -> None:
    found = derive(manifest_of(case["works"]), policy_of(case))
    assert {one.elected: one.works for one in found.footings} == case["works"]
    assert {elected(each)[0]: each.footings[0].reason for each in found.refused} == case.get("refused", {})
    assert [elected(each) for each in found.clashes] == case.get("clashes", [])
    models = found.partition.lanes if found.partition else ()
    assert {lane.outbound: [one.elected for one in lane.footings] for lane in models} == case.get("models", {})
    assert {drop.outbound: [one.elected for one in drop.footings] for drop in found.drops} == case.get("drops", {})
    together = found.outbound & LANES
    assert set(case.get("together", [])) <= together
    assert not together & set(case.get("not_together", []))
    assert bool(found.refusals()) == bool(case.get("refused"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_record_is_canonical_and_without_fractions(case: dict[str, Any]) -> None:
    record = derive(manifest_of(case["works"]), policy_of(case)).record()
    data = canonical(record)
    assert canonical(parse(data)) == data
    assert b"." not in b"".join(part for part in data.split(b'"')[::2])
    assert record["policy"] == {
        "outbound": case["outbound"],
        "copyleft": case.get("copyleft", "reaches"),
        "silent": case.get("silent", "allow"),
    }


def test_a_clash_shows_the_readings_and_a_work_of_each_side() -> None:
    manifest = manifest_of({"GPL-2.0-only": 2, "Apache-2.0": 2})
    [clash] = derive(manifest, Policy("GPL-2.0-only")).record()["clashes"]  # type: ignore[misc,union-attr]
    works = {entry.licence.elected: entry.id for entry in reversed(manifest.entries)}
    assert clash["examples"] == [works["Apache-2.0"], works["GPL-2.0-only"]]  # type: ignore[call-overload,index]
    quotes = [reading["quote"] for reading in clash["readings"]]  # type: ignore[call-overload,index,union-attr]
    assert any("patent" in quote for quote in quotes)
    assert any("further restrictions" in quote for quote in quotes)


def test_corrections_alone_bind_as_works_do() -> None:
    found = derive(manifest_of({"MIT": 1}, corrections={"GPL-3.0-only": 7}), Policy("MIT"))
    assert found.refusals() == ("7 corrections under GPL-3.0-only may not go out under MIT (other-lane)",)


def test_a_copy_elsewhere_does_not_bind(manifest: Manifest) -> None:
    other = Licence("GPL-2.0-only", "GPL-2.0-only", "COPYING")
    sources = tuple(
        type(source)(source.name, source.url, source.revision, other) if source.name == "letters" else source
        for source in manifest.sources
    )
    [shared] = [entry for entry in manifest.entries if len(entry.origins) > 1]
    assert derive(Manifest(sources, (shared,)), Policy("CC-BY-4.0")).refusals() == ()


def test_the_strongest_duty_holds_and_says_who_asks() -> None:
    found = derive(manifest_of({"MIT": 1, "Apache-2.0": 1, "AGPL-3.0-only": 1}), Policy("AGPL-3.0-only"))
    duties = {duty.field: (duty.value, duty.asked_by) for duty in found.duties}
    assert duties["notice_carry"] == ("licence+copyright+notice", ("Apache-2.0",))
    assert duties["weights_release"] == ("on-network-use", ("AGPL-3.0-only",))
    assert duties["release_to"] == ("network-users", ("AGPL-3.0-only",))
    assert duties["inherit:finetune"] == ("yes", ("AGPL-3.0-only",))
    assert duties["inherit:distil"] == ("silent", ())


def test_where_copyleft_stays_notices_are_all_it_asks() -> None:
    found = derive(manifest_of({"AGPL-3.0-only": 1}), Policy("MIT", copyleft="stays"))
    duties = {duty.field: duty.value for duty in found.duties}
    assert duties["notice_carry"] == "licence+copyright"
    assert duties["weights_release"] == "none"
    assert duties["data_disclosure"] == "none"
    assert found.notices == (("source-0", "AGPL-3.0-only", "licence+copyright"),)


def test_an_outbound_licence_without_a_lane_is_an_error() -> None:
    with pytest.raises(AskedWronglyError, match="no lane"):
        derive(manifest_of({"MIT": 1}), Policy("CC-BY-NC-4.0"))


def test_a_notice_lacks_nothing_until_a_paragraph_goes(manifest: Manifest) -> None:
    text = notice(manifest, "CC-BY-SA-4.0", {})
    assert missing_notices(manifest, text) == ()
    without = "\n\n".join(part for part in text.split("\n\n") if "press/handbook" not in part)
    [lacking] = missing_notices(manifest, without)
    assert lacking.startswith("no notice names handbook at https://github.com/press/handbook/tree/1111")
    assert len(missing_notices(manifest, "")) == 3


def test_a_notice_under_another_licence_is_lacking(manifest: Manifest) -> None:
    text = notice(manifest, "CC-BY-SA-4.0", {}).replace("CC-BY-4.0", "CC-BY-3.0")
    assert [sentence.rpartition(" ")[2] for sentence in missing_notices(manifest, text)] == ["CC-BY-4.0"]


def test_works_in_the_public_domain_need_no_notice() -> None:
    assert missing_notices(manifest_of({"CC0-1.0": 1, "LicenseRef-PublicDomain": 1}), "") == ()


def test_the_lines_name_policy_readings_and_what_could_be_done() -> None:
    found = derive(manifest_of({"GPL-2.0-only": 3, "Apache-2.0": 2}), Policy("GPL-2.0-only"))
    text = "\n".join(describe(found))
    assert "copyleft reaches the model, silence about training allows it" in text
    assert "These cannot go out together: Apache-2.0 and GPL-2.0-only." in text
    assert "Leave out 2 works with 200 words for GPL-2.0-only: Apache-2.0 (2)." in text
    assert "no legal advice" in text
    assert "compliant" not in text


def test_lines_stay_lines_whatever_a_licence_is_called() -> None:
    licence = Licence("MIT\nx", "MIT\nx", "LICENSE")
    given = manifest_of({"MIT": 1})
    [entry] = given.entries
    strange = Manifest(given.sources, (Entry(entry.id, entry.origins, licence, 5, entry.id),))
    assert all(line.isprintable() for line in describe(derive(strange, Policy("MIT"))))


@pytest.mark.parametrize("bundle", sorted(MODELS.glob("*/bundle.json")), ids=lambda path: path.parent.name)
def test_shipped_models_go_out_under_their_licence_with_all_notices(bundle: Path) -> None:
    opened = open_bundle(bundle.parent)
    manifest = opened.manifest()
    begun = time.process_time()
    found = derive(manifest, Policy(opened.info.licence))
    assert time.process_time() - begun < 1.0  # 0.1 s when nothing else runs
    assert found.refusals() == ()
    assert sum(one.works for one in found.footings) == opened.info.works
    assert sum(one.words for one in found.footings) == opened.info.words
    assert missing_notices(manifest, (bundle.parent / "NOTICE").read_text(encoding="utf-8")) == ()
