"""The notice: everybody is named, with what their licence asks for, in the same words each time."""

import pytest

from commonhold.manifest import Entry, Licence, Manifest, Source
from commonhold.release.notice import holder, licence_link, licence_links, licence_text, notice, pinned
from commonhold.work import content_id

REVISION = "swh:1:rev:" + "1" * 40


def of_one_source(licence, url="https://github.com/someone/thing", path="a", evidence="LICENSE", count=1):
    works = [content_id(b"%d" % number) for number in range(count)]
    entries = tuple(
        Entry(work, (("thing", path),), Licence(licence, licence, evidence.format(number)), 5, work)
        for number, work in enumerate(works)
    )
    return Manifest((Source("thing", url, REVISION, Licence(licence, licence, "LICENSE")),), entries)


def test_the_whole_notice_of_a_small_manifest(manifest):
    text = notice(manifest, "CC-BY-SA-4.0", {"handbook": "The Handbook of the Press"})
    body = text[text.index("WORKS UNDER") : text.index("HOW TO FIND")]
    assert (
        body
        == f"""\
WORKS UNDER CC-BY-4.0
https://creativecommons.org/licenses/by/4.0/
Attribution: name the holder, the title, the source and the licence, and say what was changed.

  "The Handbook of the Press" by press, CC-BY-4.0 (https://creativecommons.org/licenses/by/4.0/).
  Modified: statistics derived from the text.
  https://github.com/press/handbook/tree/{"1" * 40}
  1 works with 1,200 words
  licence stated in LICENSE

WORKS UNDER CC0-1.0
https://creativecommons.org/publicdomain/zero/1.0/

  "The Handbook of the Press" by press, CC0-1.0 (https://creativecommons.org/publicdomain/zero/1.0/).
  Modified: statistics derived from the text.
  https://github.com/press/handbook/tree/{"1" * 40}
  1 works with 30 words

WORKS UNDER MIT
https://spdx.org/licenses/MIT.html
The copyright lines and the permission notice stand in the files named as evidence.

  "letters" by example.org, MIT (https://spdx.org/licenses/MIT.html).
  Modified: statistics derived from the text.
  https://example.org/letters (https://archive.softwareheritage.org/swh:1:rev:{"2" * 40})
  1 works with 7 words, 1 copies of works counted elsewhere
  licence stated in COPYING

  "tools" by pypi.org, MIT (https://spdx.org/licenses/MIT.html).
  Modified: statistics derived from the text.
  https://pypi.org/project/tools (2.1)
  2 corrections
  licence stated in COPYING

"""
    )


def test_it_says_what_the_model_is_under_which_licence_and_how_to_opt_out(manifest):
    text = notice(manifest, "CC-BY-SA-4.0", {})
    assert "CC-BY-SA-4.0 (https://creativecommons.org/licenses/by-sa/4.0/)" in text
    assert "3 works with 1,237 words, and on 2 corrections" in text
    assert "git hash-object FILE" in text
    assert "the next release can be made without it" in text


def test_the_order_of_titles_and_works_does_not_show(manifest):
    titles = {"handbook": "A", "letters": "B"}
    again = Manifest(manifest.sources[::-1], manifest.entries[::-1], manifest.corrections[::-1])
    assert notice(again, "MIT", dict(reversed(titles.items()))) == notice(manifest, "MIT", titles)


@pytest.mark.parametrize(
    ("licence", "duty"),
    [
        ("Apache-2.0", "Where a source has a NOTICE file"),
        ("MIT", "The copyright lines and the permission notice"),
        ("BSD-3-Clause", "The copyright lines and the permission notice"),
        ("CC-BY-3.0", "Attribution: name the holder"),
        ("CC-BY-SA-3.0", "Share alike"),
        ("CC-BY-SA-3.0", "Attribution: name the holder"),
        ("GPL-3.0-or-later", "Copyleft"),
        ("GFDL-1.3-or-later", "Copyleft"),
    ],
)
def test_the_duty_of_a_licence_is_said_where_it_is_used_and_nowhere_else(licence, duty):
    assert duty in notice(of_one_source(licence), "CC-BY-SA-4.0", {})
    assert duty not in notice(of_one_source("CC0-1.0"), "CC-BY-SA-4.0", {})


def test_many_files_of_evidence_are_counted_and_five_named():
    text = notice(of_one_source("MIT", evidence="{}.license", count=1200), "MIT", {})
    assert "licence stated in 0.license, 1.license, 10.license, 100.license, 1000.license and 1,195 other files" in text


@pytest.mark.parametrize("name", ["a\nWORKS UNDER MIT", "a\x1b[31m", "caf\udce9", "a\u2028b", "\u202egnp"])
def test_no_path_or_title_can_break_out_of_its_line(name):
    text = notice(of_one_source("CC-BY-4.0", evidence=name), "MIT", {"thing": name})
    assert name not in text
    assert text.count("\nWORKS UNDER ") == 1
    text.encode()


@pytest.mark.parametrize(
    ("identifier", "link"),
    [
        ("CC-BY-SA-3.0-IGO", "https://creativecommons.org/licenses/by-sa/3.0/igo/"),
        ("CC-BY-NC-4.0", "https://creativecommons.org/licenses/by-nc/4.0/"),
        ("GFDL-1.2-or-later", "https://spdx.org/licenses/GFDL-1.2-or-later.html"),
        ("LicenseRef-own", ""),
    ],
)
def test_a_licence_has_a_link_to_its_text(identifier, link):
    assert licence_link(identifier) == link


def test_every_licence_of_an_expression_has_its_link_once():
    links = licence_links("(GPL-2.0-only WITH Classpath-exception-2.0) OR MIT OR (MIT AND LicenseRef-x)")
    assert [link.rpartition("/")[2] for link in links] == [
        "GPL-2.0-only.html", "Classpath-exception-2.0.html", "MIT.html",
    ]  # fmt: skip


def test_the_licence_file_names_the_outbound_licence_and_where_its_text_is():
    assert licence_text("CC-BY-SA-4.0") == (
        "SPDX-License-Identifier: CC-BY-SA-4.0\n\n"
        "This model is given away under CC-BY-SA-4.0.\n"
        "https://creativecommons.org/licenses/by-sa/4.0/\n"
    )


@pytest.mark.parametrize(
    ("url", "owner"),
    [
        ("https://github.com/openstax/osbooks-physics", "openstax"),
        ("https://codeberg.org/someone/notes.git", "someone"),
        ("https://github.com", "github.com"),
        ("https://stacks.math.columbia.edu/", "stacks.math.columbia.edu"),
        ("folder:letters", "folder:letters"),
    ],
)
def test_the_holder_is_who_owns_the_address(url, owner):
    assert holder(url) == owner


@pytest.mark.parametrize(
    ("url", "revision", "address"),
    [
        ("https://github.com/a/b.git", REVISION, f"https://github.com/a/b/tree/{'1' * 40}"),
        ("https://example.org/b", REVISION, f"https://example.org/b (https://archive.softwareheritage.org/{REVISION})"),
        ("https://pypi.org/project/b", "1.2", "https://pypi.org/project/b (1.2)"),
        ("folder:b", "", "folder:b"),
    ],
)
def test_an_address_is_as_exact_as_its_kind_allows(url, revision, address):
    assert pinned(Source("b", url, revision, Licence("MIT", "MIT", ""))) == address
