"""The language server: findings where texts are written, by the Language Server Protocol.

One noun a module: ``frames`` cuts the stream of a client into messages, ``conversation`` answers them, ``session`` is
one client with its ``texts``, and ``running`` joins a session with standard input or a port of this machine.
"""
