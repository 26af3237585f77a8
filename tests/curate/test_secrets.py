"""Secrets and personal data: cases as files, with what must be left alone, and laws."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.curate.secrets import find, find_in, luhn, redact

FOLDER = Path(__file__).parent / "cases" / "secrets"


def lines(name: str) -> list[tuple[str, str]]:
    text = (FOLDER / name).read_text(encoding="utf-8").replace("·", "")
    return [(kind, line) for kind, _, line in (row.partition("\t") for row in text.splitlines() if row)]


@pytest.mark.parametrize(("kind", "line"), lines("found.txt"))
def test_it_is_found_exactly_where_it_stands(kind: str, line: str) -> None:
    before, _, rest = line.partition("⟦")
    secret, _, after = rest.partition("⟧")
    found = find(before + secret + after)
    assert [(span.kind, span.start, span.end) for span in found] == [(kind, len(before), len(before) + len(secret))]


@pytest.mark.parametrize(("kind", "line"), lines("nothing.txt"))
def test_it_is_left_alone(kind: str, line: str) -> None:
    assert find(line) == ()


@pytest.mark.parametrize(("kind", "line"), lines("found.txt"))
def test_nothing_of_it_remains_after_redaction(kind: str, line: str) -> None:
    secret = line.partition("⟦")[2].partition("⟧")[0]
    text = line.replace("⟦", "").replace("⟧", "")
    redacted = redact(text, find(text))
    assert secret not in redacted
    assert f"<{kind}>" in redacted


def test_a_private_key_is_found_with_its_body() -> None:
    body = "\n".join(["MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7"] * 3)
    text = f"Key:\n-----BEGIN RSA PRIVATE KEY-----\n{body}\n-----END RSA PRIVATE KEY-----\nDone."
    assert redact(text, find(text)) == "Key:\n<key>\nDone."


def test_spans_ascend_and_do_not_overlap_where_rules_meet() -> None:
    text = "token: ghp_" + "R7kq2mXv9ZtLw4bNcY8sDfGh3JpQaE6uTi1O" + " anna@kolibri.org 93.184.216.34"
    spans = find(text)
    assert [span.kind for span in spans] == ["key", "email", "ip"]
    assert all(one.end <= other.start for one, other in pairwise(spans))


@given(st.text())
def test_redaction_keeps_everything_outside_the_spans(text: str) -> None:
    spans = find(text)
    outside = "".join(
        text[start:end]
        for start, end in zip([0, *(s.end for s in spans)], [*(s.start for s in spans), len(text)], strict=True)
    )
    redacted = redact(text, spans)
    assert len(redacted) == len(outside) + sum(len(span.kind) + 2 for span in spans)


@given(
    st.lists(st.sampled_from([line.replace("⟦", "").replace("⟧", "") for _, line in lines("found.txt")]) | st.text())
)
def test_looking_at_all_passages_first_changes_nothing(passages: list[str]) -> None:
    assert find_in(passages) == tuple(find(passage) for passage in passages)


@pytest.mark.parametrize(("kind", "line"), lines("found.txt"))
def test_a_redacted_text_holds_nothing_more(kind: str, line: str) -> None:
    text = line.replace("⟦", "").replace("⟧", "")
    assert find(redact(text, find(text))) == ()


@given(st.integers(min_value=0, max_value=10**14))
def test_one_digit_in_ten_passes_the_check(number: int) -> None:
    assert sum(luhn(f"{number}{digit}") for digit in range(10)) == 1
