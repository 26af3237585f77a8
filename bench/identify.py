"""How fast the objects of a git repository get their identifiers; a part of `make bench`.

Walks everything below HEAD without reading a content; then files on disk, reading all of them, to compare.
Exit code 1 where fewer than ``--least`` objects a second were named, 0 also where there is no repository to measure on:
then a sentence says so.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from commonhold.gather import naming, refs
from commonhold.gather.objects import Objects

TIMES = 3


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repository", default="", help="a git repository; by default the largest of --mirror")
    parser.add_argument("--mirror", default="", help="folder of bare clones, OWNER+NAME/repo")
    parser.add_argument("--least", type=float, default=100_000, help="objects a second that are expected")
    return parser.parse_args()


def chosen(repository: str, mirror: str) -> Path | None:
    """The repository to measure on: the one named, or that of the mirror with the largest packs."""
    if repository:
        return Path(repository)
    found = Path(mirror).glob("*/repo") if mirror else iter(())
    sized = [(sum(pack.stat().st_size for pack in path.glob("objects/pack/*.pack")), path) for path in found]
    return max(sized)[1] if sized else None


def walked(repository: Path) -> int:
    """Name everything below HEAD once; return how many objects that were."""
    commit = refs.head(repository)
    if commit is None:
        raise SystemExit(f"{repository} has no commit")
    objects = Objects(refs.objects_folder(repository))
    return sum(1 for _ in objects.below(objects.tree_of(commit)))


def best(work: Callable[[], int]) -> tuple[int, float]:
    """Do it a few times; return how many objects it named, and the shortest time in seconds."""
    seconds = []
    for _ in range(TIMES):
        start = time.perf_counter()
        count = work()
        seconds.append(time.perf_counter() - start)
    return count, min(seconds)


def files_on_disk(folder: Path) -> int:
    """Name everything in a folder, reading all of it; return how many objects that were."""
    heard: list[naming.Named] = []
    naming.folder_id(folder, heard.append)
    return len(heard)


def main() -> int:
    """Measure and tell."""
    asked = arguments()
    repository = chosen(asked.repository, asked.mirror)
    if repository is None:
        print("identify: there is no repository to measure on: name a folder of clones, as in `make bench MIRROR=DIR`")
        return 0
    count, seconds = best(lambda: walked(refs.git_folder(repository) or repository))
    rate = count / seconds
    print(f"identify: {count:,} objects of {repository} in {seconds:.3f} s: {rate:,.0f} a second, best of {TIMES}")
    folder = Path(__file__).parent.parent / "src"
    count, seconds = best(lambda: files_on_disk(folder))
    print(f"identify: {count:,} files and folders of {folder} in {seconds:.3f} s: {count / seconds:,.0f} a second")
    return 0 if rate >= asked.least else 1


if __name__ == "__main__":
    sys.exit(main())
