"""What options of ``commonhold check`` may say."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """Kinds of markup a text can have; of programs the comments are read."""

    MARKDOWN = "markdown"
    RST = "rst"
    ASCIIDOC = "asciidoc"
    TEXT = "text"
    HTML = "html"
    XML = "xml"
    GETTEXT = "gettext"
    LATEX = "latex"
    COMMIT = "commit"
    PYTHON = "python"
    JAVASCRIPT = "javascript"
    TYPESCRIPT = "typescript"
    TSX = "tsx"
    RUST = "rust"
    GO = "go"
    C = "c"
    CPP = "cpp"
    JAVA = "java"
    RUBY = "ruby"
    BASH = "bash"


class Fix(StrEnum):
    """How findings are fixed: after asking, or where no question is needed."""

    ASK = "ask"
    SURE = "sure"


class Format(StrEnum):
    """How a report looks: for people, or for programs."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


class Colour(StrEnum):
    """When the output has colours."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"
