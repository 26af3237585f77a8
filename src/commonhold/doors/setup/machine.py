"""This machine as far as programs have to be found on it: its folders, its system, and how Commonhold is started.

The environment is read here and nowhere else in this package.
"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from commonhold.doors.project import home_folder, user_folder
from commonhold.errors import WorldError


class HomelessError(WorldError):
    """There is no home folder to set anything up in."""

    advice = "Set HOME to a folder of yours."


@dataclass(frozen=True, slots=True)
class Machine:
    """Where things are.

    ``config`` is the system's folder for settings, ``dot_config`` that of programs that use ``~/.config`` on macOS as
    well; ``own`` is our own folder of settings. ``command`` starts Commonhold, by its whole path: what a desktop starts
    knows nothing of the PATH of a shell. ``port`` is that of our server, ``here`` the folder the command runs in and
    ``runtime`` that of the user's services, if there are any.
    """

    home: Path
    config: Path
    dot_config: Path
    own: Path
    here: Path
    command: tuple[str, ...]
    platform: str = sys.platform
    search: str = ""
    runtime: Path | None = None
    port: int = 8081

    @property
    def within(self) -> tuple[Path, ...]:
        """The folders in which files may be changed: the home, and the folder of settings where that is elsewhere."""
        return (self.home, Path(os.path.realpath(self.config)))

    @property
    def url(self) -> str:
        """The address of our server, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def program(self, *names: str) -> str | None:
        """Return where the first of these programs is that can be started; None where there is none."""
        found = (shutil.which(name, path=self.search) for name in names)
        return next((path for path in found if path), None)


def this_machine(port: int) -> Machine:
    """Return the machine this process runs on; HomelessError where nobody's home is known."""
    home, own = home_folder(), user_folder()
    if not home or not own:
        raise HomelessError
    config = own.parent
    unixlike = home / ".config" if sys.platform == "darwin" and not os.environ.get("XDG_CONFIG_HOME") else config
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    search = os.environ.get("PATH", os.defpath)
    return Machine(
        home=home,
        config=config,
        dot_config=unixlike,
        own=own,
        here=Path.cwd(),
        command=_command(search),
        search=search,
        runtime=Path(runtime) if runtime else None,
        port=port,
    )


def _command(search: str) -> tuple[str, ...]:
    """Return how this very installation is started: by the name it has on the PATH, else where it was installed."""
    script = shutil.which("commonhold", path=str(Path(sys.executable).parent))
    named = shutil.which("commonhold", path=search)
    if script and named and Path(named).is_absolute() and os.path.realpath(named) == os.path.realpath(script):
        return (named,)
    return (script,) if script else (sys.executable, "-m", "commonhold")
