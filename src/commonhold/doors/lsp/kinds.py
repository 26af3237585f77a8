"""Which kind of text a client means: by the language it names, else by the name of the file."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from commonhold.check.readers import kind_of

_KINDS = {
    name: kind
    for kind, names in {
        "markdown": "markdown mdx rmd rmarkdown quarto pandoc markdown.mdx vimwiki gfm md",
        "rst": "restructuredtext rst",
        "asciidoc": "asciidoc asciidoctor adoc",
        "text": "plaintext text plain mail txt",
        "html": "html xhtml mhtml",
        "xml": "docbook docbkxml",
        "gettext": "po gettext",
        "latex": "latex tex plaintex context",
        "commit": "gitcommit git-commit hgcommit jjdescription",
        "python": "python",
        "javascript": "javascript javascriptreact jsx",
        "typescript": "typescript",
        "tsx": "typescriptreact typescript.tsx tsx",
        "rust": "rust",
        "go": "go",
        "c": "c",
        "cpp": "cpp c++ cuda-cpp",
        "java": "java",
        "ruby": "ruby",
        "bash": "shellscript sh bash zsh",
    }.items()
    for name in names.split()
}

LANGUAGE_IDS = tuple(_KINDS)
"""All names of languages that are known here."""


def kind_for(language_id: str, uri: str) -> str | None:
    """Return the kind of a text, or None where it is none that is checked.

    The name of the file decides where it says commit message, for many editors have no name for that.

    >>> kind_for("shellscript", "untitled:1"), kind_for("", "file:///a.md"), kind_for("plaintext", "file:///COMMIT_EDITMSG")
    ('bash', 'markdown', 'commit')
    """
    by_name = kind_of(urlsplit(uri).path)
    return by_name if by_name == "commit" else _KINDS.get(language_id.lower(), by_name)


def path_of(uri: str) -> str | None:
    """Return the path of a file on this machine, None for what is none.

    >>> path_of("file:///home/a%20b.md"), path_of("untitled:Untitled-1")
    ('/home/a b.md', None)
    """
    parts = urlsplit(uri)
    if parts.scheme != "file" or parts.netloc not in ("", "localhost") or "\0" in unquote(parts.path):
        return None
    return url2pathname(parts.path)
