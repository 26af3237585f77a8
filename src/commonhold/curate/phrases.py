"""The words by which a licence's own text is recognised: data, no behaviour.

Every phrase is written the way ``detection`` reads a paper: lower case, words only, one space between. A short
licence is listed nearly whole, with ``slack`` as the number of other words allowed between its phrases, so that a
text with one clause more (JSON's "Good, not Evil") is not taken for it. A long one is listed by sentences that no
other licence shares. Not covered: translations and national ports of Creative Commons texts (a statement or a tag
still finds those), licences for software that carries no prose.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LicenceText:
    """A licence ``id`` (SPDX) holds when its ``phrases`` are found in order and none of ``without`` is there.

    ``slack`` limits the words between phrases (None: no limit). ``around`` belongs to the paper but proves nothing.
    """

    id: str
    phrases: tuple[str, ...]
    slack: int | None = None
    without: tuple[str, ...] = ()
    around: tuple[str, ...] = ()


_MIT_GRANT = (
    "permission is hereby granted free of charge to any person obtaining a copy of this software and associated "
    "documentation files the software to deal in the software without restriction including without limitation the "
    "rights to use copy modify merge publish distribute sublicense and or sell copies of the software and to permit "
    "persons to whom the software is furnished to do so"
)
_MIT_DISCLAIMER = (
    "the software is provided as is without warranty of any kind express or implied including but not limited to the "
    "warranties of merchantability fitness for a particular purpose and",
    "in no event shall the",
    "be liable for any claim damages or other liability whether in an action of contract tort or otherwise arising "
    "from out of or in connection with the software or the use or other dealings in the software",
)
_BSD_GRANT = (
    "redistribution and use in source and binary forms with or without modification are permitted provided that the "
    "following conditions are met",
    "redistributions of source code must retain the above copyright notice this list of conditions and the following "
    "disclaimer",
    "redistributions in binary form must reproduce the above copyright notice this list of conditions and the "
    "following disclaimer in the documentation and or other materials provided with the distribution",
)
_BSD_NAMES = (
    "neither the name of",
    "may be used to endorse or promote products derived from this software without specific prior written permission",
)
_BSD_AUTHOR = (
    "the name of the author may not be used to endorse or promote products derived from this software without "
    "specific prior written permission",
)
_BSD_DISCLAIMER = (
    "this software is provided by the",
    "as is and any express or implied warranties including but not limited to the implied warranties of "
    "merchantability and fitness for a particular purpose are disclaimed in no event shall",
    "be liable for any direct indirect incidental special exemplary or consequential damages including but not "
    "limited to procurement of substitute goods or services loss of use data or profits or business interruption "
    "however caused and on any theory of liability whether in contract strict liability or tort including negligence "
    "or otherwise arising in any way out of the use of this software even if advised of the possibility of such "
    "damage",
)
_ISC_GRANT = ("permission to use copy modify and", "distribute this software for any purpose with or without fee is")
_ISC_DISCLAIMER = (
    "the software is provided as is and",
    "disclaims all warranties with regard to this software including all implied warranties of merchantability and "
    "fitness in no event shall",
    "be liable for any special direct indirect or consequential damages or any damages whatsoever resulting from loss "
    "of use data or profits whether in an action of contract negligence or other tortious action arising out of or in "
    "connection with the use or performance of this software",
)

_SHORT = (
    LicenceText(
        "MIT",
        (
            _MIT_GRANT + " subject to the following conditions",
            "the above copyright notice and this permission notice",
            "shall be included in all copies or substantial portions of the software",
            *_MIT_DISCLAIMER,
        ),
        slack=13,
        around=("mit license",),
    ),
    LicenceText("MIT-0", (_MIT_GRANT, *_MIT_DISCLAIMER), slack=8),
    LicenceText("BSD-2-Clause", (*_BSD_GRANT, *_BSD_DISCLAIMER), slack=18),
    LicenceText("BSD-3-Clause", (*_BSD_GRANT, *_BSD_NAMES, *_BSD_DISCLAIMER), slack=30),
    LicenceText("BSD-3-Clause", (*_BSD_GRANT, *_BSD_AUTHOR, *_BSD_DISCLAIMER), slack=18),
    LicenceText(
        "ISC",
        (
            *_ISC_GRANT,
            "hereby granted provided that the above copyright notice and this permission notice appear in all copies",
            *_ISC_DISCLAIMER,
        ),
        slack=14,
    ),
    LicenceText("0BSD", (*_ISC_GRANT, "hereby granted", *_ISC_DISCLAIMER), slack=8),
    LicenceText(
        "Zlib",
        (
            "this software is provided as is without any express or implied warranty in no event will the authors be "
            "held liable for any damages arising from the use of this software",
            "permission is granted to anyone to use this software for any purpose including commercial applications "
            "and to alter it and redistribute it freely subject to the following restrictions",
            "the origin of this software must not be misrepresented you must not claim that you wrote the original "
            "software if you use this software in a product an acknowledgment in the product documentation would be "
            "appreciated but is not required",
            "altered source versions must be plainly marked as such and must not be misrepresented as being the "
            "original software",
            "this notice may not be removed or altered from any source distribution",
        ),
        slack=8,
    ),
    LicenceText(
        "Unlicense",
        (
            "this is free and unencumbered software released into the public domain",
            "anyone is free to copy modify publish use compile sell or distribute this software either in source code "
            "form or as a compiled binary for any purpose commercial or non commercial and by any means",
            "the author or authors of this software dedicate any and all copyright interest in the software to the "
            "public domain",
            "we intend this dedication to be an overt act of relinquishment in perpetuity of all present and future "
            "rights to this software under copyright law",
            "in no event shall the authors be liable for any claim damages or other liability",
        ),
        slack=80,
        around=("arising from out of or in connection with the software or the use or other dealings in the software",),
    ),
)

_GNU = (
    LicenceText(
        "GPL-2.0-only",
        (
            "gnu general public license version 2 june 1991",
            "you may copy and distribute verbatim copies of the program s source code as you receive it",
            "you must cause any work that you distribute or publish that in whole or in part contains or is derived "
            "from the program",
            "each time you redistribute the program or any work based on the program the recipient automatically "
            "receives a license from the original licensor",
        ),
        around=(
            "use the gnu lesser general public license instead of this license",
            "use the gnu library general public license instead of this license",
            "ty coon president of vice",
        ),
    ),
    LicenceText(
        "GPL-3.0-only",
        (
            "gnu general public license version 3 29 june 2007",
            "the gnu general public license is a free copyleft license for software and other kinds of works",
            "you may convey verbatim copies of the program s source code as you receive it",
            "use with the gnu affero general public license",
        ),
        without=("this version of the gnu lesser general public license incorporates",),
        around=("use the gnu lesser general public license instead of this license",),
    ),
    LicenceText(
        "LGPL-2.0-only",
        (
            "gnu library general public license version 2 june 1991",
            "you may copy and distribute verbatim copies of the library s complete source code as you receive it",
        ),
        around=("a library for tweaking knobs",),
    ),
    LicenceText(
        "LGPL-2.1-only",
        (
            "gnu lesser general public license version 2 1 february 1999",
            "you may copy and distribute verbatim copies of the library s complete source code as you receive it",
        ),
        around=("a library for tweaking knobs",),
    ),
    LicenceText(
        "LGPL-3.0-only",
        (
            "gnu lesser general public license version 3 29 june 2007",
            "this version of the gnu lesser general public license incorporates the terms and conditions of version 3 "
            "of the gnu general public license",
            "you may convey a covered work under sections 3 and 4 of this license without being bound by section 3 of "
            "the gnu gpl",
        ),
        around=("use the gnu lesser general public license instead of this license",),
    ),
    LicenceText(
        "AGPL-3.0-only",
        (
            "gnu affero general public license version 3 19 november 2007",
            "the gnu affero general public license is a free copyleft license for software and other kinds of works",
            "all users interacting with it remotely through a computer network",
            "use with the gnu general public license",
        ),
        around=("how to apply and follow the gnu agpl",),
    ),
    *(
        LicenceText(
            f"GFDL-{version}-only",
            (
                f"gnu free documentation license version {title}",
                "you may copy and distribute the document in any medium either commercially or noncommercially "
                "provided that this license",
                "you may not copy modify sublicense or distribute the document except as expressly provided",
            ),
            around=("such as the gnu general public license to permit their use in free software",),
        )
        for version, title in (
            ("1.1", "1 1 march 2000"),
            ("1.2", "1 2 november 2002"),
            ("1.3", "1 3 3 november 2008"),
        )
    ),
)

_OTHER = (
    LicenceText(
        "Apache-2.0",
        (
            "apache license version 2 0 january 2004",
            "terms and conditions for use reproduction and distribution",
            "each contributor hereby grants to you a perpetual worldwide non exclusive no charge royalty free "
            "irrevocable copyright license to reproduce prepare derivative works of",
            "if the work includes a notice text file as part of its distribution",
            "of your accepting any such warranty or additional liability",
        ),
        around=(
            "see the license for the specific language governing permissions and limitations under the license",
            "sections 4 a 4 b and 4 d of the license",
        ),
    ),
    LicenceText(
        "MPL-2.0",
        (
            "mozilla public license version 2 0",
            "covered software means source code form to which the initial contributor has attached the notice in "
            "exhibit a",
            "this source code form is subject to the terms of the mozilla public license v 2 0",
        ),
        around=("incompatible with secondary licenses as defined by the mozilla public license v 2 0",),
    ),
    LicenceText(
        "EUPL-1.2",
        (
            "european union public licence v 1 2",
            "the licensor hereby grants you a worldwide royalty free non exclusive sublicensable licence",
            "the source code the human readable form of the work which is the most convenient for people to study and "
            "modify",
        ),
        around=("require the production of a new eupl version",),
    ),
    LicenceText(
        "PSF-2.0",
        (
            "this license agreement is between the python software foundation psf and the individual or organization "
            "licensee",
            "psf hereby grants licensee a nonexclusive royalty free world wide license to reproduce analyze test "
            "perform and or display publicly prepare derivative works distribute",
            "psf is making python available to licensee on an as is basis",
        ),
        without=("beopen com license agreement", "cwi license agreement"),
        around=("licensee agrees to be bound by the terms and conditions of this license agreement",),
    ),
    LicenceText(
        "OFL-1.1",
        (
            "sil open font license version 1 1 26 february 2007",
            "permission is hereby granted free of charge to any person obtaining a copy of the font software to use "
            "study copy merge embed modify redistribute and sell modified and unmodified copies of the font software",
            "may be sold by itself",
        ),
        around=("the use or inability to use the font software or from other dealings in the font software",),
    ),
    LicenceText(
        "ODbL-1.0",
        (
            "open database license odbl",
            "the odbl only governs the rights over the database and not the contents of the database individually",
            "any derivative database that you publicly use must be only under the terms of",
        ),
        around=("these additional rights are granted in this license in order to meet the terms of this license",),
    ),
    LicenceText(
        "etalab-2.0",
        (
            "licence ouverte open licence version 2 0",
            "concède au réutilisateur un droit non exclusif et gratuit de libre réutilisation de l information",
            "sous réserve de mentionner la paternité de l information",
        ),
        around=("qu ils ont obtenues sous cette licence s ils le souhaitent",),
    ),
    LicenceText(
        "LicenseRef-W3C-Document",
        (
            "permission to copy and distribute the contents of this document",
            "no right to create modifications or derivatives of w3c documents is granted pursuant to this license",
        ),
    ),
    LicenceText(
        "CC0-1.0",
        (
            "cc0 1 0 universal",
            "a work made available under cc0 may be protected by copyright and related or neighboring rights",
            "affirmer hereby overtly fully permanently irrevocably and unconditionally waives abandons and surrenders "
            "all of affirmer s copyright and related rights",
            "should any part of the waiver for any reason be judged legally invalid or ineffective under applicable "
            "law",
            "affirmer understands and acknowledges that creative commons is not a party to this document",
        ),
        around=(
            "creative commons corporation is not a law firm and does not provide legal services",
            "with respect to this cc0 or use of the work",
        ),
    ),
)

ELEMENTS = ("BY", "BY-SA", "BY-ND", "BY-NC", "BY-NC-SA", "BY-NC-ND")
_NAMES = {"BY": "attribution", "SA": "sharealike", "NC": "noncommercial", "ND": "noderivs"}
_CC_AROUND = (
    "creative commons corporation creative commons is not a law firm",
    "creative commons corporation is not a law firm and does not provide legal services",
    "creative commons may be contacted at",
)


def _name(elements: str, ending: str) -> str:
    return " ".join(_NAMES[part] for part in elements.split("-")).replace("noderivs", ending)


def _cc4(elements: str) -> LicenceText:
    name = f"{_name(elements, 'noderivatives')} 4 0 international public license"
    shared = "produce reproduce and share adapted material"
    features = {
        "NC": "noncommercial means not primarily intended for or directed towards commercial advantage",
        "SA": "the adapter s license you apply must be a creative commons license with the same license elements",
        "ND": "produce and reproduce but not share adapted material",
    }
    parts = elements.split("-")[1:]
    return LicenceText(
        f"CC-{elements}-4.0",
        (
            f"by exercising the licensed rights defined below you accept and agree to be bound by the terms and "
            f"conditions of this creative commons {name}",
            *(features[part] for part in parts),
            *(() if "ND" in parts else (shared,)),
            "the licensor shall not be bound by any additional or different terms or conditions communicated by you",
        ),
        without=tuple(phrase for part, phrase in features.items() if part not in parts),
        around=(*_CC_AROUND, "interpreted as a limitation upon or waiver of any privileges and immunities"),
    )


def _cc_older(elements: str, version: str) -> LicenceText:
    adaptation = "adaptations" if version == "3.0" else "derivative works"
    features = {
        "NC": "in any manner that is primarily intended for or directed toward commercial advantage or private "
        "monetary compensation",
        "SA": "an adaptation only under" if version == "3.0" else "a derivative work only under the terms of this",
        "ND": f"but otherwise you have no rights to make {adaptation}",
    }
    ending = {"3.0": " unported"}.get(version, "")
    parts = elements.split("-")[1:]
    return LicenceText(
        f"CC-{elements}-{version}",
        (
            f"{_name(elements, 'noderivs')} {version.replace('.', ' ')}{ending}",
            "the work as defined below is provided under the terms of this creative commons public license",
            *(features[part] for part in parts),
            "this license constitutes the entire agreement between the parties with respect to the work licensed here",
        ),
        without=tuple(phrase for part, phrase in features.items() if part not in parts),
        around=_CC_AROUND,
    )


TEXTS: tuple[LicenceText, ...] = (
    *_SHORT,
    *_GNU,
    *_OTHER,
    *(_cc4(elements) for elements in ELEMENTS),
    *(_cc_older(elements, version) for version in ("2.0", "2.5", "3.0") for elements in ELEMENTS),
)
"""Every licence text that is recognised. Compared with the official texts in docs/decisions/0003."""
