"""The command with limits so small that tests reach them: ``python hurried.py NAME=VALUE … -- serve …``."""

from __future__ import annotations

import sys

from commonhold.doors.cli import main
from commonhold.doors.http import limits

if __name__ == "__main__":
    stop = sys.argv.index("--")
    for setting in sys.argv[1:stop]:
        name, _, value = setting.partition("=")
        setattr(limits, name, type(getattr(limits, name))(float(value)))
    main(sys.argv[stop + 1 :])
