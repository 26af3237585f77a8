"""How far the check of a long text is, for clients that show such things, and the person's wish to stop it."""

from __future__ import annotations

import asyncio
from itertools import count

from lsprotocol import types

from commonhold.doors.lsp.conversation import Conversation
from commonhold.doors.lsp.desk import Desk

LONG = 100_000
"""Code points of prose that must be left to check for a text to be long; less is done in a second."""

EVERY_SECONDS = 0.25

_numbers = count(1)


async def show(talk: Conversation, desk: Desk) -> None:
    """Show how far a check is until it is done or the person stops it; nothing where little is left."""
    if desk.waiting < LONG:
        return
    token = f"commonhold-{next(_numbers)}"
    whole = desk.waiting
    await talk.work_done_progress.create_async(token)
    name = desk.text.uri.rpartition("/")[2]
    talk.work_done_progress.begin(
        token, types.WorkDoneProgressBegin(title=f"Checking {name}", cancellable=True, percentage=0)
    )
    cancelled = talk.work_done_progress.tokens[token]
    try:
        while desk.waiting and not desk.done.is_set():
            share = max(0, min(99, 100 - 100 * desk.waiting // whole))
            talk.work_done_progress.report(token, types.WorkDoneProgressReport(percentage=share))
            try:
                await asyncio.wait_for(desk.done.wait(), EVERY_SECONDS)
            except TimeoutError:
                if cancelled.cancelled():
                    desk.stop()
                    break
    finally:
        talk.work_done_progress.end(token, types.WorkDoneProgressEnd())
        talk.work_done_progress.tokens.pop(token, None)
