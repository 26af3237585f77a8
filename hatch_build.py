"""Compiles the native helper where there is a C compiler, and goes without it where there is none.

Called by hatchling for wheels and editable installs. A wheel with the library in it is tagged for this platform and
any Python 3, one without for any platform. ``COMMONHOLD_PURE=1`` leaves it out.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCE = Path("src/commonhold/doors/native.c")
LIBRARY = SOURCE.with_name("libnative.so.1")  # what ends in .so alone is taken for a module of Python
# Contraction would change the last bit of sums where a machine multiplies and adds at once.
FLAGS = ("-std=c11", "-O3", "-ffp-contract=off", "-fvisibility=hidden", "-fPIC", "-shared")


class NativeHook(BuildHookInterface[Any]):
    """Adds the library to what is built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and say so to the builder."""
        root = Path(self.root)
        if compiled(root / SOURCE, root / LIBRARY):
            build_data["artifacts"].append(str(LIBRARY))
            build_data["pure_python"] = False
            build_data["tag"] = f"py3-none-{platform_tag()}"


def compiled(source: Path, library: Path) -> bool:
    """Compile a source to a library and tell whether that worked; an older library does not stay behind."""
    library.unlink(missing_ok=True)
    if os.environ.get("COMMONHOLD_PURE", "0") not in ("", "0") or sys.platform == "win32":
        return False
    compiler = shlex.split(os.environ.get("CC", "cc"))
    new = library.with_name(f"{library.name}.{os.getpid()}")
    try:
        subprocess.run([*compiler, *FLAGS, str(source), "-o", str(new)], check=True, capture_output=True)
        new.replace(library)
    except (OSError, subprocess.CalledProcessError) as error:
        told = getattr(error, "stderr", b"").decode(errors="replace").strip()
        print(f"commonhold: no native helper, numpy does its work: {error}\n{told}".strip(), file=sys.stderr)
        new.unlink(missing_ok=True)
        return False
    return True


def platform_tag() -> str:
    """Return the platform as wheels name it."""
    return sysconfig.get_platform().replace("-", "_").replace(".", "_")
