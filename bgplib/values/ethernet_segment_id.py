"""EthernetSegmentId: the 10 octets that name an Ethernet segment (RFC 7432 §5).

+---+---+---+---+---+---+---+---+---+---+
| T |          ESI Value                |
+---+---+---+---+---+---+---+---+---+---+

T 0   arbitrary, 9 octets
T 1   LACP: MAC address of the CE (6), port key (2), 0
T 2   MSTP: MAC address of the root bridge (6), root priority (2), 0
T 3   MAC address of the PE (6), local discriminator (3)
T 4   router identifier (4), local discriminator (4), 0
T 5   AS number (4), local discriminator (4), 0
"""

from __future__ import annotations

import re
from typing import ClassVar, Final

import attrs

from bgplib._checks import check, check_text, so_many_octets
from bgplib.errors import EncodeError, LocalError, ParseError
from bgplib.values._numbers import parse_as_number, parse_number
from bgplib.values.address import address_text, parse_identifier
from bgplib.values.mac_address import MacAddress

__all__ = ["EthernetSegmentId"]

ARBITRARY: Final = 0
LACP: Final = 1
MSTP: Final = 2
MAC: Final = 3
ROUTER_ID: Final = 4
AS: Final = 5

# The words before the parts; GoBGP's, and the names of RFC 7432 §5.
_WORDS: Final = {
    "arbitrary": ARBITRARY,
    "lacp": LACP,
    "mstp": MSTP,
    "mac": MAC,
    "routerid": ROUTER_ID,
    "router-id": ROUTER_ID,
    "as": AS,
}


_GOBGP_WORDS: Final = {
    ARBITRARY: "ARBITRARY",
    LACP: "LACP",
    MSTP: "MSTP",
    MAC: "MAC",
    ROUTER_ID: "ROUTERID",
    AS: "AS",
}


@attrs.frozen(order=True, repr=False)
class EthernetSegmentId:
    """The name of the links by which a site is attached to one or more PEs."""

    #: type and value, 10 octets
    octets: bytes = attrs.field(validator=so_many_octets(10, what="an Ethernet segment identifier"))

    #: RFC 7432 §5: all 0 is a single-homed site
    SINGLE_HOMED: ClassVar[EthernetSegmentId]
    #: RFC 7432 §5: "MAX-ESI", all octets 0xff
    MAX: ClassVar[EthernetSegmentId]

    @classmethod
    def of(cls, type: int, identifier: bytes | int, discriminator: int = 0) -> EthernetSegmentId:
        """Make an identifier of type 0 to 5.

        Args:
            type: which of the six.
            identifier: 9 octets (type 0), a MAC address (1, 2, 3), a router identifier (4) or an
                AS number (5).
            discriminator: port key (1), root priority (2) or local discriminator (3, 4, 5).

        Raises:
            EncodeError: there is no such type, or a part does not fit.
        """
        check(type, int, "type")
        check(identifier, bytes | int, "identifier")
        size = {ARBITRARY: 9, LACP: 6, MSTP: 6, MAC: 6, ROUTER_ID: 4, AS: 4}.get(type)
        if size is None:
            raise EncodeError(f"Ethernet segment identifier type {type} has no parts")
        try:
            if isinstance(identifier, int):
                identifier = identifier.to_bytes(size, "big")
            if len(identifier) != size:
                raise EncodeError(f"type {type} needs {size} octets, not {len(identifier)}")
            width = {ARBITRARY: 0, MAC: 3, ROUTER_ID: 4, AS: 4}.get(type, 2)
            value = identifier + discriminator.to_bytes(width, "big")
        except OverflowError:
            raise EncodeError(f"a part is too large for type {type}") from None
        return cls(bytes((type,)) + value.ljust(9, b"\0"))

    @classmethod
    def parse(cls, text: str) -> EthernetSegmentId:
        """Read ten octets of hex, or GoBGP's words.

        `00:11:22:33:44:55:66:77:88:99` (also with `-`, `.`, blanks or nothing between),
        `single-homed` or `0`, `ARBITRARY 11:22:33:44:55:66:77:88:99`,
        `LACP 00:00:5e:00:53:01 10`, `MSTP 00:00:5e:00:53:01 10`, `MAC 00:00:5e:00:53:01 10`,
        `ROUTERID 192.0.2.1 10`, `AS 65000 10`; also as GoBGP prints them,
        `ESI_LACP | system mac 00:00:5e:00:53:01, port key 10`.

        Raises:
            ParseError: it is none of them.
        """
        check_text(text, cls.__name__)
        words = _printed_by_gobgp(text) or text.split()
        if text.strip().lower() in ("single-homed", "0"):
            return cls.SINGLE_HOMED
        kind = _WORDS.get(words[0].lower()) if words else None
        if kind is None:
            return cls(_hex_octets(text, 10))
        if len(words) != (2 if kind == ARBITRARY else 3):
            raise ParseError(f"{text!r} is not an Ethernet segment identifier")
        if kind == ARBITRARY:
            return cls.of(kind, _hex_octets(words[1], 9))
        discriminator = parse_number(words[2], 32, "discriminator")
        try:
            if kind == ROUTER_ID:
                return cls.of(kind, parse_identifier(words[1]), discriminator)
            if kind == AS:
                return cls.of(kind, parse_as_number(words[1]), discriminator)
            return cls.of(kind, MacAddress.parse(words[1]).octets, discriminator)
        except EncodeError as error:
            raise ParseError(str(error)) from None

    @property
    def type(self) -> int:
        """The first octet."""
        return self.octets[0]

    @property
    def value(self) -> bytes:
        """The 9 octets behind the type."""
        return self.octets[1:]

    @property
    def mac(self) -> MacAddress | None:
        """The MAC address of types 1 (of the CE), 2 (of the root bridge) and 3 (of the PE)."""
        return MacAddress(self.octets[1:7]) if self.type in (LACP, MSTP, MAC) else None

    @property
    def port_key(self) -> int | None:
        """The LACP port key of type 1."""
        return int.from_bytes(self.octets[7:9], "big") if self.type == LACP else None

    @property
    def root_priority(self) -> int | None:
        """The priority of the root bridge of type 2."""
        return int.from_bytes(self.octets[7:9], "big") if self.type == MSTP else None

    @property
    def router_id(self) -> int | None:
        """The router identifier of type 4."""
        return int.from_bytes(self.octets[1:5], "big") if self.type == ROUTER_ID else None

    @property
    def asn(self) -> int | None:
        """The AS number of type 5."""
        return int.from_bytes(self.octets[1:5], "big") if self.type == AS else None

    @property
    def local_discriminator(self) -> int | None:
        """The local discriminator of types 3, 4 and 5."""
        if self.type == MAC:
            return int.from_bytes(self.octets[7:], "big")
        return int.from_bytes(self.octets[5:9], "big") if self.type in (ROUTER_ID, AS) else None

    def gobgp_text(self) -> str:
        """Return the words that GoBGP's command line takes: `LACP 00:00:5e:00:53:01 10`.

        Raises:
            LocalError: GoBGP has no words for the type, or for octets that should be 0.
        """
        if self == EthernetSegmentId.SINGLE_HOMED:
            return "single-homed"
        parts: tuple[object, ...] = {
            ARBITRARY: (self.value.hex(":"),),
            LACP: (self.mac, self.port_key),
            MSTP: (self.mac, self.root_priority),
            MAC: (self.mac, self.local_discriminator),
            ROUTER_ID: (address_text(self.value[:4]), self.local_discriminator),
            AS: (self.asn, self.local_discriminator),
        }.get(self.type, ())
        words = " ".join(map(str, (_GOBGP_WORDS.get(self.type, ""), *parts)))
        if not parts or EthernetSegmentId.parse(words) != self:
            raise LocalError(f"GoBGP has no words for the Ethernet segment {self}")
        return words

    def __str__(self) -> str:
        """Return ten octets of hex with colons between."""
        return self.octets.hex(":")

    def __repr__(self) -> str:
        """Return an expression that makes the same identifier."""
        return f"EthernetSegmentId.parse({str(self)!r})"


def _printed_by_gobgp(text: str) -> list[str]:
    """Return the word and the parts of what GoBGP prints, or nothing if it is not such a text."""
    kind, bar, rest = text.strip().partition(" | ")
    if not bar or kind[:4].upper() != "ESI_":
        return []
    # What tells the parts apart is their order; the names between them have no digits.
    parts = [word for word in rest.replace(",", " ").split() if any(map(str.isdigit, word))]
    colons = [word for word in rest.replace(",", " ").split() if ":" in word]
    return [kind[4:], *(colons[:1] + [part for part in parts if ":" not in part])]


def _hex_octets(text: str, count: int) -> bytes:
    parts = re.split(r"[:.\s-]", text.strip().lower().removeprefix("0x"))
    if len(parts) == count:
        parts = [part.rjust(2, "0") for part in parts]
    try:
        octets = bytes.fromhex("".join(parts))
    except ValueError:
        raise ParseError(f"{text!r} is not hexadecimal") from None
    if len(octets) != count:
        raise ParseError(f"{text!r} has {len(octets)} octets, not {count}")
    return octets


EthernetSegmentId.SINGLE_HOMED = EthernetSegmentId(bytes(10))
EthernetSegmentId.MAX = EthernetSegmentId(b"\xff" * 10)
