"""Sockets to listen on: opened here, or handed over by systemd, which starts the server when somebody knocks."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
from collections.abc import Sequence

from commonhold.errors import AskedWronglyError, WorldError

DEFAULT_PORT = 8081
"""The port at which clients of LanguageTool look for a server on their own machine."""

LOCALHOST = "localhost"
_BACKLOG = 128
_FIRST_HANDED_OVER = 3  # file descriptor, by the convention of systemd


class PortTakenError(WorldError):
    """Port {port} of {host} is taken by another program."""

    exit_code = 5
    advice = "Stop that program (another `commonhold serve`?), or choose another port; --port 0 takes a free one."


class UnusableAddressError(WorldError):
    """The server cannot listen on port {port} of {host}: {what}."""

    exit_code = 5
    advice = "Choose another address with --host or another port with --port."


class NotAnAddressError(AskedWronglyError):
    """{host} is no address to listen on."""

    advice = "Give localhost, or an address of this machine in figures, such as 127.0.0.1 or ::1."


class HandedOverError(AskedWronglyError):
    """The socket handed over by systemd cannot be used: {what}."""

    advice = "Set ListenStream= to a port or to an address and a port, and Accept=no."


def listen(host: str, port: int) -> list[socket.socket]:
    """Return sockets that listen on a port (0: a free one) of an address; of both loopback addresses for localhost.

    Raise NotAnAddressError for a name, since asking whose address it is would be a request to somebody else;
    PortTakenError or UnusableAddressError where the system refuses.
    """
    if host != LOCALHOST:
        return [_listening(_address(host), port)]
    first = _listening("127.0.0.1", port)
    try:
        return [first, _listening("::1", first.getsockname()[1])]
    except UnusableAddressError:  # a machine without IPv6
        return [first]
    except PortTakenError:
        first.close()
        raise


def handed_over() -> list[socket.socket]:
    """Return the sockets that systemd has handed to this process, none if it has not; HandedOverError if unusable."""
    meant_for, count = os.environ.get("LISTEN_PID", ""), os.environ.get("LISTEN_FDS", "")
    if meant_for != str(os.getpid()) or not count.isdigit():
        return []
    for name in ("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"):
        os.environ.pop(name, None)
    found = []
    for number in range(_FIRST_HANDED_OVER, _FIRST_HANDED_OVER + int(count)):
        try:
            given = socket.socket(fileno=number)
            is_listening = given.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
        except OSError as error:
            raise HandedOverError(what=f"file descriptor {number} is no socket") from error
        if given.family not in (socket.AF_INET, socket.AF_INET6) or given.type != socket.SOCK_STREAM:
            raise HandedOverError(what="it is not one of TCP")
        if not is_listening:
            raise HandedOverError(what="it does not listen")
        found.append(given)
    return found


def urls(sockets: Sequence[socket.socket]) -> list[str]:
    """Return the addresses of listening sockets as people type them."""
    places = [(each.family, each.getsockname()) for each in sockets]
    return [f"http://{f'[{at[0]}]' if family == socket.AF_INET6 else at[0]}:{at[1]}/" for family, at in places]


def is_loopback(sockets: Sequence[socket.socket]) -> bool:
    """Tell whether only this machine can reach the sockets."""
    return all(ipaddress.ip_address(each.getsockname()[0]).is_loopback for each in sockets)


def _address(host: str) -> str:
    try:
        return str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        raise NotAnAddressError(host=host) from None


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTakenError(host=host, port=port) from error
        what = (os.strerror(error.errno) if error.errno else str(error)).lower()
        raise UnusableAddressError(host=host, port=port, what=what) from error
    except OverflowError as error:
        raise UnusableAddressError(host=host, port=port, what="ports go from 0 to 65535") from error
