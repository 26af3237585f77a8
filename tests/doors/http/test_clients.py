"""Programs that know nothing of us, unchanged: public clients of LanguageTool, as they come from PyPI."""

from __future__ import annotations

from typing import Any

import pytest

language_tool_python = pytest.importorskip("language_tool_python")
pylanguagetool = pytest.importorskip("pylanguagetool.api")

TEXT = "🙂 This is teh end, and I will recieve it."


def test_language_tool_python_finds_and_corrects(server: Any) -> None:
    with language_tool_python.LanguageTool("en-US", remote_server=server.url) as tool:
        found = tool.check(TEXT)
        assert [TEXT[each.offset :][: each.error_length] for each in found] == ["teh", "recieve"]
        assert {each.rule_issue_type for each in found} == {"misspelling"}
        assert {each.category for each in found} == {"TYPOS"}
        assert tool.correct(TEXT) == "🙂 This is the end, and I will receive it."
        tool.disable_spellchecking()
        assert tool.check(TEXT) == []
        tool.enable_spellchecking()
        tool.picky = True
        assert len(tool.check(TEXT)) >= 2


def test_language_tool_python_hears_what_was_wrong(server: Any) -> None:
    with language_tool_python.LanguageTool("auto", remote_server=server.url) as tool:
        tool.enabled_rules_only = True
        with pytest.raises(Exception, match="You must specify enabled rules or categories"):
            tool.check("Hello.")
    with pytest.raises(ValueError, match="unsupported language"):
        language_tool_python.LanguageTool("tlh", remote_server=server.url)


def test_pylanguagetool_finds_and_skips_its_own_words(server: Any) -> None:
    url = f"{server.url}/v2/"
    assert {"name": "English (GB)", "code": "en", "longCode": "en-GB"} in pylanguagetool.get_languages(url)
    found = pylanguagetool.check(TEXT, url, "auto", preferred_variants="en-GB", mother_tongue="de", picky=True)
    assert [each["replacements"][0]["value"] for each in found["matches"]] == ["the", "receive"]
    assert found["language"]["code"] == "en-GB"
    assert pylanguagetool.check(TEXT, url, "en-US", disabled_categories="TYPOS")["matches"] == []
    with pytest.raises(ValueError, match="Error: There is no model for the language 'xx'"):
        pylanguagetool.check(TEXT, url, "xx")
