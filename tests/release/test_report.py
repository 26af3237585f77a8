"""What ``commonhold bundle show`` says."""

from commonhold.manifest import Entry, Licence, Manifest, Source
from commonhold.release.bundle import open_bundle
from commonhold.release.report import describe
from commonhold.work import content_id


def test_a_bundle_in_a_few_lines(bundle):
    opened = open_bundle(bundle)
    lines = describe(opened.info, opened.manifest())
    said = dict(line.split(maxsplit=1) for line in lines[:7])
    assert (said["language"], said["licence"]) == ("en", "CC-BY-SA-4.0")
    assert said["works"] == "3 with 1,237 words"
    assert said["corrections"] == "2"
    assert said["recipe"] == f"sha256 {opened.info.recipe_sha256}"
    assert lines[7] == f"Merkle root  {opened.info.merkle_root}"


def test_its_sources_stand_under_their_licences(bundle):
    opened = open_bundle(bundle)
    lines = describe(opened.info, opened.manifest())
    assert [line.split() for line in lines[lines.index("") :] if line] == [
        ["CC-BY-4.0", "1", "works", "1,200", "words", "0", "corrections"],
        ["handbook", "1", "works", "1,200", "words", "0", "corrections", "https://github.com/press/handbook"],
        ["CC0-1.0", "1", "works", "30", "words", "0", "corrections"],
        ["handbook", "1", "works", "30", "words", "0", "corrections", "https://github.com/press/handbook"],
        ["MIT", "1", "works", "7", "words", "2", "corrections"],
        ["letters", "1", "works", "7", "words", "0", "corrections", "https://example.org/letters"],
        ["tools", "0", "works", "0", "words", "2", "corrections", "https://pypi.org/project/tools"],
    ]


def test_numbers_stand_below_one_another(bundle):
    opened = open_bundle(bundle)
    lines = describe(opened.info, opened.manifest())[8:]
    assert len({line.index(" works") for line in lines if line}) == 1


def test_no_name_in_a_bundle_of_a_stranger_moves_the_cursor(bundle):
    licence, work = Licence("MIT\n", "MIT\x1b[2J", "LICENSE"), content_id(b"")
    stranger = Manifest(
        (Source("a\x1b]0;b\x07", "https://x/\r\n", "1", licence),),
        (Entry(work, (("a\x1b]0;b\x07", "p"),), licence, 1, work),),
    )
    assert all(line.isprintable() for line in describe(open_bundle(bundle).info, stranger))
