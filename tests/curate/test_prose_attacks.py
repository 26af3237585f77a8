"""Hostile texts: no error, and time near to linear in the length."""

from __future__ import annotations

import time

import pytest

from commonhold.curate.prose import passages

SIZE = 25_000
SECONDS = 0.8  # linear readers need a tenth of it, quadratic ones many seconds
UNITS = [
    *(
        "[",
        "]",
        "![",
        "[a](",
        '[a](b "',
        "[a](<",
        "[a](b(c(",
        "`",
        "` `` ",
        "*",
        "**a ",
        "_a_",
        "~~a ",
        "[^a",
        "[a][",
        "[!a](",
    ),
    *(
        "<",
        "<a ",
        '<a "',
        "<a '",
        "<!--",
        "<![CDATA[",
        "<!DOCTYPE [",
        "<?",
        "<code>",
        "<pre>",
        "<p>",
        "</p>",
        "<div><p>",
    ),
    *(
        "&",
        "&a;",
        "\\",
        "\\\\(",
        "$a",
        "$$\n",
        "{{",
        "{%",
        "{% highlight x %}\n",
        "{{< highlight >}}\n",
        "{a}`",
        "\\begin{a}\n",
    ),
    *(
        "\n",
        " ",
        "\t",
        "\r",
        "\r\n",
        "> ",
        "> ```\n",
        "> ```x\n\n",
        "- ",
        "  - a\n",
        "+ ",
        "1. ",
        "- > ",
        "# ",
        "-",
        "= ",
        "|",
        "|a|\n",
    ),
    *(
        "a|b\n-|-\n",
        "```x\n",
        "~~~",
        "[a]: b\n",
        ": a\n",
        ":a",
        ":::\n",
        "!!! a\n",
        "import {\n",
        "---\n",
        "+++\n",
        "+--+\n",
    ),
    *(
        ".. a::\n",
        "..\n",
        ".. |a| b::\n",
        ":a:`b` ",
        ":a:",
        "`a <b>`_",
        "_`a",
        "|a",
        "=== ===\n",
        "a\n  b\n",
        "a::\n\n  b\n",
    ),
    *(
        "----\n",
        "....x\n",
        "|===\n",
        "a:: b\n",
        "<<a,",
        "((a",
        "(((",
        "link:a[",
        "a:b[",
        "+a",
        "[[a",
        "^",
        "// a\n",
        "* a\n",
    ),
    *(
        "<para>",
        "<para><code>",
        "<title>",
        "<x '\"",
        "\x0b",
        "\xa0",
        "\u200b",
        "\x00",
        "\ud800",
        "a   b\n",
        "; {",
        "%}",
    ),
]


@pytest.mark.parametrize("unit", UNITS, ids=ascii)
def test_repeated_marks_are_read_in_linear_time(unit: str) -> None:
    source = "x\n" + unit * (SIZE // len(unit))
    for kind in ("markdown", "rst", "asciidoc", "text", "html", "xml", "gettext"):
        started = time.process_time()
        for _ in passages(source, kind):
            pass
        assert time.process_time() - started < SECONDS, kind
