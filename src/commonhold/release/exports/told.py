"""Sentences that several exports tell: what the model is, how texts became counts, what it is not good for.

They hold for every model of this program, or for every one that has a network. What holds for one model alone is
computed from its papers instead.
"""

from __future__ import annotations

from commonhold.release.exports.subject import Subject

_ABOUT = (
    "A proofreader: it finds words that a person would probably change, on the machine of the writer. "
    "It holds counts of runs of words, an error model learnt from corrections, and a ranker of small decision trees. "
    "It writes no text."
)
_NETWORK = (
    " A small neural network, learnt from the sentences of the same works and from nothing else, reads a second time "
    "where something seems wrong."
)
COLLECTION = (
    "Every source is a public repository or package that the recipe names and pins to one revision. "
    "It is fetched whole, once; there is no crawler. "
    "Licences are read from licence files and headers by rules, and the file that states each is kept as evidence."
)
PREPROCESSING = (
    "Prose is taken out of its markup; code and addresses of pages are left out.",
    "Works in another language, copies and near copies, and texts that overlap with evaluation texts are left out.",
    "Keys and personal data are looked for by rules and replaced before anything is counted.",
)
PERSONAL = (
    "Personal data and keys are looked for by rules and replaced before anything is counted; rules miss some. "
    "Names of people who are written about are words like others. "
    "Authors stand in the manifest as salted hashes of their addresses, or by name where the recipe says so."
)
LIMITS = (
    "It sees a few words at a time: it does not find wrong facts, nor most errors that only a whole sentence shows.",
    "It learned from prose in documentation and books, and is a stranger to chat and poetry.",
    "It sometimes flags a name or a rare word that is right.",
)
UNSETTLED = (
    "Whether counts are a form of the works they were counted in is unsettled; "
    "the duties of the licences are followed as if they were."
)
_SAME, _NEARLY_SAME = (
    "the model is the same bytes for whoever builds it again",
    "the model is the same bytes for whoever builds it again on a machine of the same kind; "
    "elsewhere all but the network and the numbers that rest on it",
)


def about(subject: Subject) -> str:
    """What the model is."""
    return _ABOUT + _NETWORK * subject.has_network


def rebuilt(subject: Subject) -> str:
    """What a rebuild gives."""
    return _NEARLY_SAME if subject.has_network else _SAME
