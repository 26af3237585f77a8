"""A writer in LibreOffice, for the Python that LibreOffice speaks with: writes, has it checked, prints JSON.

``python3 writing.py NAME TEXT`` finds LibreOffice at the pipe of that name and ends it when done.
"""

import contextlib
import json
import sys
import threading

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException, Locale

DEADLINE_SECONDS = 60
PAUSE_SECONDS = 0.1
PROOFREADER = "com.sun.star.linguistic2.Proofreader"


def connected(name):
    """Wait until LibreOffice answers at its pipe and return its context."""
    resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    never = threading.Event()
    for _ in range(int(DEADLINE_SECONDS / PAUSE_SECONDS)):
        try:
            return resolver.resolve(f"uno:pipe,name={name};urp;StarOffice.ComponentContext")
        except NoConnectException:
            never.wait(PAUSE_SECONDS)  # LibreOffice has no way to call us when it is ready
    raise SystemExit("LibreOffice did not answer")


def checked(context, text):
    """Write a text into a new document and return what the grammar checkers that LibreOffice chose say of it."""
    manager = context.ServiceManager
    desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    hidden = PropertyValue("Hidden", 0, True, 0)
    document = desktop.loadComponentFromURL("private:factory/swriter", "_blank", 0, (hidden,))
    english = Locale("en", "US", "")
    document.Text.setString(text)
    document.Text.createTextCursor().CharLocale = english
    services = manager.createInstanceWithContext("com.sun.star.linguistic2.LinguServiceManager", context)
    names = services.getConfiguredServices(PROOFREADER, english)
    found = []
    for paragraph in document.Text:
        said = paragraph.getString()
        for name in names:
            proofreader = manager.createInstanceWithContext(name, context)
            result = proofreader.doProofreading("1", said, english, 0, len(said), ())
            found += [
                {
                    "words": said[error.nErrorStart : error.nErrorStart + error.nErrorLength],
                    "comment": error.aFullComment,
                    "suggestions": list(error.aSuggestions),
                }
                for error in result.aErrors
            ]
    document.close(True)
    with contextlib.suppress(DisposedException):  # it may be gone before it can say so
        desktop.terminate()
    return {"checkers": list(names), "found": found}


if __name__ == "__main__":
    print(json.dumps(checked(connected(sys.argv[1]), sys.argv[2])))
