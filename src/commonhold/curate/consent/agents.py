"""Programs that fetch pages to train models on, by the names that robots.txt and headers address them by.

A short table with a date, of well-known programs whose operators say that they gather for training. Whoever shuts one
of them out says something about training; a name that is not here says something about that program alone.
"""

from __future__ import annotations

AGENTS_DATE = "2026-11-01"

OURS = "commonhold"
"""The name that addresses this program. It fetches no pages; works come from pinned sources."""

TRAINING_AGENTS = (
    "ai2bot",
    "anthropic-ai",
    "applebot-extended",
    "bytespider",
    "ccbot",
    "claudebot",
    "cohere-training-data-crawler",
    "diffbot",
    "facebookbot",
    "google-extended",
    "gptbot",
    "img2dataset",
    "meta-externalagent",
    "omgili",
    "webzio-extended",
)


def speaks_of_training(agent: str) -> bool:
    """Tell whether a name is ours or that of a program that gathers for training.

    >>> speaks_of_training("GPTBot"), speaks_of_training("Googlebot")
    (True, False)
    """
    return agent.lower() == OURS or agent.lower() in TRAINING_AGENTS
