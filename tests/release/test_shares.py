"""Shares: every work, word, copy and correction is counted once."""

from commonhold.release.shares import Share, shares


def test_each_source_stands_under_the_licences_relied_on(manifest):
    assert shares(manifest) == {
        "CC-BY-4.0": {"handbook": Share(works=1, words=1200, evidence=("LICENSE",))},
        "CC0-1.0": {"handbook": Share(works=1, words=30)},
        "MIT": {
            "letters": Share(works=1, words=7, copies=1, evidence=("COPYING",)),
            "tools": Share(corrections=2, evidence=("COPYING",)),
        },
    }


def test_nothing_is_lost_and_nothing_counted_twice(manifest):
    given = [share for names in shares(manifest).values() for share in names.values()]
    assert sum(share.works for share in given) == len(manifest.entries)
    assert sum(share.words for share in given) == sum(entry.words for entry in manifest.entries)
    assert sum(share.corrections for share in given) == sum(used.count for used in manifest.corrections)


def test_a_manifest_of_nothing_has_no_shares(manifest):
    assert shares(type(manifest)(manifest.sources, ())) == {}
