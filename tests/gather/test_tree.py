"""The tree of a commit: its folders by their Software Heritage ids."""

from __future__ import annotations

from commonhold.gather import open_source


def test_every_folder_comes_with_the_id_git_gave_its_tree_and_the_root_has_no_name(repository, cache):
    for path in ("a.md", "b/c.md", "b/d/e.md", "b-c/f.md", "ä/ö/g.md"):
        repository.write(path, path)
    repository.commit()
    (repository.tree / "link").symlink_to("b")
    pin = repository.commit()
    repository.write("b/later/h.md", "later")
    repository.commit()
    source = open_source(repository.source(pin), mirror=repository.mirror, cache=cache, offline=True)
    found = dict(source.directories())
    assert sorted(found) == ["", "b-c/", "b/", "b/d/", "ä/", "ä/ö/"]
    for path, swhid in found.items():
        assert swhid == "swh:1:dir:" + repository.git("rev-parse", f"{pin}:{path.removesuffix('/')}")
    assert "h.md" not in {work.origin.path for work in source.works(lambda _: True, "")}
