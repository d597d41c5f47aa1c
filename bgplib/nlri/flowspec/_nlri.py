"""FlowSpecNlri: the value, its octets and its text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import attrs

from bgplib._checks import check_each, check_text
from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError, ParseError
from bgplib.iana.families import AFI_IPV4, AFI_IPV6, SAFI_FLOWSPEC_VPN, Family
from bgplib.nlri._codec import Nlri, NlriCodec
from bgplib.nlri._text import split_path_id
from bgplib.nlri.flowspec import _types
from bgplib.nlri.flowspec._components import (
    Component,
    PrefixComponent,
    afi_of_packets,
    is_of_icmp,
    parse_component,
    read_component,
    write_component,
)
from bgplib.nlri.flowspec._foreign import exabgp_text, gobgp_text
from bgplib.octets import Reader
from bgplib.values._notation import brief
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["CODEC", "FlowSpecNlri"]

# RFC 8955 §4.1: lengths from here on take two octets, whose first nibble is 0xf.
_LONG: Final = 0xF0
_MAXIMUM: Final = 0xFFF
_NAME: Final = re.compile(
    r"\[?(?<![-\w])(rd|" + "|".join(_types.NUMBERS) + r")(?![-\w])\s*(?::(?!:))?\s*"
)
_MATCH: Final = re.compile(r"\bmatch\s*(?:\{\s*)?$")
_THEN: Final = re.compile(r"\bthen\b")
_PERHAPS_A_NAME: Final = re.compile(r"\s[a-z][-a-z0-9]+[\s:]")
_AROUND: Final = " \t\n[]{};"


def _ascending(components: Iterable[Component]) -> tuple[Component, ...]:
    given = check_each(components, Component, "components")
    return tuple(sorted(given, key=lambda component: component.type))


def _component(name: str, value: str, afi: int = AFI_IPV4) -> Component:
    try:
        return parse_component(name, value, afi=afi)
    except ParseError as error:
        # A word that no component begins with counts as a part of the value before it.
        known = [each for code, each in _types.NAMES.items() if code <= _types.FLOW_LABEL]
        hint = f"; components are {', '.join(known)}" if _PERHAPS_A_NAME.search(value) else ""
        raise ParseError(f"{error}, in {name} {brief(value)}{hint}") from None


@attrs.frozen(kw_only=True)
class FlowSpecNlri(Nlri):
    """A set of packets: those that every component describes."""

    rd: RouteDistinguisher | None = None  #: with SAFI 134 only
    #: in ascending order of types, whatever order they are given in
    components: tuple[Component, ...] = attrs.field(converter=_ascending)

    @classmethod
    def parse(
        cls, text: str, *, rd: RouteDistinguisher | None = None, family: Family | None = None
    ) -> FlowSpecNlri:
        """Read `destination 10.0.0.0/8 protocol tcp destination-port ==80`.

        Names and operators may be GoBGP's, also as it prints them (`[destination: 10.0.0.0/8]`)
        and with `match` before and `then` behind them, or ExaBGP's
        (`match { destination-port [ =80 >8080&<8088 ]; }`). What stands behind `then` says what
        becomes of the packets, which is no part of NLRI. The names of ICMP's types and codes are
        those of ICMPv6 where the packets are of IPv6.

        Args:
            text: the specification.
            rd: the route distinguisher, if it is not in the text (`rd 65000:1 destination ...`).
            family: the family; None, or one of L2VPN, takes the packets for IPv6 if the text has an
                IPv6 prefix, a flow label, `protocol ==58` or `ether-type ==0x86dd`, and for IPv4
                otherwise.

        Raises:
            ParseError: a name or a value is not understood, or a component is there twice.
        """
        check_text(text, cls.__name__)
        bare, path_id = split_path_id(_THEN.split(text, maxsplit=1)[0])
        pieces = _NAME.split(bare)
        before = pieces[0].replace("match", "", 1)
        components: list[Component] = []
        of_icmp: list[tuple[str, str]] = []
        for name, value in zip(pieces[1::2], pieces[2::2], strict=True):
            value = _MATCH.sub("", value).strip(_AROUND)
            if is_of_icmp(name):
                of_icmp.append((name, value))
            elif name != "rd":
                components.append(_component(name, value))
            elif rd is None:
                rd = RouteDistinguisher.parse(value)
            else:
                raise ParseError(f"{brief(text)} has two route distinguishers")
        afi = afi_of_packets(components, family)
        components += [_component(name, value, afi) for name, value in of_icmp]
        if before.strip(_AROUND) or not components:
            raise ParseError(
                f"{brief(text)} is not a flow specification, such as "
                "destination 10.0.0.0/8 protocol tcp destination-port >=80&<=90"
            )
        if len({component.type for component in components}) != len(components):
            raise ParseError(f"{brief(text)} has a component twice")
        return cls(rd=rd, components=tuple(components), path_id=path_id)

    def __str__(self) -> str:
        """Return the components: `destination 10.0.0.0/8 destination-port ==80 >=8080&<=8088`."""
        text = " ".join(map(str, self.components))
        return (text if self.rd is None else f"rd {self.rd} {text}") + self._path_id_text

    def gobgp_text(self) -> str:
        """Return what GoBGP's command line takes: `match destination 10.0.0.0/24 protocol ==6`.

        That is `gobgp global rib add -a ipv4-flowspec ` before it, and ` then discard` or another
        action behind. A shell wants its operators in quotes.

        Raises:
            LocalError: GoBGP has no word for one of the components.
        """
        return gobgp_text(self.components, self.rd)

    def exabgp_text(self) -> str:
        """Return what stands in ExaBGP's configuration: `match { destination 10.0.0.0/24; }`.

        Raises:
            LocalError: ExaBGP has no word for one of the components.
        """
        return exabgp_text(self.components, self.rd)


def parse_of(text: str, family: Family) -> FlowSpecNlri:
    """Read the text of NLRI of a family."""
    return FlowSpecNlri.parse(text, family=family)


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
    values=(FlowSpecNlri,),
    parse_of=parse_of,
    decode=decode,
    encode=encode,
)
