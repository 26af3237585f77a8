"""A small model with its papers, and the bundle made of it."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from commonhold.canonical import Json
from commonhold.manifest import Entry, Licence, Manifest, Source, SourceCorrections
from commonhold.model import Arrays
from commonhold.release.bundle import write_bundle
from commonhold.release.signing import key_of
from commonhold.release.stewards import Steward, Stewards, ordered
from commonhold.work import content_id

RECIPE = 'schema = 1\nlanguage = "en"\n'


@pytest.fixture(scope="session")
def manifest() -> Manifest:
    """Three sources under three licences; one work has a copy elsewhere, one states its licence itself."""
    by = Licence("CC-BY-4.0", "CC-BY-4.0", "LICENSE")
    either = Licence("MIT OR Apache-2.0", "MIT", "COPYING")
    own = Licence("CC0-1.0", "CC0-1.0", "")
    one, two, three = content_id(b"one"), content_id(b"two"), content_id(b"three")
    return Manifest(
        sources=(
            Source("handbook", "https://github.com/press/handbook", "swh:1:rev:" + "1" * 40, by),
            Source("letters", "https://example.org/letters", "swh:1:rev:" + "2" * 40, either),
            Source("tools", "https://pypi.org/project/tools", "2.1", either),
        ),
        entries=(
            Entry(one, (("handbook", "one.md"), ("letters", "1")), by, 1200, content_id(b"1"), (("a", 3),)),
            Entry(two, (("handbook", "two.md"),), own, 30, content_id(b"2")),
            Entry(three, (("letters", "3"),), either, 7, content_id(b"3"), (("b", 2), ("a", 1))),
        ),
        corrections=(SourceCorrections("tools", (("swh:1:rev:" + "3" * 40, 2),)),),
    )


@pytest.fixture
def arrays() -> Arrays:
    """Arrays whose sizes are no multiples of 64."""
    return {
        "counts": np.arange(11, dtype=np.uint32),
        "empty": np.zeros((0, 3), dtype=np.float32),
        "ranker/weights": np.linspace(-1, 1, 15).reshape(3, 5),
        "scale": np.array(0.5, dtype=np.float16),
        "words": np.frombuffer(b"the commons", dtype=np.uint8),
    }


@pytest.fixture(scope="session")
def meta() -> Mapping[str, Json]:
    """What ``model.json`` says."""
    return {"language": "en", "licence": "CC-BY-SA-4.0", "orders": [1, 2, 3], "discount": 0.75}


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory, manifest: Manifest, meta: Mapping[str, Json]) -> Path:
    """A bundle to copy from."""
    folder = tmp_path_factory.mktemp("made") / "en"
    arrays: Arrays = {"counts": np.arange(11, dtype=np.uint32), "words": np.frombuffer(b"the commons", dtype=np.uint8)}
    write_bundle(folder, arrays, meta, manifest, RECIPE, "NOTICE\n")
    return folder


@pytest.fixture
def bundle(made_once: Path, tmp_path: Path) -> Path:
    """A bundle to break: arrays ``counts`` and ``words``."""
    return Path(shutil.copytree(made_once, tmp_path / "en"))


Listed = Callable[..., Stewards]


@pytest.fixture(scope="session")
def private() -> Callable[[str], Ed25519PrivateKey]:
    """Keys by a name, the same each time."""
    return lambda name: Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest())


@pytest.fixture(scope="session")
def listed(private: Callable[[str], Ed25519PrivateKey]) -> Listed:
    """Make a stewards list of names: ``listed("ada ben cleo", 2)``."""

    def made(names: str, threshold: int, version: int = 1, retired: str = "", community: str = "village") -> Stewards:
        keys, former = (
            ordered(Steward(key_of(private(name)), name) for name in which.split()) for which in (names, retired)
        )
        return Stewards(community, version, threshold, keys, retired=former)

    return made
