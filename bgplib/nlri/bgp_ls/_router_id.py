"""IgpRouterId: how an IGP calls a node (RFC 9552 §5.2.1.4)."""

from __future__ import annotations

import re
from typing import Final

import attrs

from bgplib._checks import check_text, so_many_octets
from bgplib.errors import ParseError
from bgplib.values.address import address_octets, address_text

__all__ = ["ROUTER_ID_OCTETS", "IgpRouterId"]

ROUTER_ID_OCTETS: Final = (4, 6, 7, 8)
_ISO: Final = re.compile(r"([0-9a-f]{4})\.?([0-9a-f]{4})\.?([0-9a-f]{4})(?:[.-]([0-9a-f]{2}))?")


@attrs.frozen(order=True)
class IgpRouterId:
    """A node, or the pseudonode that stands for a LAN.

    4 octets are the Router-ID of an OSPF router, 8 that of a Designated Router and its interface;
    6 are the ISO System-ID of an IS-IS router, 7 the same and the number of a pseudonode.
    """

    octets: bytes = attrs.field(
        validator=so_many_octets(*ROUTER_ID_OCTETS, what="an IGP Router-ID")
    )  #: as on the wire

    @classmethod
    def parse(cls, text: str) -> IgpRouterId:
        """Read `10.0.0.1`, `10.0.0.1-10.0.0.2`, `0000.0000.0001` or `0000.0000.0001.02`.

        Raises:
            ParseError: it is none of them.
        """
        check_text(text, cls.__name__)
        iso = _ISO.fullmatch(text.strip().lower())
        if iso:
            return cls(bytes.fromhex("".join(part or "" for part in iso.groups())))
        octets = [address_octets(part.strip()) for part in text.split("-")]
        if len(octets) > 2 or {len(each) for each in octets} != {4}:
            raise ParseError(f"{text!r} is not an IGP Router-ID")
        return cls(b"".join(octets))

    @property
    def node(self) -> IgpRouterId:
        """The router: this node, or the one that speaks for the LAN."""
        return IgpRouterId(self.octets[: 4 if len(self.octets) in (4, 8) else 6])

    @property
    def pseudonode(self) -> int | None:
        """The number of the pseudonode, or the interface to the LAN as a number; None for routers.

        For OSPFv2 the number is the interface's IPv4 address, for OSPFv3 its identifier.
        """
        rest = self.octets[len(self.node.octets) :]
        return int.from_bytes(rest, "big") if rest else None

    def __str__(self) -> str:
        """Return a text that `parse` reads."""
        if len(self.octets) in (4, 8):
            return "-".join(
                address_text(self.octets[at : at + 4]) for at in range(0, len(self.octets), 4)
            )
        digits = self.octets.hex()
        return ".".join(digits[at : at + 4] for at in range(0, len(digits), 4))
