"""Components of a flow specification: what a packet must be like (RFC 8955 §4.2.2)."""

from __future__ import annotations

from typing import Final, Self, TypeVar

import attrs

from bgplib._checks import check, check_text
from bgplib._printed import or_its_fields
from bgplib.errors import DecodeError, EncodeError, ParseError
from bgplib.iana.families import AFI_IPV4, AFI_IPV6
from bgplib.nlri.flowspec import _types
from bgplib.nlri.flowspec._operators import (
    BitmaskTerm,
    NumericTerm,
    parse_bitmask,
    parse_numeric,
    read_terms,
    satisfies,
    write_terms,
)
from bgplib.octets import Reader
from bgplib.values._notation import brief
from bgplib.values._numbers import parse_number
from bgplib.values.address import address_text
from bgplib.values.mac_address import MacAddress
from bgplib.values.prefix import Prefix

__all__ = [
    "BitmaskComponent",
    "Component",
    "MacComponent",
    "NumericComponent",
    "PrefixComponent",
    "is_of_ipv6",
    "parse_component",
    "read_component",
    "write_component",
]

_PROTOCOLS: Final = {
    "icmp": 1,
    "igmp": 2,
    "tcp": 6,
    "egp": 8,
    "udp": 17,
    "rsvp": 46,
    "gre": 47,
    "esp": 50,
    "ah": 51,
    "ipv6-icmp": 58,
    "ospf": 89,
    "pim": 103,
    "sctp": 132,
}
# RFC 9293 §3.1 and RFC 3168 §6.1.
_TCP_FLAGS: Final = {
    "fin": 0x01,
    "syn": 0x02,
    "rst": 0x04,
    "push": 0x08,
    "ack": 0x10,
    "urgent": 0x20,
    "ece": 0x40,
    "cwr": 0x80,
}
#: what ExaBGP and tcpdump call two of them
_TCP_FLAG_ALIASES: Final = {"psh": 0x08, "urg": 0x20}
# RFC 8955 §4.2.2.12.
_FRAGMENT: Final = {
    "dont-fragment": 0x01,
    "is-fragment": 0x02,
    "first-fragment": 0x04,
    "last-fragment": 0x08,
}


# RFC 792, RFC 950, RFC 1256, RFC 1393 and RFC 8335: types of ICMP messages, as ExaBGP calls them.
_ICMP_TYPES: Final = {
    "echo-reply": 0,
    "unreachable": 3,
    "source-quench": 4,
    "redirect": 5,
    "echo-request": 8,
    "router-advertisement": 9,
    "router-solicit": 10,
    "time-exceeded": 11,
    "parameter-problem": 12,
    "timestamp": 13,
    "timestamp-reply": 14,
    "info-request": 15,
    "info-reply": 16,
    "mask-request": 17,
    "mask-reply": 18,
    "traceroute": 30,
    "extended-echo-request": 42,
    "extended-echo-reply": 43,
}
# RFC 792 and RFC 1812 §5.2.7.1: codes of types 3, 5, 11 and 12, which tell apart what they are of.
_ICMP_CODES: Final = {
    "network-unreachable": 0,
    "host-unreachable": 1,
    "protocol-unreachable": 2,
    "port-unreachable": 3,
    "fragmentation-needed": 4,
    "source-route-failed": 5,
    "destination-network-unknown": 6,
    "destination-host-unknown": 7,
    "source-host-isolated": 8,
    "destination-network-prohibited": 9,
    "destination-host-prohibited": 10,
    "network-unreachable-for-tos": 11,
    "host-unreachable-for-tos": 12,
    "communication-prohibited-by-filtering": 13,
    "host-precedence-violation": 14,
    "precedence-cutoff-in-effect": 15,
    "redirect-for-network": 0,
    "redirect-for-host": 1,
    "redirect-for-tos-and-net": 2,
    "redirect-for-tos-and-host": 3,
    "ttl-eq-zero-during-transit": 0,
    "ttl-eq-zero-during-reassembly": 1,
    "required-option-missing": 1,
    "ip-header-bad": 2,
}
# The registry "ICMPv6 type Numbers"; a few names are those of ICMP too, for other numbers.
_ICMPV6_TYPES: Final = {
    "destination-unreachable": 1,
    "packet-too-big": 2,
    "time-exceeded": 3,
    "parameter-problem": 4,
    "echo-request": 128,
    "echo-reply": 129,
    "multicast-listener-query": 130,
    "multicast-listener-report": 131,
    "multicast-listener-done": 132,
    "router-solicitation": 133,
    "router-advertisement": 134,
    "neighbor-solicitation": 135,
    "neighbor-advertisement": 136,
    "redirect-message": 137,
    "router-renumbering": 138,
    "icmp-node-information-query": 139,
    "icmp-node-information-response": 140,
    "inverse-neighbor-discovery-solicitation-message": 141,
    "inverse-neighbor-discovery-advertisement-message": 142,
    "version-2-multicast-listener-report": 143,
    "home-agent-address-discovery-request-message": 144,
    "home-agent-address-discovery-reply-message": 145,
    "mobile-prefix-solicitation": 146,
    "mobile-prefix-advertisement": 147,
    "certification-path-solicitation-message": 148,
    "certification-path-advertisement-message": 149,
    "multicast-router-advertisement": 151,
    "multicast-router-solicitation": 152,
    "multicast-router-termination": 153,
    "fmipv6-messages": 154,
    "rpl-control-message": 155,
    "ilnpv6-locator-update-message": 156,
    "duplicate-address-request": 157,
    "duplicate-address-confirmation": 158,
    "mpl-control-message": 159,
    "extended-echo-request": 160,
    "extended-echo-reply": 161,
    # as ICMP's are called above
    "unreachable": 1,
    "router-solicit": 133,
    "redirect": 137,
}
# RFC 4443 §3.1, §3.3 and §3.4: codes of types 1, 3 and 4.
_ICMPV6_CODES: Final = {
    "no-route-to-destination": 0,
    "communication-with-destination-administratively-prohibited": 1,
    "beyond-scope-of-source-address": 2,
    "address-unreachable": 3,
    "port-unreachable": 4,
    "source-address-failed-ingress-egress-policy": 5,
    "reject-route-to-destination": 6,
    "hop-limit-exceeded-in-transit": 0,
    "fragment-reassembly-time-exceeded": 1,
    "erroneous-header-field-encountered": 0,
    "unrecognized-next-header-type-encountered": 1,
    "unrecognized-ipv6-option-encountered": 2,
}
# IEEE 802 numbers, by the names that GoBGP prints.
_ETHER_TYPES: Final = {
    "ipv4": 0x0800,
    "arp": 0x0806,
    "rarp": 0x8035,
    "vmtp": 0x805B,
    "apple-talk": 0x809B,
    "aarp": 0x80F3,
    "ipx": 0x8137,
    "snmp": 0x814C,
    "xtp": 0x817D,
    "net-bios": 0x8191,
    "ipv6": 0x86DD,
    "pppoe-discovery": 0x8863,
    "pppoe-session": 0x8864,
    "loopback": 0x9000,
}
_NUMBER_NAMES: Final = {
    _types.PROTOCOL: _PROTOCOLS,
    _types.ICMP_TYPE: _ICMP_TYPES,
    _types.ICMP_CODE: _ICMP_CODES,
    _types.ETHER_TYPE: _ETHER_TYPES,
}
#: what has other names, or the same for other numbers, where the packets are of IPv6
_NUMBER_NAMES_IPV6: Final = _NUMBER_NAMES | {
    _types.ICMP_TYPE: _ICMPV6_TYPES,
    _types.ICMP_CODE: _ICMPV6_CODES,
}
_IPV6_ICMP: Final = 58


class ComponentText:
    """The text of a component: its name, and what packets have to match."""

    __slots__ = ()

    type: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a name and a value: `destination-port ==80`.

        Raises:
            ParseError: it is none, or a component of another form.
        """
        check_text(text, cls.__name__)
        name, _, value = text.strip().partition(" ")
        found = parse_component(name, value)
        if not isinstance(found, cls):
            raise ParseError(f"{name} is a {type(found).__name__}, not a {cls.__name__}")
        return found

    @property
    def name(self) -> str:
        """What GoBGP calls the component."""
        return _types.NAMES[self.type]

    @property
    def condition(self) -> str:
        """What packets have to match, without what only tells octets apart."""
        raise NotImplementedError

    @or_its_fields
    def __str__(self) -> str:
        """Return name and match: `destination 10.0.0.0/8`."""
        return f"{self.name} {self.condition}"


@attrs.frozen(kw_only=True)
class PrefixComponent(ComponentText):
    """The packet's destination or source is in a prefix."""

    type: int  #: 1 destination, 2 source
    afi: int  #: 1 IPv4, 2 IPv6
    length: int  #: bits of the prefix, those before `offset` included
    offset: int = 0  #: IPv6 only: how many leading bits do not matter (RFC 8956 §3.1)
    pattern: bytes  #: the bits from `offset` to `length`, left-aligned, spare bits 0

    @classmethod
    def of(cls, component_type: int, prefix: Prefix, offset: int = 0) -> PrefixComponent:
        """Make a component of a prefix whose first `offset` bits do not matter.

        Raises:
            EncodeError: `offset` is not below the length, or not 0 with IPv4.
        """
        check(component_type, int, "component_type")
        check(prefix, Prefix, "prefix")
        check(offset, int, "offset")
        if offset and (prefix.afi != AFI_IPV6 or offset >= prefix.length):
            raise EncodeError(f"an offset of {offset} does not suit {prefix}")
        count = prefix.length - offset
        kept = prefix.bits & ((1 << count) - 1)
        pattern = (kept << (-count % 8)).to_bytes((count + 7) // 8, "big")
        return cls(
            type=component_type,
            afi=prefix.afi,
            length=prefix.length,
            offset=offset,
            pattern=pattern,
        )

    @property
    def prefix(self) -> Prefix:
        """The prefix; bits before `offset` are 0 in it."""
        count = self.length - self.offset
        bits = int.from_bytes(self.pattern, "big") >> (-count % 8)
        size = (self.length + 7) // 8
        return Prefix(self.afi, (bits << (-self.length % 8)).to_bytes(size, "big"), self.length)

    @property
    def condition(self) -> str:
        """The prefix `10.0.0.0/8`, or as RFC 8956 §3.1 has it `::1:0:0/32-64`."""
        if not self.offset:
            return str(self.prefix)
        return f"{address_text(self.prefix.address)}/{self.offset}-{self.length}"


@attrs.frozen
class NumericComponent(ComponentText):
    """A number of the packet satisfies a list of comparisons: OR of ANDs."""

    type: int  #: component type
    terms: tuple[NumericTerm, ...]  #: in the order of the wire

    def matches(self, number: int) -> bool:
        """Say whether a number of a packet satisfies the list."""
        return satisfies(self.terms, number)

    @property
    def condition(self) -> str:
        """The comparisons: `==80 >=8080&<=8088`."""
        return _joined(self.terms, [term.plain for term in self.terms])

    @or_its_fields
    def __str__(self) -> str:
        """Return `destination-port ==80 >=8080&<=8088`; see also `NumericTerm`."""
        return f"{self.name} {_exactly(self.terms, [term.plain for term in self.terms])}"


@attrs.frozen
class BitmaskComponent(ComponentText):
    """Bits of the packet satisfy a list of comparisons: OR of ANDs."""

    type: int  #: component type
    terms: tuple[BitmaskTerm, ...]  #: in the order of the wire

    def matches(self, bits: int) -> bool:
        """Say whether bits of a packet satisfy the list."""
        return satisfies(self.terms, bits)

    @property
    def condition(self) -> str:
        """The comparisons: `=syn&!ack`."""
        return _joined(self.terms, self._texts)

    @property
    def _texts(self) -> list[str]:
        bits = _TCP_FLAGS if self.type == _types.TCP_FLAGS else _FRAGMENT
        names = {bit: name for name, bit in bits.items()}
        return [term.text(names) for term in self.terms]

    @or_its_fields
    def __str__(self) -> str:
        """Return `tcp-flags =syn&!ack`; see also `NumericTerm`."""
        return f"{self.name} {_exactly(self.terms, self._texts)}"


@attrs.frozen(kw_only=True)
class MacComponent(ComponentText):
    """The frame's source or destination has an Ethernet address (draft-ietf-idr-flowspec-l2vpn)."""

    type: int  #: 15 source, 16 destination
    length: int  #: bits of the address that count
    octets: bytes  #: as many octets as hold them

    @property
    def condition(self) -> str:
        """The address `aa:bb:cc:00:11:22`, with the length where it is not 48."""
        address = MacAddress(self.octets.ljust(6, b"\0"))
        return f"{address}" if self.length == 48 else f"{address}/{self.length}"


Component = PrefixComponent | NumericComponent | BitmaskComponent | MacComponent


def _joined(terms: tuple[NumericTerm, ...] | tuple[BitmaskTerm, ...], texts: list[str]) -> str:
    parts = [texts[0]]
    for term, text in zip(terms[1:], texts[1:], strict=True):
        parts.append(("&" if term.conjunction else " ") + text)
    return "".join(parts)


def _exactly(terms: tuple[NumericTerm, ...] | tuple[BitmaskTerm, ...], texts: list[str]) -> str:
    """Join terms with all that tells octets apart, so that nothing is lost."""
    exact = [text + term.exactly for term, text in zip(terms, texts, strict=True)]
    return _joined(terms, exact)


def read_component(reader: Reader, component_type: int, afi: int) -> Component:
    """Read what follows the type octet of a component.

    Raises:
        DecodeError: the family has no such component, or its value is malformed.
    """
    form = _types.form_of(component_type, afi)
    if form == _types.PREFIX:
        return _read_prefix(reader, component_type, afi)
    if form == _types.NUMERIC:
        return _fitting(NumericComponent(component_type, read_terms(reader, NumericTerm)))
    if form == _types.BITMASK:
        bits = _fitting(BitmaskComponent(component_type, read_terms(reader, BitmaskTerm)))
        return _known_bits(bits, afi)
    if form == _types.MAC:
        return _read_mac(reader, component_type)
    # RFC 8955 §4.2: an NLRI with an unknown component "is considered malformed".
    raise DecodeError(f"component type {component_type} is not known", rfc="RFC 8955 §4.2")


L = TypeVar("L", NumericComponent, BitmaskComponent)


def _fitting(component: L) -> L:
    """Refuse values that are wider than the component type allows."""
    if _is_too_wide(component):
        # RFC 8955 §4.2: "An NLRI value not encoded as specified here, including an NLRI that
        # contains an unknown component type, is considered malformed"
        raise DecodeError(f"a value of `{component}` has too many octets", rfc="RFC 8955 §4.2")
    return component


def _known_bits(component: BitmaskComponent, afi: int) -> BitmaskComponent:
    """Return a component without the bits of fragments that the family gives no meaning to."""
    if component.type != _types.FRAGMENT:
        return component
    # RFC 8955 §4.2.2.12: "MUST be set to 0 on NLRI encoding and MUST be ignored during decoding"
    # RFC 8956 §3.6 says the same, of Don't Fragment too.
    mask = sum(_FRAGMENT.values()) & ~(_FRAGMENT["dont-fragment"] if afi == AFI_IPV6 else 0)
    terms = tuple(attrs.evolve(term, value=term.value & mask) for term in component.terms)
    return attrs.evolve(component, terms=terms)


def _is_too_wide(component: NumericComponent | BitmaskComponent) -> bool:
    width = _types.WIDTHS.get(component.type)
    return width is not None and any(term.size > width for term in component.terms)


def _read_prefix(reader: Reader, component_type: int, afi: int) -> PrefixComponent:
    length = reader.u8()
    # The component of layer 2 specifications that carry IPv4 is the IPv4 one.
    maximum, offset = 32, 0
    if afi == AFI_IPV6:
        maximum, offset = 128, reader.u8()
        # RFC 8956 §3.1: "If length = 0 and offset = 0, this component matches every address;
        # otherwise, length MUST be in the range offset < length < 129 or the component is
        # malformed."
        if offset >= length and (length or offset):
            raise DecodeError(
                f"an offset of {offset} in a prefix of {length} bits", rfc="RFC 8956 §3.1"
            )
    if length > maximum:
        raise DecodeError(
            f"a prefix length of {length} is above {maximum}", rfc="RFC 8955 §4.2.2.1"
        )
    count = length - offset
    pattern = reader.take((count + 7) // 8)
    spare = -count % 8
    if spare:
        pattern = pattern[:-1] + bytes((pattern[-1] >> spare << spare,))
    return PrefixComponent(
        type=component_type,
        afi=AFI_IPV6 if afi == AFI_IPV6 else 1,
        length=length,
        offset=offset,
        pattern=pattern,
    )


def _read_mac(reader: Reader, component_type: int) -> MacComponent:
    length = reader.u8()
    if length > 48:
        raise DecodeError(f"an Ethernet address has 48 bits, not {length}")
    return MacComponent(type=component_type, length=length, octets=reader.take((length + 7) // 8))


def write_component(component: Component, afi: int) -> bytes:
    """Write a component of a family, its type octet first.

    Raises:
        EncodeError: a value is out of range.
    """
    head = bytes((component.type,))
    if isinstance(component, PrefixComponent):
        head += bytes((component.length,))
        if component.afi == AFI_IPV6:
            head += bytes((component.offset,))
        return head + component.pattern
    if isinstance(component, MacComponent):
        return head + bytes((component.length,)) + component.octets
    if _is_too_wide(component):
        raise EncodeError(f"a value of `{component}` has too many octets (RFC 8955 §4.2.2)")
    if isinstance(component, BitmaskComponent):
        component = _known_bits(component, afi)
    return head + write_terms(component.terms)


def is_of_ipv6(component: Component) -> bool:
    """Say whether a component is one of IPv6 packets alone, or of the ICMP that they have."""
    if isinstance(component, PrefixComponent):
        return component.afi == AFI_IPV6
    return component.type == _types.FLOW_LABEL or (
        isinstance(component, NumericComponent)
        and component.type == _types.PROTOCOL
        and [(each.sign, each.value) for each in component.terms] == [("==", _IPV6_ICMP)]
    )


def parse_component(name: str, text: str, *, afi: int = AFI_IPV4) -> Component:
    """Read the value of a component that stands behind its name.

    Args:
        name: of the component.
        text: what packets have to match.
        afi: that of the packets, which have other names for the numbers of ICMP with IPv6.

    Raises:
        ParseError: there is no such component, or the value is not understood.
    """
    component_type = _types.NUMBERS.get(name.lower())
    if component_type is None:
        raise ParseError(f"{name!r} is not a component of a flow specification")
    form = _types.form_of(component_type, 25)
    if form == _types.PREFIX:
        return _parse_prefix(component_type, text)
    if form == _types.MAC:
        return _parse_mac(component_type, text)
    if text.lstrip()[:1] == "&":
        raise ParseError(f"nothing stands before the & of {brief(text)}")
    if form == _types.BITMASK:
        is_tcp = component_type == _types.TCP_FLAGS
        bits = _TCP_FLAGS | _TCP_FLAG_ALIASES if is_tcp else _FRAGMENT
        return BitmaskComponent(component_type, parse_bitmask(text, bits))
    names = (_NUMBER_NAMES_IPV6 if afi == AFI_IPV6 else _NUMBER_NAMES).get(component_type, {})
    return NumericComponent(component_type, parse_numeric(text, names))


def _parse_prefix(component_type: int, text: str) -> PrefixComponent:
    """Read `10.0.0.0/8`, `::/32-64` (offset, length) or `::/64/32` (length, offset: ExaBGP's).

    GoBGP's command line has a blank before the offset: `::/64 32`.
    """
    address, slash, rest = text.strip().partition("/")
    length, offset = rest, "0"
    if "-" in rest:
        offset, _, length = rest.partition("-")
    elif "/" in rest or " " in rest:
        length, _, offset = rest.partition("/" if "/" in rest else " ")
    prefix = Prefix.parse(address + slash + length, strict=False)
    try:
        return PrefixComponent.of(component_type, prefix, parse_number(offset, 8, "offset"))
    except EncodeError as error:
        raise ParseError(str(error)) from None


def _parse_mac(component_type: int, text: str) -> MacComponent:
    """Read `aa:bb:cc:00:11:22`, or with the bits that count `aa:bb:cc:00:00:00/24`."""
    address, slash, bits = text.strip().partition("/")
    length = parse_number(bits, 6, "length") if slash else 48
    if length > 48:
        raise ParseError(f"an Ethernet address has 48 bits, not {length}")
    octets = MacAddress.parse(address).octets[: (length + 7) // 8]
    return MacComponent(type=component_type, length=length, octets=octets)
