"""Where a request comes from."""

from __future__ import annotations

import ipaddress
import re

from django.conf import settings
from django.http import HttpRequest

WITH_PORT = re.compile(r"\[([^]]+)\](?::\d+)?|([\d.]+):\d+")  # [2001:db8::1]:443, [2001:db8::1], 192.0.2.1:443


def client_address(request: HttpRequest) -> str:
    """The client's address as our own proxies saw it; what the client itself sends is ignored.

    A proxy may add the port. What is no address, such as `unknown`, counts as the address of the connection.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if settings.PROXIES and len(forwarded) >= settings.PROXIES:
        seen = forwarded[-settings.PROXIES].strip()
        if port := WITH_PORT.fullmatch(seen):
            seen = port[1] or port[2]
        if address := _address(seen):
            return str(address)
    return str(_address(request.META.get("REMOTE_ADDR", "")) or "")


def network_of(address: str) -> str:
    """What one client can have at once: an IPv4 address, or the /64 of an IPv6 address."""
    parsed = _address(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.IPv6Network((parsed.packed[:8] + bytes(8), 64)))
    return address


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Without a zone; IPv4 that is written as IPv6 is IPv4."""
    try:
        address = ipaddress.ip_address(text.split("%", maxsplit=1)[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address
