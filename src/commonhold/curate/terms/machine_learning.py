"""Licences written with models in mind: for models, or against training on works."""

from __future__ import annotations

from commonhold.curate.terms.outbound import AGPL_3
from commonhold.curate.terms.row import UNCONSTRAINED, Inherit, Reading, Terms

_OPENMDW = "https://openmdw.ai/license/1-0/"
_FAIR_AI = "https://freedevproject.org/faipl-1.0/"
_RAIL = "https://huggingface.co/spaces/bigcode/bigcode-model-license-agreement"
_NON_AI = "https://github.com/non-ai-licenses/non-ai-licenses/blob/main/NON-AI-MIT"

ROWS: tuple[Terms, ...] = (
    Terms(
        "OpenMDW-1.0",
        "permissive",
        "allow",
        "licence+copyright+notice",
        UNCONSTRAINED,
        (
            Reading(
                "trains",
                "permission is hereby granted, free of charge, to deal in the Model Materials without restriction",
                "second paragraph",
                _OPENMDW,
            ),
            Reading(
                "notice_carry",
                "all copyright notices and other notices of origin included in the Model Materials",
                "third paragraph",
                _OPENMDW,
            ),
            Reading(
                "output_scope",
                "does not impose any restrictions or obligations with respect to any use, modification, or sharing of "
                "any outputs",
                "fifth paragraph",
                _OPENMDW,
            ),
        ),
        inherit=Inherit(distil="no", synthetic_data="no"),
        output_scope="none",
    ),
    Terms(
        "LicenseRef-FAIPL-1.0",
        "copyleft",
        "allow",
        "licence",
        frozenset({"LicenseRef-FAIPL-1.0"} | AGPL_3),
        (
            Reading(
                "trains",
                "licenses you to do everything with this software that would otherwise infringe that contributor's "
                "copyright in it",
                "Copyright",
                _FAIR_AI,
            ),
            Reading("notice_carry", "also gets the text of this license", "Notices", _FAIR_AI),
            Reading(
                "weights_release",
                "you must ensure they have a reasonable way to receive the corresponding source code from you",
                "Notices",
                _FAIR_AI,
            ),
            Reading(
                "outbound",
                "under this license or another license that allows everything this license allows",
                "Notices",
                _FAIR_AI,
            ),
            Reading(
                "outbound",
                "You can also use this software under the terms of the GNU AGPL 3.0, or any later version of that "
                "license.",
                "Alternatives",
                _FAIR_AI,
            ),
            Reading(
                "data_disclosure", "it does not include any datasets used to train a model", "Definitions", _FAIR_AI
            ),
            Reading(
                "inherit",
                "also means to perform any training on a model or to combine a model with another model",
                "Definitions",
                _FAIR_AI,
            ),
            Reading("output_scope", "The output of this software is not covered by this license", "Output", _FAIR_AI),
        ),
        "on-network-use",
        "network-users",
        inherit=Inherit("yes", "yes", "yes", "silent", "no", "silent"),
        output_scope="none",
    ),
    Terms(
        "LicenseRef-OpenRAIL-M",
        "use-restricted",
        "condition",
        "licence+copyright+notice",
        frozenset({"LicenseRef-OpenRAIL-M"}),
        (
            Reading(
                "trains",
                "Compliance with the restrictions in Attachment A is a condition to the grants in this License "
                "Agreement",
                "4",
                _RAIL,
                note="as in BigCode's version 1; the licences of this name differ in their lists of restrictions",
            ),
            Reading(
                "outbound",
                "under any license of your choice that does not contradict the restrictions in Attachment A",
                "5.1",
                _RAIL,
            ),
            Reading(
                "notice_carry", "Retain all copyright, patent, trademark, and attribution notices", "5.2(c)", _RAIL
            ),
            Reading(
                "inherit",
                "created or initialized by transfer of patterns of the weights, parameters, activations or Output of "
                "the Model",
                "1(i)",
                _RAIL,
            ),
            Reading(
                "output_scope",
                "You agree not to contravene any provision as stated in the License Agreement with your Use of the "
                "Output.",
                "6",
                _RAIL,
            ),
        ),
        inherit=Inherit("yes", "yes", "yes", "yes", "yes", "silent"),
        output_scope="all",
    ),
    Terms(
        "LicenseRef-NON-AI-MIT",
        "use-restricted",
        "deny",
        "licence+copyright",
        frozenset(),
        (
            Reading(
                "trains",
                "may not be included in any dataset used for training or improving machine learning algorithms",
                "second restriction",
                _NON_AI,
            ),
            Reading(
                "notice_carry",
                "The above copyright notice and this permission notice shall be included in all copies",
                "second paragraph",
                _NON_AI,
            ),
        ),
    ),
)
"""Their rows."""
