"""Which addresses of the network may be asked: public ones, and the hosts that a protocol allows.

Whoever writes a protocol, or runs a server that a protocol names, must not make this machine ask
others in its own network for what they tell nobody else. A name is resolved once, every address it
has is looked at, and the connection goes to one of those very addresses: a name server that gives
another answer a moment later is not asked again.

Public is what RFC 6890 and the registries it set up call globally reachable; addresses of IPv6 that
carry one of IPv4 (RFC 4291, 3056, 6052) are judged by the one that they carry.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection, Iterable

from living_review.ground.errors import RegistryError

LOCAL = ("127.0.0.1", "localhost", "::1")
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_TEREDO = ipaddress.IPv6Network("2001::/32")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Protocol assignments, which not every Python calls private; and what is public by its number and
# answered inside a cloud by the machine that rules it.
_INSIDE = (ipaddress.IPv4Network("192.0.0.0/24"), ipaddress.IPv4Network("168.63.129.16/32"))


class AddressRefused(RegistryError):
    """A host has an address that is nobody's business outside its own network."""


def kind_of(address: str) -> str:
    """Say what an address is where it is not public; '' for a public one."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        carried = _carried(found)
        if carried is not None:
            return kind_of(str(carried))
    if found.is_loopback or found.is_unspecified:
        return "this machine itself"
    if found.is_link_local:
        return "link-local"
    if found.is_multicast:
        return "of a multicast group"
    if isinstance(found, ipaddress.IPv6Address):
        public = found in _GLOBAL_UNICAST and found.is_global and found not in _TEREDO
    else:
        public = found.is_global and not any(found in each for each in _INSIDE)
    return "" if public else "of a private network"


def _carried(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Give the IPv4 address that one of IPv6 stands for, if it does."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def checked(host: str, port: int, allowed: Collection[str], key: str) -> tuple[str, ...]:
    """Resolve a host and give its addresses, once every one of them may be asked.

    Raises AddressRefused, naming the key that allows a host, and OSError where there is no such
    host.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except UnicodeError as error:
        raise OSError(f"{host!a} is no name of a host") from error
    addresses = tuple(dict.fromkeys(str(each[4][0]) for each in found))
    refuse_private(host, addresses, allowed, key)
    return addresses


def refuse_private(host: str, addresses: Iterable[str], allowed: Collection[str], key: str) -> None:
    """Raise AddressRefused where a host that is not allowed has an address that is not public."""
    if host.rstrip(".").lower() in {each.rstrip(".").lower() for each in allowed}:
        return
    for address in addresses:
        if kind := kind_of(address):
            at = "" if host == address else f" has the address {address}, which"
            way = (
                f"if it is meant, add it to {key}.allow_hosts in protocol.yml"
                if key
                else "name a public one"
            )
            raise AddressRefused(f"The host {host}{at} is {kind}, and is not asked; {way}.")
