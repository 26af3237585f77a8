"""Which elements and directives hold prose in the markup languages read here, as tables.

A dialect says of each element name what it is: a kind of passage; ``group`` (structure, no text of its own);
``code`` (read as one token); ``break`` (left out, ends the block); ``drop`` (left out, the sentence goes on);
``space``; ``reference`` (an empty element that prints a name). Names not listed are flattened into the text around.
"""

from __future__ import annotations

from collections.abc import Mapping


def names(listed: str) -> frozenset[str]:
    """Return the names in a list separated by white space."""
    return frozenset(listed.split())


def _table(**roles: str) -> dict[str, str]:
    return {name: role for role, names in roles.items() for name in names.split()}


HTML: Mapping[str, str] = _table(
    quote="blockquote",
    paragraph="""p div body article section main header footer nav aside address figcaption caption center
    details summary dialog fieldset legend form label figure dl ul ol menu dir table tbody thead tfoot tr html search
    hgroup noscript option""",
    heading="h1 h2 h3 h4 h5 h6",
    entry="li dt dd",
    cell="td th",
    code="code tt samp math",
    drop="svg template object canvas audio video iframe map rt rp",
    space="br hr wbr",
)
HTML = {**HTML, **dict.fromkeys(names("script style pre textarea head title xmp listing select"), "break")}

HTML_BLOCKS = frozenset(HTML) - names("code tt samp br wbr del ins rt rp label") | names("col colgroup link base frame")
"""Tags that begin a block of HTML inside Markdown."""

CNXML: Mapping[str, str] = _table(
    paragraph="para note caption",
    quote="quote",
    heading="title label",
    entry="item term-block meaning",
    cell="entry td th",
    group="""document content section list table tgroup tbody thead row figure subfigure example exercise problem
    solution commentary definition glossary rule statement proof equation media""",
    code="code math",
    drop="footnote cite image iframe",
    space="newline space",
    reference="link cite-title",
)
CNXML = {**CNXML, "metadata": "break", "preformat": "break"}

MALLARD: Mapping[str, str] = _table(
    paragraph="p cite",
    quote="quote",
    heading="title subtitle",
    entry="item",
    cell="td th",
    group="""page section note example figure synopsis listing comments list steps terms tree table thead tbody tfoot tr
    div""",
    code="code cmd file sys input output var app-code",
    reference="link",
)
MALLARD = {**MALLARD, **dict.fromkeys(names("info screen media links desc"), "break")}

TEI: Mapping[str, str] = _table(
    quote="quote q-block",
    paragraph="p ab epigraph salute signed dateline byline trailer opener closer argument postscript sp",
    heading="head docTitle titlePart speaker",
    entry="l item",
    cell="cell",
    group="TEI text body front back div div1 div2 div3 div4 lg list table row titlePage floatingText group",
    drop="note figDesc sic orig fw gap index",
    space="lb cb",
    code="formula code",
)
TEI = {**TEI, "teiHeader": "break", "facsimile": "break", "milestone": "group"}

DOCBOOK: Mapping[str, str] = _table(
    paragraph="para simpara formalpara refpurpose abstract-para attribution remark",
    quote="blockquote",
    heading="title subtitle titleabbrev bridgehead",
    entry="listitem term member question answer callout",
    cell="entry td th seg",
    group="""book set part chapter appendix article preface reference refentry refnamediv refsect1 refsect2 refsect3
    refsection refsynopsisdiv section sect1 sect2 sect3 sect4 sect5 simplesect partintro itemizedlist orderedlist
    variablelist varlistentry simplelist segmentedlist seglistitem table informaltable tgroup thead tbody tfoot row tr
    note warning caution tip important example informalexample figure informalfigure sidebar procedure step substeps
    qandaset qandadiv qandaentry glossary glossentry glosslist calloutlist epigraph exceptionref classref legalnotice
    abstract mediaobject textobject caption""",
    code="""function literal constant parameter varname classname interfacename exceptionname methodname property type
    filename command option envar code systemitem package modifier initializer returnvalue replaceable userinput
    computeroutput prompt markup tag sgmltag symbol token errorcode errorname enumname enumidentifier database
    structfield structname uri optional guibutton-code oointerface ooclass refentrytitle mathphrase keycode keysym
    varargs funcdef email""",
    drop="indexterm footnote footnoteref anchor inlinemediaobject imageobject coref co remark-block",
    reference="xref",
)
DOCBOOK = {
    **DOCBOOK,
    **dict.fromkeys(
        names("""programlisting programlistingco screen screenco synopsis literallayout methodsynopsis fieldsynopsis
        constructorsynopsis destructorsynopsis classsynopsis classsynopsisinfo enumsynopsis funcsynopsis cmdsynopsis
        packagesynopsis ooexception info bookinfo chapterinfo sectioninfo articleinfo refmeta refname refentryinfo
        appendixinfo math equation informalequation productionset titlepage toc index"""),
        "break",
    ),
}


RST_PROSE = names(
    """note warning tip important caution danger attention hint error seealso admonition topic sidebar rubric epigraph
    highlights pull-quote centered compound container class only glossary hlist figure todo tab tab-set tab-item card
    grid dropdown impl-detail availability footer header"""
)
"""Directives whose content is prose."""

RST_VERSIONS = names("versionadded versionchanged versionremoved deprecated deprecated-removed")
"""Directives whose first word is a version, and the rest prose."""

RST_TITLED = names("admonition topic sidebar rubric centered todo tab tab-item card dropdown")
"""Prose directives whose argument is a title."""

RST_UNTITLED = names("figure class only container grid tab-set")
"""Prose directives whose argument is for the machine."""

RST_SIGNATURES = names(
    """function method class attribute data exception module option envvar opcode describe object confval setting macro
    type var member struct enum enumerator union event directive role staticmethod classmethod decorator property
    cmdoption program-option decoratormethod coroutinefunction coroutinemethod abstractmethod"""
)
"""Directives whose argument is code and whose content describes it."""

RST_AMBIGUOUS = names("class object type role")
"""Signatures only with a domain in front (``py:class``)."""

RST_WORD_ROLES = names(
    """term guilabel menuselection kbd strong emphasis abbr dfn title title-reference t sub sup subscript superscript
    index download ref doc numref any pep rfc"""
)
"""Roles that print words."""

RST_LABEL_ROLES = names("ref doc numref any download")
"""Roles that print words only with a title of their own."""
