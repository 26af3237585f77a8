"""Readers of texts that are only checked: what they see, exact places, any text, near to linear time."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhold.check import Checker, Draft
from commonhold.check.programs import untold
from commonhold.check.readers import OTHERS, is_code, kind_of, passages
from commonhold.check.readers.grammars import LANGUAGES
from commonhold.curate import hostile, prose
from commonhold.finding import Finding

FOLDER = Path(__file__).parent / "readers"
CASES = [
    pytest.param(case.get("kind", path.stem), case, id=f"{path.stem}: {case['name']}")
    for path in sorted(FOLDER.glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]
WORD = re.compile(r"`[^`]*`|\S*[/@_:]\S*|([^\W\d_]{3,})")
PIECES = st.sampled_from(
    [
        *(
            "\\emph{",
            "}",
            "{",
            "\\begin{itemize}\n\\item ",
            "\\end{itemize}",
            "$",
            "\\[",
            "\\]",
            "% a\n",
            "\\verb|",
            "\\'",
            "\\",
        ),
        *(
            "\\footnote{",
            "\\section{",
            "&",
            "\\\\",
            "\\begin{verbatim}",
            "\\end{verbatim}",
            "\\begin{tabular}{ll}",
            "~",
            "``",
        ),
        *(
            "# ",
            "#",
            "// ",
            "/* ",
            " */",
            '"""',
            "'",
            "\n",
            "\r\n",
            "\n\n",
            "\r",
            "    ",
            "def f():\n",
            "x = 1 ",
            "@param x ",
            "{@code ",
        ),
        *(
            "Args:\n",
            ":param x: ",
            "word ",
            "Words here. ",
            "é𝄞",
            "\ud800",
            "\0",
            "\u200b",
            "\xa0",
            "# ----- >8 -----\n",
            "Fixes: #1\n",
        ),
    ]
)
SOURCES = st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join)
UNITS = [
    "\\emph{",
    "{",
    "}",
    "$",
    "\\[",
    "\\begin{a}",
    "\\begin{verbatim}",
    "\\footnote{",
    "\\item ",
    "% ",
    "&",
    "\\verb|",
    "\\'",
    "\\a",
]
UNITS += [
    "# a\n",
    "#",
    "// a\n",
    "/* ",
    '"""',
    "/**\n * @param a\n",
    "(",
    "'",
    "def f():\n",
    "a\n",
    "\n",
    "@",
    "{@",
    "Fix: a\n",
    "fix(",
]


def test_there_are_cases_for_every_kind() -> None:
    assert {param.values[0] for param in CASES} == set(OTHERS)


@pytest.mark.parametrize(("kind", "case"), CASES)
def test_a_reader_sees_these_passages(kind: str, case: dict[str, Any]) -> None:
    assert [f"{one.kind}: {one.text}" for one in passages(case["source"], kind)] == case["passages"]


@pytest.mark.parametrize(("kind", "case"), CASES)
def test_a_word_replaced_in_the_source_is_replaced_in_the_prose_and_nowhere_else(
    kind: str, case: dict[str, Any]
) -> None:
    source = case["source"]
    before = list(passages(source, kind))
    for number, passage in enumerate(before):
        words = [match for match in WORD.finditer(passage.text) if match[1]]
        for word in (words[0], words[-1]) if words else ():
            start, end, exact = passage.source_span(*word.span(1))
            if not exact:
                continue
            assert source[start:end] == word[1]
            after = [one.text for one in passages(source[:start] + word[1] + "xq" + source[end:], kind)]
            wanted = [one.text for one in before]
            wanted[number] = passage.text[: word.end(1)] + "xq" + passage.text[word.end(1) :]
            assert after == wanted


@pytest.mark.parametrize("kind", OTHERS)
@settings(max_examples=120)
@given(source=SOURCES | hostile.sources(20))
def test_passages_of_any_text_are_clean_lines_with_exact_runs(kind: str, source: str) -> None:
    for passage in passages(source, kind):
        text_end = source_end = -1
        for text_start, source_start, length in passage.runs:
            assert passage.text[text_start : text_start + length] == source[source_start : source_start + length]
            assert text_start >= text_end and source_start >= source_end
            text_end, source_end = text_start + length, source_start + length
        assert passage.runs[0][0] == 0
        assert text_end == len(passage.text)
        assert source_end <= len(source)
        assert passage.text == passage.text.strip()
        assert not re.search(r"[\n\r\t\x0b\x0c]", passage.text)
        assert passage.text.count("`") % 2 == 0
        assert passage.kind in {"paragraph", "heading", "entry", "cell", "quote"}


@pytest.mark.parametrize("unit", UNITS, ids=ascii)
def test_repeated_marks_are_read_in_linear_time(unit: str) -> None:
    source = "x\n" + unit * (12_000 // len(unit))
    for kind in OTHERS:
        started = time.process_time()
        for _ in passages(source, kind):
            pass
        assert time.process_time() - started < 1.5, kind


@pytest.mark.parametrize("kind", ["latex", "commit", "python", "c"])
@settings(max_examples=30)
@given(data=st.data())
def test_a_draft_finds_what_a_check_from_the_beginning_finds(checker: Checker, kind: str, data: st.DataObject) -> None:
    words = st.sampled_from(
        ["# The baker will recieve a letter.\n", "The garden is in the the village. ", "\n\n", "// It is.\n"]
    )
    sources = st.lists(SOURCES | words, max_size=6).map("".join)
    draft = Draft(checker, kind, data.draw(sources))
    for _ in range(3):
        place, gone, comes = data.draw(hostile.edits())
        start = place % (len(draft.source) + 1)
        draft.edit(start, min(start + gone, len(draft.source)), comes)
        assert draft.findings() == checker.check_source(draft.source, kind)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a/b/paper.tex", "latex"),
        (".git/COMMIT_EDITMSG", "commit"),
        ("C:\\work\\.git\\MERGE_MSG", "commit"),
        ("src/a.PY", "python"),
        ("a.tsx", "tsx"),
        ("a.hpp", "cpp"),
        ("README.md", "markdown"),
        ("requirements.txt", None),
        ("Makefile", None),
        (".py", None),
    ],
)
def test_the_kind_of_a_text_is_known_by_its_name(path: str, kind: str | None) -> None:
    assert kind_of(path) == kind


def test_what_is_learnt_from_is_still_prose_alone() -> None:
    for name in ("a.tex", "a.py", "COMMIT_EDITMSG", "a.c"):
        assert prose.kind_of(name) is None


def test_an_unknown_kind_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="unknown kind of markup: 'pdf'"):
        passages("text", "pdf")
    assert [kind for kind in OTHERS if is_code(kind)] == list(LANGUAGES)


def test_words_that_the_program_has_as_names_are_not_misspelt_in_its_comments() -> None:
    source = "def bufsz(refcycle):\n    # the bufsz of a refcycle is a mistke\n    pass\n"
    read = list(passages(source, "python"))
    found = [
        Finding(source.index(word, 24), source.index(word, 24) + len(word), "spelling", "", (), 0.9)
        for word in ("bufsz", "refcycle", "mistke")
    ]
    assert [source[one.start : one.end] for one in untold(found, source, read)] == ["mistke"]


def test_how_a_comment_begins_is_nobodys_business_and_what_follows_is() -> None:
    source = "# Return the list. Return it goes.\n"
    read = list(passages(source, "python"))
    found = [
        Finding(2, 8, "word", "", ("Returns",), 0.9),
        Finding(19, 25, "agreement", "", (), 0.9),
        Finding(29, 33, "word", "", (), 0.9),
    ]
    assert untold(found, source, read) == [found[2]]
    assert untold([Finding(2, 8, "spelling", "", (), 0.9)], source, read) != []


def test_comments_are_left_alone_where_a_comment_says_so(checker: Checker) -> None:
    source = "# The baker will recieve a letter.{}\n\nx = 1\n\n# My sister is older then the miller.\n"
    for comment, left in (
        ("", 2),
        ("  # commonhold-ignore", 1),
        ("\n\n# commonhold-ignore-file", 0),
        ("\n# commonhold-off", 1),
    ):
        assert len(checker.check_source(source.format(comment), "python")) == left


def test_prose_is_checked_without_any_grammar() -> None:
    program = """
import sys
class Refuse:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.startswith("tree_sitter"):
            raise ModuleNotFoundError("refused", name=name)
sys.meta_path.insert(0, Refuse)
from commonhold.check.readers import passages
assert [one.text for one in passages("It is.", "markdown")] == ["It is."]
assert [one.text for one in passages("It is.", "latex")] == ["It is."]
try:
    passages("# It is.", "python")
except Exception as error:
    print(error, error.advise(), sep="|")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    said = "Comments in python cannot be read: the package tree-sitter is not installed."
    assert (done.stdout, done.stderr) == (f"{said}|Install it with `pip install 'commonhold[code]'`.\n", "")


@pytest.mark.parametrize("kind", LANGUAGES)
def test_grammars_never_see_what_their_scanners_have_no_table_for(kind: str) -> None:
    script = (
        "from commonhold.check.readers import passages\n"
        f"for begin in ('', '{{', '$', '\"', '<<'):\n"
        f"    for point in range(0x100, 0x110000, 0x1111): list(passages(begin + chr(point), {kind!r}))\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


def test_comments_in_all_writing_systems_stand_where_they_stand() -> None:
    source = "\ufeff# Ein Häuschen\u00a0steht hier.\nnaïve = '𝄞'  # Wörter \U000e788c dahinter.\n"
    read = list(passages(source, "python"))
    assert [one.text for one in read] == ["Ein Häuschen steht hier.", "Wörter \U000e788c dahinter."]
    assert [source[slice(*one.source_span(0, 3)[:2])] for one in read] == ["Ein", "Wör"]
