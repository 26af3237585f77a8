"""Options that several commands have, said once. Commands give them their types and defaults."""

from __future__ import annotations

import typer

BUNDLE = typer.Argument(metavar="[BUNDLE]", help="The folder of a bundle; an installed model by default.")
WORK = typer.Option("--work", metavar="DIR", help="Where finished steps are kept; the user's cache by default.")
MIRROR = typer.Option("--mirror", metavar="DIR", help="Take https://github.com/OWNER/NAME from DIR/OWNER+NAME/repo.")
BESIDE = typer.Option("--beside", metavar="DIR", help="Where the folders and captures lie that the recipe names.")
OPT_OUTS = typer.Option("--opt-outs", metavar="FILE", help="A registry of opt-outs beside the one that is installed.")
JOBS = typer.Option("--jobs", metavar="N", min=1, help="Processes to use; as many as there are cores by default.")
JSON = typer.Option("--json", help="Report as JSON.")
