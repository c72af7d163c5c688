"""Which addresses of the network may be spoken to: public ones, and those of an inner network that the user names."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

from trucewatch.errors import UsageError

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# IPv6 addresses that lead to the IPv4 address in their last 32 bits (RFC 6052, RFC 4291 §2.5.5.1)
TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
CARRIERS = (TRANSLATED, ipaddress.IPv6Network("::/96"))
# What `is_global` of some Python releases lets pass (RFC 6890, RFC 7526, RFC 8215, RFC 9637, RFC 6666)
NEVER = tuple(
    ipaddress.ip_network(words)
    for words in (
        "192.0.0.0/24",
        "192.88.99.0/24",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "3fff::/20",
        "fec0::/10",
        "5f00::/16",
    )
)


@dataclass(frozen=True, slots=True)
class Guard:
    """What may be spoken to beside public addresses: nothing, or the networks of `allowed`."""

    allowed: tuple[Network, ...] = ()

    @classmethod
    def of(cls, words: Sequence[str]) -> Guard:
        """From networks or addresses as a user writes them; a UsageError for what is neither.

        Guard.of(["10.20.0.0/16", "fd00:7::5"])
        """
        return cls(tuple(_network(one.strip()) for one in words if one.strip()))

    def permits(self, address: IP) -> bool:
        """True if this address may be connected to."""
        return self._is_allowed(address) or all(_is_public(one) for one in (address, *_inside(address)))

    def _is_allowed(self, address: IP) -> bool:
        mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
        return any((mapped or address) in network for network in self.allowed)


def _network(words: str) -> Network:
    try:
        return ipaddress.ip_network(words, strict=False)
    except ValueError as error:
        raise UsageError(f"{words!r} is no network; write it as 10.20.0.0/16 or fd00:7::/64") from error


def _inside(address: IP) -> tuple[IP, ...]:
    """The IPv4 addresses that an IPv6 address leads to."""
    if isinstance(address, ipaddress.IPv4Address):
        return ()
    found: list[IP | None] = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if any(address in carrier for carrier in CARRIERS):
        found.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return tuple(one for one in found if one is not None)


def _is_public(address: IP) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and (address.ipv4_mapped or address in TRANSLATED):
        return True  # what it leads to is asked by itself
    special = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_link_local
    barred = special or address.is_private or any(address in one for one in NEVER if one.version == address.version)
    return address.is_global and not barred
