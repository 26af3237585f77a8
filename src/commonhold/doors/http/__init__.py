"""The HTTP door: LanguageTool's protocol, a small API of our own and a page, on the loopback address.

Nothing here opens an outgoing connection, and no text that was checked is kept or logged.
"""
