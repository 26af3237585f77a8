"""What exports are made of in these tests: a small bundle, one of strangers' worst strings, and the German one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from commonhold.canonical import Json
from commonhold.consent import Answer, Consent, Observation
from commonhold.manifest import Entry, Licence, Manifest, Source
from commonhold.recipe import parse_recipe
from commonhold.release.bundle import open_bundle
from commonhold.release.exports import EXPORTS
from commonhold.release.exports.subject import Publication, Subject
from commonhold.release.info import PAPERS, BundleInfo, Paper
from commonhold.work import content_id

MODELS = Path(__file__).parents[3] / "src" / "commonhold" / "models"
HOSTILE = (
    "a\nb\r\n# heading",
    "caf\udce9\udc80.md",
    '"]} , {"x": "y',
    "</script><img src=x onerror=alert(1)>",
    "a|b|c`d`**e**_f_[g](javascript:alert(1))![h](x)~~i~~$$j$$",
    "--- \n...\nlicense: mit\n- x: &a *a !!python/object:os.system",
    "\x00\x07\x1b[31m\x7f\x85\u2028\u2029\ufeff\u202e",
    "https://[half?#a#b 100%zz%41",
    "```\n\n# out\n```",
    "\U0001f96f é ﬀ",
    " ",
)
Written = Callable[..., str]


def info_of(manifest: Manifest, **changes: object) -> BundleInfo:
    files = tuple(Paper(name, 10 + number, f"{number:064x}") for number, name in enumerate(PAPERS))
    words = sum(entry.words for entry in manifest.entries)
    root = "ab" * 32
    recipe = files[PAPERS.index("recipe.toml")].sha256
    info = BundleInfo("0.1.0", "en", "CC-BY-SA-4.0", len(manifest.entries), words, root, recipe, files)
    return replace(info, **changes)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def written() -> Written:
    """Return the file of a format, whole; it must be text that UTF-8 can say."""

    def write(form: str, subject: Subject, works: bool = True, name: str | None = None) -> str:
        files = EXPORTS[form]
        text = "".join(files[name or next(iter(files))](subject, works))
        assert text.encode().decode() == text
        return text

    return write


@pytest.fixture(scope="session")
def subject(manifest: Manifest) -> Subject:
    """The small bundle; nobody said when or where it was published."""
    return Subject(info_of(manifest), {}, manifest)


@pytest.fixture(scope="session")
def published(subject: Subject) -> Subject:
    """The same with everything that can be known: wishes, obligations, publisher, address and day."""
    allow = Observation(
        "robots.txt", "https://example.org/robots.txt", "", Answer.ALLOW, "c" * 64, "2026-09-13T00:00:00Z"
    )
    asks = Observation("tdmrep", "tdmrep.json", "docs/", Answer.CONDITION, "d" * 64, "", "", ("name the authors",))
    obligations: dict[str, Json] = {"outbound": "CC-BY-SA-4.0", "duties": ["attribution", "share alike"]}
    return replace(
        subject,
        consents={"letters": Consent(Answer.ALLOW, (allow,)), "handbook": Consent(Answer.CONDITION, (asks,))},
        obligations=obligations,
        publication=Publication("The Press", "https://example.org/models/en", "2026-11-30"),
    )


@pytest.fixture(scope="session")
def hostile() -> Subject:
    """A bundle in which every text that a stranger chooses is one of the worst."""
    sources, entries = [], []
    consents: dict[str, Consent] = {}
    for number, text in enumerate(HOSTILE):
        licence = Licence(f"LicenseRef-{number} {text}", f"LicenseRef-{number} {text}", text)
        name = f"{number}{text}"
        revision = "swh:1:rev:" + f"{number:040x}" if number % 2 else text
        sources.append(Source(name, text, revision, licence))
        work = content_id(text.encode("utf-8", "surrogatepass"))
        entries.append(Entry(work, ((name, text), (name, f"copy {text}")), licence, 3, work, ((name, 2),), text))
        seen = Observation(text, text, text, Answer.CONDITION, "e" * 64, text, text, (text,))
        consents[name] = Consent(Answer.CONDITION, (seen,))
    manifest = Manifest(tuple(sources), tuple(entries))
    info = info_of(manifest, licence='X" : - [y] `z` | <b>', commonhold="0.1|# <b>")
    obligations: dict[str, Json] = {"duties": list(HOSTILE), HOSTILE[1]: HOSTILE[8]}
    said = Publication(HOSTILE[0] + HOSTILE[8], HOSTILE[7], "2026-11-30")
    return Subject(info, {}, manifest, None, obligations, consents, said)


@pytest.fixture(scope="session")
def german() -> Subject:
    """The German bundle that comes with the program."""
    bundle = open_bundle(MODELS / "de")
    recipe = parse_recipe(bundle.read("recipe.toml").decode(), "recipe.toml")
    return Subject(bundle.info, bundle.meta, bundle.manifest(), recipe)


@pytest.fixture(scope="session")
def part_of_german(german: Subject) -> Subject:
    """Three hundred works of it, for validators that take their time; all sources stay."""
    manifest = replace(german.manifest, entries=german.manifest.entries[::15][:300])
    return replace(german, manifest=manifest)


@pytest.fixture(scope="session", params=["subject", "published", "hostile", "part_of_german"])
def each(request: pytest.FixtureRequest) -> Subject:
    """Every subject in turn."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Subject)
    return found
