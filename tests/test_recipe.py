"""Recipes: what is read, what is refused, and that every refusal says where and what to do."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.errors import RecipeError
from commonhold.recipe import Policy, Recipe, Size, Source, canonical, kind_of, parse_recipe

COMMIT = "a80be1478a4c537f8396e0db2b05120aa78f11e0"
HEAD = 'schema = 1\nlanguage = "en"\n[policy]\noutbound = "CC-BY-SA-4.0"\n'
RESTIC = f'[[source]]\norigin = "https://github.com/restic/restic"\ncommit = "{COMMIT}"\n'


def dialects(many: int) -> str:
    """As many sources as dialects."""
    return "".join(f'[[source]]\norigin = "folder:{n}"\ndialect = "en-{n}"\n' for n in range(many))


@pytest.fixture
def root() -> Path:
    return Path(__file__).resolve().parents[1]


def parsed(text: str) -> Recipe:
    return parse_recipe(text, "my.toml")


def refused(text: str) -> str:
    with pytest.raises(RecipeError) as error:
        parsed(text)
    told = str(error.value)
    assert told.startswith("The recipe my.toml is not usable: ")
    return told


def test_the_smallest_recipe_has_all_defaults():
    recipe = parsed(HEAD + RESTIC)
    assert (recipe.language, recipe.policy, recipe.size) == ("en", Policy("CC-BY-SA-4.0"), Size(30.0))
    assert recipe.sources == (Source("restic", "https://github.com/restic/restic", COMMIT),)
    (source,) = recipe.sources
    assert (source.corrections, source.max_words, source.paths, source.license) == (True, None, (), "")


def test_every_key_is_read():
    recipe = parsed(
        HEAD
        + "[size]\nmegabytes = 2.5\n"
        + RESTIC
        + 'name = "R"\npaths = ["doc/", "README.md"]\nexclude = ["doc/old"]\nlicense = "BSD-2-Clause"\n'
        + 'license_from = "README.md"\nmax_words = 1000\ncorrections = false\n'
        + 'without = ["*theil*"]\n[source.respell]\n"mußt*" = "musst"\n'
        + '[[source]]\norigin = "pypi:Django==5.1"\n'
        + f'[[source]]\norigin = "deb:debian-handbook"\nversion = "4:11.2~rc1-1"\nsha256 = "{"0" * 64}"\n'
        + '[[source]]\norigin = "folder:our/texts"\n'
    )
    restic, django, handbook, texts = recipe.sources
    assert recipe.size == Size(2.5)
    assert restic == Source(
        "R", "https://github.com/restic/restic", COMMIT, ("doc/", "README.md"), ("doc/old",), "README.md",
        "BSD-2-Clause", 1000, False, "", ("*theil*",), (("mußt*", "musst"),),
    )  # fmt: skip
    assert (django.name, django.pin, django.kind) == ("Django", "5.1", "pypi")
    assert (handbook.name, handbook.pin, handbook.sha256) == ("debian-handbook", "4:11.2~rc1-1", "0" * 64)
    assert (texts.name, texts.pin, texts.kind) == ("texts", "", "folder")


@pytest.mark.parametrize(
    ("origin", "name"),
    [("https://h/a/b.git", "b"), ("https://h/a/b/", "b"), ("https://h:8443/a.b", "a.b"), ("https://h/~a/b", "b")],
)
def test_the_name_of_a_source_is_the_last_part_of_its_origin(origin, name):
    assert parsed(HEAD + f'[[source]]\norigin = "{origin}"\ncommit = "{COMMIT}"\n').sources[0].name == name


def test_the_digest_hashes_what_is_said_not_how_it_is_written():
    plain = parsed(HEAD + RESTIC)
    wordy = parsed("# our recipe\n" + HEAD + RESTIC + "corrections = true\npaths = []\n[size]\nmegabytes = 30\n")
    assert plain.digest == wordy.digest
    assert plain.digest.startswith("sha256:") and len(plain.digest) == 71
    assert canonical(plain) == canonical(wordy)


@pytest.mark.parametrize(
    "line",
    [
        'name = "other"',
        "max_words = 5",
        "corrections = false",
        'paths = ["a"]',
        'without = ["daß"]',
        'respell = {"daß" = "dass"}',
    ],
)
def test_the_digest_changes_with_every_key(line):
    assert parsed(HEAD + RESTIC + line).digest != parsed(HEAD + RESTIC).digest


def test_sources_may_say_in_which_dialect_they_are_written():
    several = parsed(HEAD + RESTIC + dialects(8))
    assert [source.dialect for source in several.sources] == ["", *(f"en-{n}" for n in range(8))]
    assert (
        parsed(HEAD + RESTIC + dialects(2)).digest != parsed(HEAD + RESTIC + dialects(2).replace("en-1", "en-2")).digest
    )


def test_the_canonical_form_is_sorted_json_without_the_digest():
    told = json.loads(canonical(parsed(HEAD + RESTIC)))
    assert list(told) == ["language", "policy", "schema", "size", "sources"]
    assert canonical(parsed(HEAD + RESTIC)) == json.dumps(told, separators=(",", ":"), sort_keys=True).encode()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("# caf\udce9", "it is not UTF-8"),
        ("a = " + "[" * 100_000, "it is not TOML: nested too deeply"),
        ("schema = ", "it is not TOML: Invalid value (at end of document)"),
        ("schema = 1\n[[source]\n", "line 2"),
        ("", "the recipe lacks schema; add it"),
        ("schema = 2", "this version reads schema 1"),
        ('schema = "1"', "schema = '1' must be a whole number"),
        ("schema = 1", "the recipe lacks language"),
        ('schema = 1\nlanguage = "English"', '"English" is not a language code such as "en"'),
        ('schema = 1\nlanguage = "en"', "the recipe lacks policy"),
        ('schema = 1\nlanguage = "en"\n[policy]\n', "[policy] lacks outbound"),
        (HEAD, "the recipe lacks source"),
        ("source = []\n" + HEAD, "it has no sources; add a [[source]]"),
        ("source = [3]\n" + HEAD, "source 1 must be a [[source]] table"),
        ("langauge = 1\n" + HEAD, 'unknown key "langauge"; did you mean language?'),
        (HEAD + "hold = []\n" + RESTIC, '[policy] has the unknown key "hold"'),
        (HEAD + "[size]\nmegabytes = 0\n" + RESTIC, "megabytes = 0 must be a number above 0"),
        (HEAD + "[size]\nmegabytes = inf\n" + RESTIC, "megabytes = inf must be a number"),
        (HEAD + "[size]\nmegabytes = true\n" + RESTIC, "megabytes = True must be a number"),
        (HEAD + "[size]\nnetwork_megabytes = -1\n" + RESTIC, "network_megabytes = -1 must be from 0 to half"),
        (HEAD + "[size]\nmegabytes = 4\nnetwork_megabytes = 3\n" + RESTIC, "must be from 0 to half of megabytes"),
        (HEAD + '[size]\nnetwork_megabytes = "9"\n' + RESTIC, "network_megabytes = '9' must be a number"),
        (HEAD + '[[source]]\ncommit = "x"', "source 1 (line 5) lacks origin"),
        (HEAD + RESTIC + "licence = 3", 'unknown key "licence"; did you mean license?'),
        (HEAD + RESTIC + 'version = "1"', 'unknown key "version"'),
        (HEAD + RESTIC + "max_words = true", "max_words = True must be a whole number"),
        (HEAD + RESTIC + "max_words = 0", "max_words = 0 must be above 0"),
        (HEAD + RESTIC + 'corrections = "no"', "corrections = 'no' must be true or false"),
        (HEAD + RESTIC + 'without = ["Theil"]', "without takes words in lower case"),
        (HEAD + RESTIC + 'without = ["a b"]', "without takes words in lower case"),
        (HEAD + RESTIC + "without = [1]", "but not 1"),
        (HEAD + RESTIC + 'respell = {"mu*t" = "musst"}', "respell takes words in lower case"),
        (HEAD + RESTIC + 'respell = {"mußt" = ""}', "must be the letters that are written today"),
        (HEAD + RESTIC + 'paths = "doc"', "paths = 'doc' must be a list"),
        (HEAD + RESTIC + "paths = [1]", "paths must be a list of texts, but holds 1"),
        (HEAD + RESTIC + 'license = "MIT"', "needs both license and license_from"),
        (HEAD + RESTIC + 'license_from = "README"', "needs both license and license_from"),
        (HEAD + RESTIC + 'name = "a b"', "may hold letters, digits"),
        (HEAD + RESTIC + 'name = ""', "may hold letters, digits"),
        (HEAD + RESTIC + RESTIC, 'two sources have the origin "https://github.com/restic/restic"'),
        (HEAD + RESTIC + RESTIC.replace("restic/restic", "Restic/restic.git"), "two sources have the origin"),
        (HEAD + RESTIC + RESTIC.replace("/restic/", "/other/"), 'are both named "restic"; name one apart'),
        (HEAD + '[[source]]\norigin = "pypi:a"', 'must be written "pypi:NAME==VERSION"'),
        (HEAD + '[[source]]\norigin = "pypi:--index==1"', 'must be written "pypi:NAME==VERSION"'),
        (HEAD + '[[source]]\norigin = "pypi:a.b==1"\n[[source]]\norigin = "pypi:A-b==2"', "two sources have the"),
        (HEAD + '[[source]]\norigin = "deb:-o"', 'must be written "deb:NAME"'),
        (HEAD + '[[source]]\norigin = "deb:abc"', "lacks version"),
        (HEAD + '[[source]]\norigin = "deb:abc"\nversion = "stable"', "is not a Debian version"),
        (HEAD + '[[source]]\norigin = "deb:abc"\nversion = "1"\nsha256 = "00"', "sha256 must be 64 lower-case"),
        (HEAD + '[[source]]\norigin = "folder:../x"', 'its folder "../x" must name a place inside'),
        (HEAD + '[[source]]\norigin = "folder:/etc"', 'its folder "/etc" is absolute'),
        (HEAD + '[[source]]\norigin = "folder:"', "must name a place inside"),
        (HEAD + RESTIC + "dialect = 1", "dialect = 1 must be a text"),
        (HEAD + RESTIC + 'dialect = "british"', '"british" is none of the language en; write it as "en-…"'),
        (HEAD + RESTIC + 'dialect = "de-AT"', '"de-AT" is none of the language en'),
        (HEAD + RESTIC + 'dialect = "en"', '"en" is none of the language en'),
        (HEAD + RESTIC + 'dialect = "en-GB"', '"en-GB" is the only dialect; name sources of another, or of none'),
        (HEAD + dialects(9), "it names 9 dialects; at most 8"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(text, what):
    assert what in refused(text)


@pytest.mark.parametrize(
    "origin",
    ["git@github.com:a/b", "http://h/a/b", "ssh://h/a", "git://h/a", "file:///a", "/home/a", "svn:x", "https://host",
     "https://h/", "https://h/a b", "https://h/a?x", "https://h/a#x", "ext::sh -c true", "--upload-pack=x", ""],
)  # fmt: skip
def test_an_unknown_kind_of_origin_is_refused_with_those_known(origin):
    assert 'is not a git address (https://…), "pypi:NAME==VERSION"' in refused(
        HEAD + f'[[source]]\norigin = "{origin}"\ncommit = "{COMMIT}"'
    )


def test_an_address_with_a_password_is_refused():
    assert "carries a user name or password" in refused(
        HEAD + f'[[source]]\norigin = "https://me:secret@h/a/b"\ncommit = "{COMMIT}"'
    )


@pytest.mark.parametrize("commit", ["main", "v1.0", "HEAD", "refs/heads/main", "deadbeefs"])
def test_a_branch_or_tag_is_no_pin(commit):
    assert f"{commit} moves; pin the commit it stands at" in refused(HEAD + RESTIC.replace(COMMIT, commit))


@pytest.mark.parametrize("commit", [COMMIT[:7], COMMIT[:39], COMMIT.upper(), COMMIT + "0"])
def test_half_a_commit_is_no_pin(commit):
    assert "must be all 40 lower-case hexadecimal digits" in refused(HEAD + RESTIC.replace(COMMIT, commit))


def test_a_sha256_commit_is_a_pin():
    assert parsed(HEAD + RESTIC.replace(COMMIT, "ab" * 32)).sources[0].pin == "ab" * 32


@pytest.mark.parametrize("key", ["paths", "exclude", "license_from"])
@pytest.mark.parametrize("path", ["/etc", "..", "a/../b", "./a", "a//b", "", "C:/x", "a\\\\b", "a\\u0000"])
def test_a_path_stays_inside_its_source(key, path):
    value = f'"{path}"' if key == "license_from" else f'["{path}"]'
    told = refused(HEAD + RESTIC + f"{key} = {value}\n" + ('license = "MIT"' if key == "license_from" else ""))
    assert key in told and "source 1 (line 5)" in told


@pytest.mark.parametrize(("origin", "kind"), [("deb:a", "deb"), ("pypi:a==1", "pypi"), ("folder:a", "folder")])
def test_the_kind_is_told_by_the_scheme(origin, kind):
    assert kind_of(origin) == kind
    assert kind_of("https://h/deb:a") == "git"


def test_the_recipes_in_the_documentation_are_recipes(root):
    page = (root / "docs" / "formats" / "recipe.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```toml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert [bool(parsed(text).sources) for text in shown] == [True] * 2


@given(st.text())
def test_any_text_is_read_or_refused_and_nothing_else(text):
    try:
        parsed(text)
    except RecipeError as error:
        assert "my.toml" in str(error)


LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.lists(st.integers(), max_size=2))


@given(
    st.sampled_from(
        ["name", "commit", "paths", "exclude", "license", "max_words", "corrections", "without", "respell"]
    ),
    LEAVES,
)
def test_any_value_of_any_key_is_read_or_refused_and_nothing_else(key, value):
    lines = [line for line in RESTIC.splitlines() if not line.startswith(key)]
    try:
        parsed(HEAD + "\n".join(lines) + f"\n{key} = {json.dumps(value)}\n")
    except RecipeError as error:
        assert "my.toml" in str(error)


def test_a_recipe_without_a_network_is_what_it_was_before_there_were_networks() -> None:
    without, spelled_out, with_one = (
        parsed(HEAD + "[size]\nmegabytes = 30\n" + line + RESTIC)
        for line in ("", "network_megabytes = 0\n", "network_megabytes = 9\n")
    )
    assert b"network" not in canonical(without) == canonical(spelled_out)
    assert with_one.size.network_megabytes == 9
    assert len({without.digest, with_one.digest}) == 2
