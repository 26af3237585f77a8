"""What the exit codes of the command line mean. The codes of errors are attributes of the error classes."""

from __future__ import annotations

CLEAN = 0
FOUND = 1
ASKED_WRONGLY = 2
UNREAD = 3
DIFFERENT = 13
UNTRUSTED = 14
INTERRUPTED = 130

EXIT_CODES = {
    CLEAN: "clean: everything was read and nothing was found (`--jsonl`: every line was answered)",
    FOUND: "something was found (with `--fix`: something is left; `lsp`: the editor left without saying so; "
    "`obligations`: works that may not go out as asked)",
    ASKED_WRONGLY: "asked wrongly: an unknown option, a bad recipe, wrong settings, no text to check",
    UNREAD: "something was not there: unreadable files or word lists, or a source; the others were dealt with",
    4: "the disk: a file could not be written",
    5: "the network: a port is taken, or an address cannot be listened on",
    10: "the bundle of a model is damaged or not what it says",
    11: "there is no model for that language",
    DIFFERENT: "a rebuild came out different from the bundle",
    UNTRUSTED: "the bundle is sound, but not signed by enough stewards who are trusted here",
    15: "the bundle may not be released: licences, notices or wishes stand against it",
    12: "a stewards list is damaged, signed by too few, or does not follow from the trusted one",
    70: "a defect of this program",
    INTERRUPTED: "stopped with Ctrl-C",
}
"""Exit code to meaning; ``docs/commands.md`` shows this table."""
