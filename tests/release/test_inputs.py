"""What a build was given is written in one spelling and read back warily."""

import pytest

from commonhold.release.inputs import Inputs, read_inputs

REVISION = "swh:1:rev:" + "7" * 40
INPUTS = Inputs(
    present={"handbook": REVISION},
    captures={"letters": {"letters.headers": "HTTP/1.1 200 OK\r\n\r\n"}},
    opt_outs=({"kind": "opt-outs", "version": 1},),
    held_out_files=("b" * 64, "a" * 64),
    held_out_runs=("8:00000000000000ff", "5:00000000000000aa"),
)


def test_inputs_are_read_back_as_they_were_written() -> None:
    content = INPUTS.to_bytes()
    again = read_inputs(content)
    assert again.to_bytes() == content
    assert (again.present, again.captures, again.opt_outs) == (INPUTS.present, INPUTS.captures, INPUTS.opt_outs)
    assert (again.held_out_files, again.held_out_runs) == (("a" * 64, "b" * 64), tuple(sorted(INPUTS.held_out_runs)))


def test_fields_of_a_later_version_are_kept() -> None:
    content = INPUTS.to_bytes().replace(b'"version":1}', b'"version":1,"weather":"fine"}')
    assert read_inputs(content).to_bytes() == content


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (b"\n", b"", "not the canonical spelling"),
        (b'"version":1}\n', b'"version":2}\n', "version 2 is not the one this program reads"),
        (REVISION.encode(), b"main", "the present revision of 'handbook' cannot be 'main'"),
        (b"a" * 64, b"a" * 63, "is no SHA-256"),
        (b'"runs":["5:00000000000000aa"', b'"runs":[5', "runs 1 cannot be 5"),
        (b'"opt_outs":[', b'"opt_outs":[[', "not JSON"),
        (
            b'"captures":{"letters":{',
            b'"captures":{"letters":[],"others":{',
            "captures of letters is not a JSON object",
        ),
        (b'"present":{', b'"presents":{', "present is not a JSON object"),
    ],
)
def test_what_is_not_as_it_should_be_is_refused_with_the_reason(old: bytes, new: bytes, what: str) -> None:
    content = INPUTS.to_bytes()
    assert old in content
    with pytest.raises(ValueError, match=what):
        read_inputs(content.replace(old, new, 1))
