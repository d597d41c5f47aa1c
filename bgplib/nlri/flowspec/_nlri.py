"""FlowSpecNlri: the value, its octets and its text."""

from __future__ import annotations

import re
from typing import Final

import attrs

from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError, ParseError
from bgplib.iana.families import AFI_IPV6, SAFI_FLOWSPEC_VPN, Family
from bgplib.nlri._codec import Nlri, NlriCodec
from bgplib.nlri.flowspec import _types
from bgplib.nlri.flowspec._components import (
    Component,
    PrefixComponent,
    parse_component,
    read_component,
    write_component,
)
from bgplib.octets import Reader
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["CODEC", "FlowSpecNlri"]

# RFC 8955 §4.1: lengths from here on take two octets, whose first nibble is 0xf.
_LONG: Final = 0xF0
_MAXIMUM: Final = 0xFFF
_NAME: Final = re.compile(
    r"\[?(?<![-\w])(" + "|".join(_types.NUMBERS) + r")(?![-\w])\s*(?::(?!:))?\s*"
)


def _ascending(components: tuple[Component, ...]) -> tuple[Component, ...]:
    return tuple(sorted(components, key=lambda component: component.type))


@attrs.frozen(kw_only=True)
class FlowSpecNlri(Nlri):
    """A set of packets: those that every component describes."""

    rd: RouteDistinguisher | None = None  #: with SAFI 134 only
    #: in ascending order of types, whatever order they are given in
    components: tuple[Component, ...] = attrs.field(converter=_ascending)

    @classmethod
    def parse(cls, text: str, *, rd: RouteDistinguisher | None = None) -> FlowSpecNlri:
        """Read `destination 10.0.0.0/8 protocol tcp destination-port ==80`.

        Names and operators may be GoBGP's, also as it prints them (`[destination: 10.0.0.0/8]`),
        or ExaBGP's (`destination-port [ =80 >8080&<8088 ];`).

        Raises:
            ParseError: a name or a value is not understood, or a component is there twice.
        """
        pieces = _NAME.split(text)
        if pieces[0].strip(" [{;") or len(pieces) < 3:
            raise ParseError(f"{text!r} is not a flow specification")
        components = tuple(
            parse_component(name, value.strip(" \t\n[]{};"))
            for name, value in zip(pieces[1::2], pieces[2::2], strict=True)
        )
        if len({component.type for component in components}) != len(components):
            raise ParseError(f"{text!r} has a component twice")
        return cls(rd=rd, components=components)

    def __str__(self) -> str:
        """Return the components as GoBGP's command line spells them."""
        text = " ".join(map(str, self.components))
        return text if self.rd is None else f"rd {self.rd} {text}"


def decode(reader: Reader, family: Family, context: Context) -> FlowSpecNlri:
    """Read one NLRI."""
    length = reader.u8()
    if length >= _LONG:
        length = (length & 0x0F) << 8 | reader.u8()
    body = reader.sub(length)
    rd = None
    if family.safi == SAFI_FLOWSPEC_VPN:
        rd = RouteDistinguisher(body.take(8))
    if not body.remaining:
        raise DecodeError("a flow specification has at least one component", rfc="RFC 8955 §10")
    components: list[Component] = []
    while body.remaining:
        component_type = body.u8()
        # RFC 8955 §4.2: "Components MUST follow strict type ordering by increasing numerical
        # order."
        if components and component_type <= components[-1].type:
            raise DecodeError(
                f"component {component_type} follows component {components[-1].type}",
                rfc="RFC 8955 §4.2",
            )
        components.append(read_component(body, component_type, family.afi))
    return FlowSpecNlri(rd=rd, components=tuple(components))


def encode(nlri: FlowSpecNlri, family: Family, context: Context) -> bytes:
    """Write one NLRI."""
    if (nlri.rd is not None) != (family.safi == SAFI_FLOWSPEC_VPN):
        raise EncodeError(f"{family} NLRI have {'a' if nlri.rd is None else 'no'} distinguisher")
    types = [component.type for component in nlri.components]
    if not types or len(set(types)) != len(types):
        raise EncodeError("a flow specification has components, and none of them twice")
    for component in nlri.components:
        if _types.form_of(component.type, family.afi) is None or (
            isinstance(component, PrefixComponent)
            and (component.afi == AFI_IPV6) != (family.afi == AFI_IPV6)
        ):
            raise EncodeError(f"{family} has no component `{component}`")
    body = b"" if nlri.rd is None else nlri.rd.octets
    body += b"".join(write_component(each, family.afi) for each in nlri.components)
    # RFC 8955 §4.1: "If the NLRI length is smaller than 240 (0xf0 hex) octets, the length field can
    # be encoded as a single octet."
    if len(body) < _LONG:
        return bytes((len(body),)) + body
    if len(body) > _MAXIMUM:
        raise EncodeError(f"a flow specification has at most 4095 octets, not {len(body)}")
    return (0xF000 | len(body)).to_bytes(2, "big") + body


def next_hop_lengths(family: Family) -> tuple[int, ...]:
    """Return the lengths that the next hop can have."""
    # RFC 8955 §4: "When advertising Flow Specifications, the Length of the Next-Hop Network Address
    # MUST be set to 0. The Network Address of the Next-Hop field MUST be ignored." The addresses
    # are those of drafts that redirect to the next hop.
    return (0, 4, 16, 32, 12, 24)


CODEC: Final = NlriCodec(
    name="flowspec",
    families=(
        Family.IPV4_FLOWSPEC,
        Family.IPV4_FLOWSPEC_VPN,
        Family.IPV6_FLOWSPEC,
        Family.IPV6_FLOWSPEC_VPN,
        Family.L2VPN_FLOWSPEC_VPN,
    ),
    rfc="RFC 8955 §4",
    next_hop_lengths=next_hop_lengths,
    decode=decode,
    encode=encode,
)
