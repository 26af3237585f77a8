"""The OpenAPI document is true: what it describes is what there is, and whatever is sent is answered as it says."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.generation import GenerationMode

from commonhold.doors.http import api, languagetool, source
from commonhold.doors.http.drafts import Drafts
from commonhold.doors.http.models import installed_models
from commonhold.doors.http.reading import Service
from commonhold.doors.http.words import Words

DESCRIBED = json.loads(api.OPENAPI.read_text(encoding="utf-8"))
OPERATIONS = [found.ok() for found in schemathesis.openapi.from_dict(DESCRIBED).get_all_operations()]

# Not among them: that all that fits the schema is accepted. Which languages there are, and what the string `data`
# may hold, a schema cannot tell.
CHECKED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
)
load_all_checks()

NOTHING_TO_GET_WRONG = {"POST /v2/words/add", "POST /v2/words/delete"}
"""Operations whose schema any form fits: what is a word is said in the sentence of a refusal."""


def cases() -> list[Any]:
    """Every operation with requests that fit its schema, and with such that do not where there can be any."""
    both = [(operation, mode) for operation in OPERATIONS for mode in GenerationMode]
    return [
        pytest.param(operation, mode, id=f"{operation.label}-{mode.value}")
        for operation, mode in both
        if mode is GenerationMode.POSITIVE
        or ((operation.body or operation.query) and operation.label not in NOTHING_TO_GET_WRONG)
    ]


@pytest.mark.parametrize(("operation", "mode"), cases())
def test_every_request_is_answered_as_described(operation: Any, mode: GenerationMode, server: Any) -> None:
    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(max_examples=20, database=None, suppress_health_check=list(HealthCheck))
    def answered(case: Any) -> None:
        case.call_and_validate(base_url=server.url, checks=[CHECKS.get_one(name) for name in CHECKED])

    answered()


def test_every_address_is_described_with_its_methods(tmp_path: Path) -> None:
    service = Service(installed_models(), None, Words(tmp_path), Drafts())  # type: ignore[arg-type]
    there: dict[str, set[str]] = defaultdict(set)
    for route in (*languagetool.routes(service), *api.routes(service), *source.routes(service)):
        if route.path.startswith(("/v2/", "/api/", "/source")) and not route.path.endswith("/"):
            there[route.path] |= {method.lower() for method in route.methods or ()} - {"head"}
    assert {path: set(methods) for path, methods in DESCRIBED["paths"].items()} == there
