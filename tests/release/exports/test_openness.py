"""The Model Openness Framework's YAML: read by PyYAML, held against what its schema asks for.

``openness.json`` beside this file holds those facts, written anew. The schema itself is not ours to give away: where
``COMMONHOLD_MOF_SCHEMA`` names a copy of ``schema/mof_schema.json``, it is asked too.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
import yaml

from commonhold.release.exports.subject import Subject

Written = Callable[..., str]
FACTS = json.loads(Path(__file__).with_name("openness.json").read_text(encoding="utf-8"))
ROOT = Path(__file__).parents[3]


def test_it_has_what_the_schema_asks_for(each: Subject, written: Written) -> None:
    jsonschema.validate(yaml.safe_load(written("openness", each)), FACTS["schema"])


def test_the_schema_itself_accepts_it(each: Subject, written: Written) -> None:
    path = os.environ.get("COMMONHOLD_MOF_SCHEMA")
    if not path:
        pytest.skip("COMMONHOLD_MOF_SCHEMA names no copy of the schema")
    schema = json.loads(Path(path).read_text(encoding="utf-8"))
    jsonschema.validate(yaml.safe_load(written("openness", each)), schema)


def test_components_bear_the_names_of_the_framework(subject: Subject, written: Written) -> None:
    names = [one["name"] for one in yaml.safe_load(written("openness", subject))["release"]["components"]]
    assert set(names) <= set(FACTS["components"])
    assert len(set(names)) == len(names) == 8


def test_every_component_is_where_it_says(german: Subject, written: Written) -> None:
    components = yaml.safe_load(written("openness", german))["release"]["components"]
    for one in components:
        if one["component_path"].startswith("src/"):
            assert (ROOT / one["component_path"]).is_dir()
        else:
            assert german.info.paper(one["component_path"])


def test_hostile_values_stay_values(hostile: Subject, written: Written) -> None:
    record = yaml.safe_load(written("openness", hostile))
    assert record.keys() == {"framework", "release"}
    assert record["release"]["producer"] == hostile.publication.provider
    assert record["release"]["license"]["distribution"]["name"] == hostile.info.licence


def test_what_was_not_said_is_not_made_up(subject: Subject, published: Subject, written: Written) -> None:
    assert yaml.safe_load(written("openness", subject))["release"]["producer"] == "not stated"
    assert "date" not in yaml.safe_load(written("openness", subject))["release"]
    assert yaml.safe_load(written("openness", published))["release"]["date"] == "2026-11-30"
