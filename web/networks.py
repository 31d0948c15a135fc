"""Networks that an owner names."""

from ipaddress import IPv4Network, IPv6Network, ip_network

Network = IPv4Network | IPv6Network


def networks(text: str) -> tuple[Network, ...]:
    """Of "127.0.0.1, 10.0.0.0/8, ::1"; raises ValueError for what is neither an address nor a network."""
    return tuple(ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())
