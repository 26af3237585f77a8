"""What the commands and environments of LaTeX do with their arguments, as tables.

Only what is common in articles and books is named. A command that is not in here prints its argument if that has a
space in it; else the whole reads as code, as does a command without arguments.
"""

from __future__ import annotations

from commonhold.curate.prose.dialects import names

HEADINGS = names(
    "part chapter section subsection subsubsection paragraph subparagraph title subtitle frametitle addchap addsec"
)
"""Their last argument is a heading."""

ASIDES = names("footnote footnotetext caption marginpar thanks sidenote captionof endnote")
"""Their last argument is a text of its own, wherever they stand."""

PLAIN = names(
    """emph textbf textit textsl textsc textrm textsf textmd textup textnormal underline uline mbox fbox makebox
    enquote textcolor colorbox mathrm text hl so sout href hyperref textquote foreignquote parbox raisebox scalebox
    resizebox centerline uppercase lowercase MakeUppercase textsuperscript textsubscript alert structure textlf"""
)
"""Their last argument stands in the sentence; what is in front of it is for LaTeX."""

ARGUMENTS = {
    "href": 2,
    "textcolor": 2,
    "colorbox": 2,
    "parbox": 2,
    "raisebox": 2,
    "scalebox": 2,
    "resizebox": 3,
    "captionof": 2,
    "foreignquote": 2,
}
"""How many arguments in braces some of them take; the others take one."""

CODE = names(
    """texttt verb lstinline mintinline code url nolinkurl path ref eqref pageref autoref cref Cref nameref vref cite
    citep citet citealt citealp citeauthor citeyear parencite textcite autocite footcite supercite nocite Cite Citet
    ensuremath SI si num qty unit ce gls Gls glspl acs acl acrshort acrlong ac href* file command fullref labelcref"""
)
"""They print something that is no prose."""

NOTHING = names(
    """label index usepackage documentclass input include includegraphics bibliography bibliographystyle addbibresource
    vspace hspace setlength addtolength setcounter addtocounter newcommand renewcommand providecommand newenvironment
    renewenvironment DeclareMathOperator def let pagestyle thispagestyle pagenumbering graphicspath hypersetup
    definecolor color todo tableofcontents printbibliography newtheorem theoremstyle includepdf hyphenation bibitem
    selectlanguage fontsize linespread nocite phantom hphantom vphantom rule cline cmidrule multirow lstset geometry
    usetikzlibrary tikzset pgfplotsset markboth markright addcontentsline stepcounter refstepcounter protect author
    date institute affiliation email maketitle appendix newpage clearpage pagebreak linebreak noindent indent centering
    raggedright raggedleft bfseries itshape ttfamily sffamily rmfamily scshape slshape mdseries upshape normalfont tiny
    scriptsize footnotesize small normalsize large Large LARGE huge Huge hline toprule midrule bottomrule hfill vfill
    smallskip medskip bigskip frenchspacing sloppy newblock left right displaystyle textstyle par leavevmode null
    backmatter mainmatter frontmatter makeatletter makeatother begingroup endgroup onehalfspacing doublespacing hrule
    hrulefill dotfill allowbreak unskip ignorespaces relax listoffigures listoftables printindex qedhere boldmath
    em it bf tt sc rm sf sl"""
)
"""They and all their arguments print nothing that is read."""

BREAKS = names("par newline linebreak newpage clearpage maketitle tableofcontents")
"""The sentence does not go on behind them."""

SPACES = names(", ; : ! > quad qquad enspace thinspace space ~ nobreakspace") | {" ", "\n", "\t"}
"""They print a space, or move what is behind them a little."""

SIGNS = {
    **{sign: sign for sign in "&%$#_{}"},
    "-": "",
    "/": "",
    "@": "",
    "ldots": "…",
    "dots": "…",
    "textellipsis": "…",
    "textendash": "–",
    "textemdash": "—",
    "textquoteright": "’",
    "textquoteleft": "‘",
    "textquotedblleft": "“",
    "textquotedblright": "”",
    "lq": "‘",
    "rq": "’",
    "ss": "ß",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "aa": "å",
    "AA": "Å",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "i": "ı",
    "j": "ȷ",
    "S": "§",
    "P": "¶",
    "copyright": "©",
    "pounds": "£",
    "textbackslash": "`\\`",
    "textasciitilde": "`~`",
    "LaTeX": "LaTeX",
    "TeX": "TeX",
    "slash": "/",
    "og": "«",
    "fg": "»",
    "glqq": "„",
    "grqq": "“",
    "flqq": "«",
    "frqq": "»",
}
"""Commands that print a sign."""

ACCENTS = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    "u": "\u0306",
    ".": "\u0307",
    '"': "\u0308",
    "r": "\u030a",
    "H": "\u030b",
    "v": "\u030c",
    "d": "\u0323",
    "c": "\u0327",
    "k": "\u0328",
    "b": "\u0331",
}
"""Commands that put an accent on the next letter."""

MATHS = names(
    """equation align gather multline eqnarray math displaymath alignat flalign split cases array matrix dmath
    IEEEeqnarray"""
)
"""Environments that read as one piece of code in the sentence around them."""

HIDDEN = names(
    """verbatim Verbatim lstlisting minted comment tikzpicture algorithm algorithmic filecontents thebibliography
    pgfplots axis forest asy code BVerbatim LVerbatim alltt luacode pycode sagesilent scope circuitikz"""
)
"""Environments without prose."""

TABLES = names("tabular tabularx tabulary longtable tabu supertabular xltabular tblr")
"""Environments with cells."""

QUOTES = names("quote quotation verse displayquote epigraph")
"""Environments with the words of others."""
