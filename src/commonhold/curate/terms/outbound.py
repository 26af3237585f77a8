"""Sets of licences that rows name again and again as what a model may go out under. Names only.

Under an ``-or-later`` licence a recipient may choose a text that is not written yet. A licence that asks to be weighed
against another text (CC BY: it "must not prevent") can only be weighed against texts that exist, so it is not read as
going out under these. Knows of no licence why it stands in a set; that is told by the rows.
"""

from __future__ import annotations

PERMISSIVE = frozenset(
    (
        "MIT",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "ISC",
        "Zlib",
        "BSL-1.0",
        "PSF-2.0",
        "Apache-2.0",
        "OpenMDW-1.0",
        "etalab-2.0",
    )
)
"""Ask for notices and nothing else."""

GPL_2 = frozenset({"GPL-2.0-only", "GPL-2.0-or-later"})
GPL_3 = frozenset({"GPL-3.0-only", "GPL-3.0-or-later"})
AGPL_3 = frozenset({"AGPL-3.0-only", "AGPL-3.0-or-later"})
LGPL_2 = frozenset({"LGPL-2.0-only", "LGPL-2.0-or-later", "LGPL-2.1-only", "LGPL-2.1-or-later"})
LGPL_3 = frozenset({"LGPL-3.0-only", "LGPL-3.0-or-later"})
GFDL = frozenset(f"GFDL-1.{minor}-{which}" for minor in "123" for which in ("only", "or-later"))
OTHER_COPYLEFT = frozenset({"MPL-2.0", "EUPL-1.2", "ODbL-1.0", "OFL-1.1", "LicenseRef-FAIPL-1.0"})

CC_BY = frozenset({"CC-BY-3.0", "CC-BY-4.0"})
CC_BY_SA = frozenset({"CC-BY-SA-3.0", "CC-BY-SA-4.0"})
CC_BY_NC = frozenset(f"CC-BY-NC{share}-{version}" for share in ("", "-SA") for version in ("3.0", "4.0"))

WITH_NOTICE = (
    PERMISSIVE | CC_BY | CC_BY_SA | CC_BY_NC | GPL_2 | GPL_3 | AGPL_3 | LGPL_2 | LGPL_3 | GFDL | OTHER_COPYLEFT
)
"""All under which notices stay."""

WRITTEN = frozenset(name for name in WITH_NOTICE if not name.endswith("-or-later"))
"""Of these, those whose text is there to be read."""
