"""A recipe: one TOML file that names the language, the policy, the size and every source pinned to a revision.

Parsed once, here, from text handed in; everything after the threshold may trust the dataclasses. Knows nothing of
disks, networks or licence law: whether a source is there, and whether a licence is free, is found out later.
The format is ``docs/formats/recipe.md``.
"""

from __future__ import annotations

import difflib
import hashlib
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import NoReturn, TypeVar

from commonhold.canonical import canonical as canonical_json
from commonhold.errors import RecipeError

SCHEMA = 1
DEFAULT_MEGABYTES = 30.0
MOST_DIALECTS = 8
"""Dialects of one language: one bit each in a model."""

_TOP = ("schema", "language", "policy", "size", "source")
_ANY_SOURCE = (
    *("name", "origin", "paths", "exclude", "license", "license_from", "max_words", "without", "respell"),
    *("dialect", "captures"),
)
_EXTRA_KEYS = {"git": ("commit", "corrections"), "pypi": ("sha256",), "deb": ("version", "sha256"), "folder": ()}
_FORMS = 'a git address (https://…), "pypi:NAME==VERSION", "deb:NAME" or "folder:PATH"'

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")
_GIT = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]+)?/[^\s?#\\\x00-\x1f]+")
_PYPI = re.compile(r"pypi:([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)==([A-Za-z0-9][A-Za-z0-9.!+_-]*)")
_DEB = re.compile(r"deb:([a-z0-9][a-z0-9+.-]+)")
_OLD_WORD = re.compile(r"\*?[^\W\d_]+\*?")
_DEB_VERSION = re.compile(r"[0-9][A-Za-z0-9.+:~-]*")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Policy:
    """Under which SPDX expression the model goes out (``CC-BY-SA-4.0``); decides which licences can join.

    ``names``: authors stand in the manifest by name, not as salted hashes of their addresses. The other keys are the
    community's answers to what licences and signals leave open; each is one of ``CHOICES``, the first by default:
    whether ``copyleft`` reaches weights or stays with texts; whether a licence ``silent`` about training allows it;
    what an ``unknown`` wish means; whether a ``condition`` that can be met is met or keeps a work out; which licence
    holds where it was ``narrowed`` upstream after the pin; and what keeps a ``person``'s work out, lines of theirs
    that stand in it or any commit that touched it.
    """

    outbound: str
    names: bool = False
    copyleft: str = "reaches"
    silent: str = "allow"
    unknown: str = "licence"
    condition: str = "meet"
    narrowed: str = "present"
    person: str = "lines"


CHOICES: Mapping[str, tuple[str, ...]] = {
    "copyleft": ("reaches", "stays"),
    "silent": ("allow", "refuse"),
    "unknown": ("licence", "refuse"),
    "condition": ("meet", "refuse"),
    "narrowed": ("present", "pinned"),
    "person": ("lines", "touched"),
}
"""What the keys of ``[policy]`` may say; the first is the default."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large the model may become, in megabytes (10^6 bytes): the one dial; and how much of it the network of the
    second reading may take (0: there is none).
    """

    megabytes: float = DEFAULT_MEGABYTES
    network_megabytes: float = 0.0


@dataclass(frozen=True, slots=True)
class Source:
    """Where works come from, pinned.

    ``pin`` is the commit of a git repository, the version of a package, or empty for a folder. ``paths`` and
    ``exclude`` name files or whole folders (empty ``paths``: everything). ``license`` is a steward's reading and
    ``license_from`` the file of the source that says so; both are empty or neither. ``max_words`` caps a narrow
    register (None: no cap). ``corrections``: its history is mined. ``sha256`` of a package's file, if known.
    ``without``: patterns of words in the spelling of another time, whose passages are left out; ``respell``: such
    patterns with their letters of today (both as in ``curate.spelling``).
    ``dialect`` is a code such as ``en-GB`` where all of it is written so, else empty. ``captures`` are files beside the
    recipe with what the site of the source answered: headers, ``robots.txt`` and their like.
    """

    name: str
    origin: str
    pin: str = ""
    paths: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    license_from: str = ""
    license: str = ""
    max_words: int | None = None
    corrections: bool = True
    sha256: str = ""
    without: tuple[str, ...] = ()
    respell: tuple[tuple[str, str], ...] = ()
    dialect: str = ""
    captures: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """``git``, ``pypi``, ``deb`` or ``folder``."""
        return kind_of(self.origin)


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that decides what is gathered and trained; ``digest`` is ``sha256:`` and the hash of :func:`canonical`."""

    language: str
    sources: tuple[Source, ...]
    policy: Policy
    size: Size = field(default_factory=Size)
    digest: str = ""


def kind_of(origin: str) -> str:
    """Return ``pypi``, ``deb``, ``folder`` or, for everything else, ``git``.

    >>> kind_of("deb:fortunes-de")
    'deb'
    """
    scheme = origin.partition(":")[0]
    return scheme if scheme in ("pypi", "deb", "folder") else "git"


def canonical(recipe: Recipe) -> bytes:
    """Return the recipe as canonical JSON: every field but the digest, keys sorted, UTF-8, no white space.

    Comments, key order and spelled-out defaults of the TOML do not matter; the order of sources does.
    """
    told = asdict(recipe)
    del told["digest"]
    told["size"] = {key: size for key, size in told["size"].items() if size}  # as before there were networks
    told["schema"] = SCHEMA
    return canonical_json(told)


def parse_recipe(text: str, path: str) -> Recipe:
    """Read a recipe from TOML; ``path`` is only named in errors.

    Raises :class:`RecipeError` with one sentence that names the key or source and what to do.
    """
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise RecipeError(path=path, what="it is not UTF-8")
    try:
        top = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise RecipeError(path=path, what=f"it is not TOML: {problem}") from None
    except RecursionError:
        raise RecipeError(path=path, what="it is not TOML: nested too deeply") from None
    return _Reader(path, _source_lines(text)).recipe(top)


def _source_lines(text: str) -> list[int]:
    return [n for n, line in enumerate(text.splitlines(), 1) if re.match(r"\s*\[\[\s*source\s*\]\]", line)]


@dataclass(frozen=True, slots=True)
class _Reader:
    """The path and the lines of the ``[[source]]`` tables, carried along so that every refusal can name its place."""

    path: str
    lines: list[int]

    def refuse(self, what: str) -> NoReturn:
        raise RecipeError(path=self.path, what=what)

    def recipe(self, top: Mapping[str, object]) -> Recipe:
        # The schema first: a newer format may well have keys that this one does not know.
        schema = self.need(top, "schema", int, "the recipe")
        if schema != SCHEMA:
            self.refuse(f"schema is {schema}, but this version reads schema {SCHEMA}; update Commonhold or the recipe")
        self.only_known(top, _TOP, "the recipe")
        language = self.need(top, "language", str, "the recipe")
        if not _LANGUAGE.fullmatch(language):
            self.refuse(f'language = "{language}" is not a language code such as "en" or "pt-BR"')
        policy, size = self.policy(top), self.size(top)
        tables = self.need(top, "source", list, "the recipe")
        if not tables:
            self.refuse("it has no sources; add a [[source]] with its origin and pin")
        sources = tuple(self.source(table, number) for number, table in enumerate(tables, 1))
        self.dialects(sources, language)
        self.all_different(sources)
        unsigned = Recipe(language, sources, policy, size)
        digest = "sha256:" + hashlib.sha256(canonical(unsigned)).hexdigest()
        return Recipe(language, sources, policy, size, digest)

    def policy(self, top: Mapping[str, object]) -> Policy:
        table = self.need(top, "policy", dict, "the recipe")
        self.only_known(table, ("outbound", "names", *CHOICES), "[policy]")
        outbound = self.need(table, "outbound", str, "[policy]")
        chosen = {key: self.may(table, key, str, choices[0], "[policy]") for key, choices in CHOICES.items()}
        for key, choice in chosen.items():
            if choice not in CHOICES[key]:
                self.refuse(f'[policy] {key} = "{choice}" must be one of {", ".join(CHOICES[key])}')
        return Policy(outbound, self.may(table, "names", bool, False, "[policy]"), **chosen)

    def size(self, top: Mapping[str, object]) -> Size:
        table = self.may(top, "size", dict, {}, "the recipe")
        self.only_known(table, ("megabytes", "network_megabytes"), "[size]")
        whole, network = (self.number(table, key) for key in ("megabytes", "network_megabytes"))
        if not whole > 0:
            self.refuse(f"[size] megabytes = {whole:g} must be a number above 0")
        if not 0 <= network <= whole / 2:
            self.refuse(f"[size] network_megabytes = {network:g} must be from 0 to half of megabytes")
        return Size(whole, network)

    def number(self, table: Mapping[str, object], key: str) -> float:
        number = table.get(key, getattr(Size(), key))
        if isinstance(number, bool) or not isinstance(number, int | float) or not abs(number) < float("inf"):
            self.refuse(f"[size] {key} = {number!r} must be a number")
        return float(number)

    def source(self, table: object, number: int) -> Source:
        place = f"source {number}" + (f" (line {self.lines[number - 1]})" if number <= len(self.lines) else "")
        if not isinstance(table, dict):
            self.refuse(f"{place} must be a [[source]] table")
        origin = self.need(table, "origin", str, place)
        place = f'{place} "{origin}"'
        kind = kind_of(origin)
        self.check_origin(origin, kind, place)
        self.only_known(table, _ANY_SOURCE + _EXTRA_KEYS[kind], place)
        name = self.may(table, "name", str, _last_part(origin), place)
        if not _NAME.fullmatch(name):
            self.refuse(f'{place}: name = "{name}" may hold letters, digits and . _ + - only')
        license_, license_from = (self.may(table, key, str, "", place) for key in ("license", "license_from"))
        if bool(license_) != bool(license_from):
            self.refuse(f"{place} needs both license and license_from (the file that says so), or neither")
        max_words = self.may(table, "max_words", int, 0, place)
        if "max_words" in table and max_words < 1:
            self.refuse(f"{place}: max_words = {max_words} must be above 0")
        if license_from:
            self.check_path(license_from, "license_from", place)
        return Source(
            name=name,
            origin=origin,
            pin=self.pin(table, kind, origin, place),
            paths=self.paths(table, "paths", place),
            exclude=self.paths(table, "exclude", place),
            license_from=license_from,
            license=license_,
            max_words=max_words or None,
            corrections=self.may(table, "corrections", bool, True, place),
            sha256=self.sha256(table, place),
            without=self.old_words(self.may(table, "without", list, [], place), "without", place),
            respell=self.respell(table, place),
            dialect=self.may(table, "dialect", str, "", place),
            captures=self.paths(table, "captures", place),
        )

    def dialects(self, sources: tuple[Source, ...], language: str) -> None:
        names = sorted({source.dialect for source in sources} - {""})
        for name in names:
            if not _LANGUAGE.fullmatch(name) or not name.startswith(f"{language}-"):
                self.refuse(f'dialect = "{name}" is none of the language {language}; write it as "{language}-…"')
        if len(names) == 1:
            self.refuse(f'"{names[0]}" is the only dialect; name sources of another, or of none')
        if len(names) > MOST_DIALECTS:
            self.refuse(f"it names {len(names)} dialects; at most {MOST_DIALECTS} can be told apart")

    def check_origin(self, origin: str, kind: str, place: str) -> None:
        if kind == "folder":
            self.check_path(origin.removeprefix("folder:"), "its folder", place)
        elif kind == "pypi" and not _PYPI.fullmatch(origin):
            self.refuse(f'{place} must be written "pypi:NAME==VERSION"')
        elif kind == "deb" and not _DEB.fullmatch(origin):
            self.refuse(f'{place} must be written "deb:NAME", the name of a binary package')
        elif kind == "git" and "@" in origin.partition("://")[2].partition("/")[0]:
            self.refuse(f"{place} carries a user name or password; give the public address")
        elif kind == "git" and (not _GIT.fullmatch(origin) or not _last_part(origin)):
            self.refuse(f"{place} is not {_FORMS}")

    def pin(self, table: Mapping[str, object], kind: str, origin: str, place: str) -> str:
        if kind == "folder":
            return ""
        if kind == "pypi":
            return origin.partition("==")[2]
        if kind == "deb":
            version = self.need(table, "version", str, place)
            if not _DEB_VERSION.fullmatch(version):
                self.refuse(f'{place}: version = "{version}" is not a Debian version such as "8.0.1-1"')
            return version
        commit = self.need(table, "commit", str, place)
        if _COMMIT.fullmatch(commit):
            return commit
        if re.fullmatch(r"[0-9a-fA-F]{7,64}", commit):
            self.refuse(f'{place}: commit = "{commit}" must be all 40 lower-case hexadecimal digits of the commit')
        self.refuse(f'{place}: commit = "{commit}" is a name; {commit} moves; pin the commit it stands at')

    def sha256(self, table: Mapping[str, object], place: str) -> str:
        digest = self.may(table, "sha256", str, "", place)
        if "sha256" in table and not _SHA256.fullmatch(digest):
            self.refuse(f"{place}: sha256 must be 64 lower-case hexadecimal digits")
        return digest

    def old_words(self, given: Collection[object], key: str, place: str) -> tuple[str, ...]:
        for word in given:
            if not isinstance(word, str) or not _OLD_WORD.fullmatch(word) or word != word.lower():
                self.refuse(f'{place}: {key} takes words in lower case, with * for any rest ("muß*"), but not {word!r}')
        return tuple(str(word) for word in given)

    def respell(self, table: Mapping[str, object], place: str) -> tuple[tuple[str, str], ...]:
        given = self.may(table, "respell", dict, {}, place)
        for old, new in given.items():
            if not isinstance(new, str) or not new:
                self.refuse(f"{place}: respell.{old} = {new!r} must be the letters that are written today")
        return tuple(zip(self.old_words(given, "respell", place), given.values(), strict=True))

    def paths(self, table: Mapping[str, object], key: str, place: str) -> tuple[str, ...]:
        given = self.may(table, key, list, [], place)
        for path in given:
            if not isinstance(path, str):
                self.refuse(f"{place}: {key} must be a list of texts, but holds {path!r}")
            self.check_path(path, key, place)
        return tuple(given)

    def check_path(self, path: str, key: str, place: str) -> None:
        if path.startswith("/") or re.match(r"[A-Za-z]:", path):
            self.refuse(f'{place}: {key} "{path}" is absolute; write it relative to the source')
        parts = path.removesuffix("/").split("/")
        if any(part in ("", ".", "..") or re.search(r"[\x00-\x1f\\]", part) for part in parts):
            self.refuse(f'{place}: {key} "{path}" must name a place inside, without "..", "." or empty parts')

    def need(self, table: Mapping[str, object], key: str, kind: type[T], place: str) -> T:
        if key not in table:
            self.refuse(f"{place} lacks {key}; add it")
        value = table[key]
        # In Python a bool is an int; in a recipe `max_words = true` is a slip.
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.refuse(f"{place}: {key} = {value!r} must be {_WORDS[kind]}")
        return value

    def may(self, table: Mapping[str, object], key: str, kind: type[T], default: T, place: str) -> T:
        return self.need(table, key, kind, place) if key in table else default

    def only_known(self, table: Mapping[str, object], known: tuple[str, ...], place: str) -> None:
        for key in table:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                advice = f"did you mean {near[0]}?" if near else "known here: " + ", ".join(known)
                self.refuse(f'{place} has the unknown key "{key}"; {advice}')

    def all_different(self, sources: tuple[Source, ...]) -> None:
        names: dict[str, str] = {}
        origins: set[str] = set()
        for source in sources:
            if (where := _same_place(source.origin)) in origins:
                self.refuse(f'two sources have the origin "{source.origin}"; join them into one with more paths')
            origins.add(where)
            if source.name in names:
                first = names[source.name]
                self.refuse(f'the sources {first} and {source.origin} are both named "{source.name}"; name one apart')
            names[source.name] = source.origin


_WORDS: Mapping[type, str] = {
    str: 'a text in "quotes"',
    int: "a whole number",
    bool: "true or false",
    list: "a list in [brackets]",
    dict: "a [table]",
}


def _last_part(origin: str) -> str:
    if found := _PYPI.fullmatch(origin):
        return found[1]
    return origin.rstrip("/").removesuffix(".git").rpartition("/")[2].rpartition(":")[2]


def _same_place(origin: str) -> str:
    kind = kind_of(origin)
    if kind == "pypi":
        return re.sub(r"[-_.]+", "-", origin.partition("==")[0]).lower()
    if kind == "git":
        host, slash, rest = origin.removeprefix("https://").partition("/")
        # GitHub ignores case in the path; others may not, and two spellings there are two sources at worst.
        rest = rest.lower() if host.lower() == "github.com" else rest
        return host.lower() + slash + rest.rstrip("/").removesuffix(".git")
    return origin.rstrip("/")
