"""Who is at the other end of a connection."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from starlette.requests import Request

from web.networks import Network

Address = IPv4Address | IPv6Address

_IPV6_HOUSEHOLD = 64


def client(request: Request, proxies: Sequence[Network]) -> str:
    """Who asks, as far as it can be trusted: what X-Forwarded-For says counts only from one of the `proxies`.

    An IPv6 household is one, however many addresses it has.
    """
    peer = _address(request.client.host if request.client else "")
    forwarded = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    while peer is not None and any(peer in network for network in proxies) and forwarded:
        said = _address(forwarded.pop().strip())
        if said is None:
            break
        peer = said
    return _named(peer)


def _address(text: str) -> Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _named(address: Address | None) -> str:
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _IPV6_HOUSEHOLD), strict=False))
    return str(address)
