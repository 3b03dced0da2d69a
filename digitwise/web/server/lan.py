"""A server for everybody in the same network: the address that a telephone can open, with a token, and its QR code."""

from __future__ import annotations

import io
import ipaddress
import secrets
import socket
import sys
from contextlib import suppress
from dataclasses import replace

from digitwise.errors import UsageError
from digitwise.web.settings import Settings

EVERYWHERE = "0.0.0.0"

LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
TOKEN_LENGTH = 10
"""Of 32 letters and digits that nobody confuses when they type them: 50 bits, for as long as the server runs."""

_ELSEWHERE = ("192.0.2.1", 9)
"""An address that stands for any other machine and belongs to none (RFC 5737). Nothing is sent to it."""


def let_in_the_network(settings: Settings) -> Settings:
    """Return settings under which devices in the same network are let in: with a token, and by this machine's address.

    Args:
        settings: A token in it is kept; otherwise one is drawn.

    Raises:
        UsageError: If this machine is in no network.
    """
    token = settings.token or "".join(secrets.choice(LETTERS) for _ in range(TOKEN_LENGTH))
    return replace(settings, token=token, allowed_hosts=(lan_address(), *settings.allowed_hosts))


def lan_address() -> str:
    """Return the IPv4 address under which others in the network find this machine.

    Raises:
        UsageError: If it has none.
    """
    # Connecting a datagram socket sends nothing; the system only chooses the address it would send from.
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as chosen:
        chosen.connect(_ELSEWHERE)
        if _is_in_a_network(address := str(chosen.getsockname()[0])):
            return address
    for address in _own_addresses():
        if _is_in_a_network(address):
            return address
    raise UsageError(
        "this machine is in no network; expected one that the other devices are in, or an address of its own in "
        "--host with --allowed-host and --token; nothing was started"
    )


def _own_addresses() -> list[str]:
    """The addresses of a network without a way out of it, such as one that a telephone makes."""
    import psutil

    up = {name for name, state in psutil.net_if_stats().items() if state.isup}
    interfaces = psutil.net_if_addrs().items()
    return [one.address for name, found in interfaces if name in up for one in found if one.family == socket.AF_INET]


def _is_in_a_network(address: str) -> bool:
    """Whether others can reach an address.

    Example:
        >>> [_is_in_a_network(address) for address in ("192.168.1.5", "127.0.0.1", "0.0.0.0", "169.254.3.4")]
        [True, False, False, False]
    """
    parsed = ipaddress.ip_address(address)
    return not (parsed.is_loopback or parsed.is_unspecified or parsed.is_link_local)


def print_invitation(settings: Settings, port: int) -> None:
    """Print the address with its token, and to standard error a QR code of it and what it means.

    Args:
        settings: From :func:`let_in_the_network`.
        port: That the server listens on.
    """
    from rich.console import Console

    address = f"http://{settings.allowed_hosts[0]}:{port}/?token={settings.token}"
    print(address, flush=True)
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    # Light on dark by its own colors: on a light terminal the code would else be inverted, which some cameras refuse.
    console.print(qr_code(address), style="bright_white on black")
    console.print("Scan the code, or type the address, on any device in this network. Whoever has")
    console.print("it may use the server until Ctrl-C; what is sent is not encrypted.")
    sys.stderr.flush()


def qr_code(address: str) -> str:
    """Return the QR code of an address in half blocks, light modules as ink: for light letters on a dark ground.

    Example:
        >>> code = qr_code("http://192.168.1.5:8000/?token=abcdefghij")
        >>> len(code.splitlines()), max(map(len, code.splitlines()))
        (17, 33)
    """
    import segno

    found = io.StringIO()
    segno.make(address, error="l", micro=False).terminal(found, border=2, compact=True)
    return found.getvalue().rstrip("\n")
