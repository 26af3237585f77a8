"""One text checked for a request: its language and region, the dial, words and settings."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commonhold.doors.http.drafts import Drafts
from commonhold.doors.http.models import installed_models
from commonhold.doors.http.pool import Pool
from commonhold.doors.http.reading import Read, Service, Wish, read
from commonhold.doors.http.words import Words

AMERICAN = "The organization of the parks department has recognized that the labor of its members is theirs."
BRITISH = (
    AMERICAN.replace("organization", "organisation").replace("recognized", "recognised").replace("labor", "labour")
)


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Check a text as a server does whose user lives in ``tmp_path``."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    service = Service(installed_models(), Pool(), Words(tmp_path), Drafts())
    yield lambda text, code=None, **more: asyncio.run(read(service, text, Wish(code, **more)))
    service.pool.close()


def set_up(home: Path, settings: str) -> None:
    (home / "commonhold").mkdir(exist_ok=True)
    (home / "commonhold" / "config.toml").write_text(settings, encoding="utf-8")


def kinds(found: Read) -> set[str]:
    return {each.kind for each in found.findings}


def test_the_region_asked_for_decides_which_words_are_of_another_dialect(ask: Any) -> None:
    assert "dialect" in kinds(ask(BRITISH, "en-US"))
    for code in ("en-GB", "en-AU", "en", None):
        assert "dialect" not in kinds(ask(BRITISH, code)), code


def test_a_preferred_variant_is_the_region_of_a_text_whose_language_is_guessed(ask: Any) -> None:
    found = ask(BRITISH, variants=("de-AT", "en-US"))
    assert (found.code, found.language, "dialect" in kinds(found)) == ("en-US", "en", True)


def test_the_region_of_the_settings_holds_where_none_is_asked_for(ask: Any, tmp_path: Path) -> None:
    set_up(tmp_path, 'language = "en-US"\n')
    assert [ask(BRITISH, code).code for code in (None, "en", "en-GB")] == ["en-US", "en", "en-GB"]
    assert ["dialect" in kinds(ask(BRITISH, code)) for code in (None, "en", "en-GB")] == [True, True, False]


def test_settings_turn_the_dial_unless_the_client_does_and_picky_doubles_it(ask: Any, tmp_path: Path) -> None:
    text = "It depend from the weather. There results are to small then expected, and my begining is new."
    usual = len(ask(text, "en").findings)
    set_up(tmp_path, "sensitivity = 0.1\n")
    assert len(ask(text, "en").findings) < usual
    assert len(ask(text, "en", times=20.0).findings) == usual
    assert len(ask(text, "en", sensitivity=2.0).findings) == usual


def test_words_and_kinds_that_nobody_wants_are_taken_away(ask: Any, tmp_path: Path) -> None:
    text = "My begining is the the end."
    assert kinds(ask(text, "en")) == {"spelling", "doubled"}
    set_up(tmp_path, 'kinds_off = ["doubled"]\n')
    assert kinds(ask(text, "en")) == {"spelling"}
    (tmp_path / ".commonhold").mkdir()
    (tmp_path / ".commonhold" / "words.txt").write_text("begining\n", encoding="utf-8")
    assert kinds(ask(text, "en")) == set()


def test_a_text_in_no_language_of_ours_has_no_findings_unless_its_language_is_told(ask: Any) -> None:
    text = "Ĉiuj homoj estas denaske liberaj kaj egalaj laŭ digno kaj rajtoj, recieve tommorow adress."
    found = ask(text)
    assert (found.findings, found.guess.is_foreign) == ([], True)
    assert ask(text, "en").findings


def test_a_long_line_is_checked_like_any_other(ask: Any) -> None:
    text = "It was a long winter, and the garden became what it is. " * 2000 + "We left becuase of it."
    assert [each.start for each in ask(text, "en").findings] == [text.index("becuase")]
