"""Texts that nobody wrote to be read: what tests and fuzzers make sources of.

``PIECES`` are what to string together, ``kinds_of_text`` gives whole texts of any size, each hard in one way. Nothing
in the program uses them. Not covered: bytes that are no text; those are refused before anything here is asked.
"""

from __future__ import annotations

from itertools import cycle, islice, product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

    from hypothesis.strategies import SearchStrategy

_SLIPS = "the baker goes to the market and the chidren recieve a letter of the the teacher then "

LANGUAGES = (
    "Alle Menschen sind frei und gleich an Würde und Rechten geboren.",
    "Tous les êtres humains naissent libres et égaux en dignité et en droits.",
    "Todos los seres humanos nacen libres e iguales en dignidad y derechos.",
    "Tutti gli esseri umani nascono liberi ed eguali in dignità e diritti.",
    "Todos os seres humanos nascem livres e iguais em dignidade e em direitos.",
    "Alle mensen worden vrij en gelijk in waardigheid en rechten geboren.",
    "Alla människor är födda fria och lika i värde och rättigheter.",
    "Kaikki ihmiset syntyvät vapaina ja tasavertaisina arvoltaan ja oikeuksiltaan.",
    "Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw.",
    "Všichni lidé rodí se svobodní a sobě rovní co do důstojnosti a práv.",
    "Minden emberi lény szabadon születik és egyenlő méltósága és joga van.",
    "Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar.",
    "Все люди рождаются свободными и равными в своём достоинстве и правах.",
    "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα.",
    "כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם.",
    "يولد جميع الناس أحراراً متساوين في الكرامة والحقوق.",
    "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है।",
    "人人生而自由，在尊严和权利上一律平等。",
    "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。",
    "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다.",
)
"""One sentence in each of twenty languages: the first of the Universal Declaration of Human Rights, 1948."""

_WORDS = "the|the |The |teh |of |alot |every body |recieve|kitchn|It’s |its own |there |word|Words here.|Gardn |gardn "
_SIGNS = (
    ". |.|, |! |“|”|\"|'|’|`|``|*|**|_|~~|[|]|(|)|<|>|&|\\|$|$$|{|}|{{|}}|{%|%}|:|::|;|+|^|#|-|--|…|1,000 |½|x86 |a_b "
)
_MARKUP = (
    "`the the`¦[a](b)¦![¦](x)¦[^1]¦[a]: b¦[a][]¦<b>¦</b>¦<code>¦</code>¦<p>¦</p>¦<pre>¦</pre>¦<!--¦-->¦<para>¦</para>"
    "¦<div>¦</div>¦<blockquote>¦&amp;¦&nbsp;¦&x;¦{{ x }}¦{% if %}¦{% raw %}¦{#a}¦\\begin{a}¦\\end{a}¦:ref:`¦`_¦`a <b>`_"
    "¦.. note:: ¦.. code::¦.. epigraph::¦|a|¦<<a,¦>>¦((a))¦link:a[¦a:: ¦:a:¦:a: ¦http://a.b ¦a@b.org "
)
_LINES = (
    "¦¦    ¦   ¦> ¦> > ¦- ¦* ¦1. ¦# ¦== ¦| ¦|---|---|¦---¦===¦```¦```sh¦~~~¦----¦====¦____¦|===¦+¦:::¦!!! note¦[quote]"
    "¦[^1]: a¦: a¦.. a¦..¦__ ¦>>> ¦import a from 'b'¦=== ===¦+--+¦$$¦title: a"
)
_STRANGE = (
    "\r\n", "\r", "\t", "\x00", "\x0b", "\x0c", "\x1c", "\x85", "\xa0", "\xad", "\u0301", "e\u0301", "\u2028", "\u2029",
    "\u200b", "\u200d", "\u202e", "\ufeff", "\ud800", "\udfff", "😀", "👩‍👩‍👧", "ﬁ", "İ", "ß", "שלום ", "مرحبا ",
    "你好", "क्षि", "𝔘",
)  # fmt: skip

PIECES = (
    *_WORDS.split("|"),
    *_SIGNS.split("|"),
    *_MARKUP.split("¦"),
    *("\n" + line for line in _LINES.split("¦")),
    *_STRANGE,
    *LANGUAGES,
    "\n\n",
    "\n\n",
)
"""Words with slips, signs and marks of all kinds of markup, beginnings of lines, and code points that are trouble."""


def kinds_of_text(size: int) -> dict[str, str]:
    """Return texts of about ``size`` code points by what is hard about them."""
    units = {
        "a sentence without an end": _SLIPS,
        "words without spaces": _SLIPS.replace(" ", ""),
        "emoji": "👋🏽👨‍👩‍👧❤️🩺🇩🇪",
        "right to left": "שלום עולם، مرحبا بالعالم \u202eabc\u202c ",
        "combining marks": "e\u0301\u0323\u0308",
        "marks without letters": "\u0301",
        "NUL": "\x00",
        "words and NULs": _SLIPS.replace(" ", "\x00 "),
        "line ends of all kinds": _SLIPS.replace(" ", "\r\n", 3).replace(" ", "\r", 3).replace(" ", "\u2028", 3),
        "twenty languages": " ".join(LANGUAGES) + " ",
        "one letter": "a",
        "dollars": "$",
        "dots": ".",
        "ats and dots": "@.",
        "backticks": "` a ` `",
        "opening quotation marks": "“",
        "quotation marks": '" "a ',
        "quoted words": "“the the” ",
        "one word again and again": "the ",
        "one rare word again and again": "gardn ",
        "capitals": _SLIPS.upper(),
        "lone surrogates": "\ud800 the the \udfff",
        "soft hyphens": "re\u00adcieve the\u00ad the ",
        "apostrophes": "it's’s'’s '''",
        "short sentences": "The the. A! 5? ",
        "short lines": "The the\n\n",
        "brackets": "[the the",
        "initials": "A. B. ",
    }
    whole = {name: (unit * (size // len(unit) + 1))[:size] for name, unit in units.items()}
    letters = product("bdfgklm", "aeiouäöé", "nprst", "bdfgklm", "aeiouäöé", "x")
    words = islice(map("".join, cycle(letters)), size // 7 + 1)
    return {**whole, "words that nobody knows": " ".join(words)[:size]}


def source(random: Random, most: int = 60) -> str:
    """Return a text strung together by chance, of up to ``most`` pieces, with stretches of words between."""
    picked = random.choices(PIECES, k=random.randrange(most))
    return "".join(_SLIPS * random.randrange(3) if random.random() < 0.1 else piece for piece in picked)


def sources(most: int = 40) -> SearchStrategy[str]:
    """Return Hypothesis's strategy of texts of up to ``most`` pieces, some of them of any characters at all."""
    from hypothesis import strategies

    pieces = strategies.sampled_from(PIECES) | strategies.text(max_size=6)
    return strategies.lists(pieces, max_size=most).map("".join)


def edits() -> SearchStrategy[tuple[int, int, str]]:
    """Return the strategy of small edits, as (where, how many code points go, what comes).

    The place is any number: the text that is edited takes it modulo its length and one.
    """
    from hypothesis import strategies

    comes = strategies.lists(strategies.sampled_from(PIECES), max_size=3).map("".join)
    return strategies.tuples(strategies.integers(0, 1 << 16), strategies.integers(0, 40), comes)
