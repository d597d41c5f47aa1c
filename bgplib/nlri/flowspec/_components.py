"""Components of a flow specification: what a packet must be like (RFC 8955 §4.2.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Self, TypeVar

import attrs

from bgplib._checks import an, check, check_text
from bgplib._frozen import frozen
from bgplib._printed import or_its_fields
from bgplib.errors import DecodeError, EncodeError, ParseError
from bgplib.iana.families import AFI_IPV4, AFI_IPV6, Family
from bgplib.nlri.flowspec import _names, _types
from bgplib.nlri.flowspec._operators import (
    BitmaskTerm,
    NumericTerm,
    Term,
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
    "afi_of_packets",
    "is_of_icmp",
    "parse_component",
    "read_component",
    "write_component",
]

_NO_DATA_OFFSET: Final = 0x0FFF
#: what the one term of a component equals where the packets are of IPv6
_OF_IPV6: Final = {_types.PROTOCOL: 58, _types.ETHER_TYPE: _names.ETHER_TYPES["ipv6"]}


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
            raise ParseError(f"{name} is {an(type(found).__name__)}, not {an(cls.__name__)}")
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


@frozen(kw_only=True)
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


@frozen
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


@frozen
class BitmaskComponent(ComponentText):
    """Bits of the packet satisfy a list of comparisons: OR of ANDs."""

    type: int  #: component type
    terms: tuple[BitmaskTerm, ...]  #: in the order of the wire

    def matches(self, bits: int) -> bool:
        """Say whether bits of a packet satisfy the list.

        Those of TCP are octet 14 of its header, or octets 13 and 14.
        """
        # RFC 8955 §4.2.2.9: "it matches octets 13 and 14 of the TCP header with the data offset
        # (leftmost 4 bits) always treated as 0."
        kept = bits & _NO_DATA_OFFSET if self.type == _types.TCP_FLAGS else bits
        return satisfies(self.terms, kept)

    @property
    def condition(self) -> str:
        """The comparisons: `=syn&!ack`."""
        return _joined(self.terms, self._texts)

    @property
    def _texts(self) -> list[str]:
        bits = _names.TCP_FLAGS if self.type == _types.TCP_FLAGS else _names.FRAGMENT
        names = {bit: name for name, bit in bits.items()}
        return [term.text(names) for term in self.terms]

    @or_its_fields
    def __str__(self) -> str:
        """Return `tcp-flags =syn&!ack`; see also `NumericTerm`."""
        return f"{self.name} {_exactly(self.terms, self._texts)}"


@frozen(kw_only=True)
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
        numbers = _known_bits(read_terms(reader, NumericTerm), component_type, afi)
        return _fitting(NumericComponent(component_type, numbers))
    if form == _types.BITMASK:
        bits = _known_bits(read_terms(reader, BitmaskTerm), component_type, afi)
        return _fitting(BitmaskComponent(component_type, bits))
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


T = TypeVar("T", bound=Term)


def _known_bits(terms: Sequence[T], component_type: int, afi: int) -> tuple[T, ...]:
    """Return terms without the bits of their values that the family gives no meaning to."""
    if component_type == _types.DSCP:
        # RFC 8955 §4.2.2.11: "The six least significant bits contain the DSCP value. All other
        # bits SHOULD be treated as 0."
        mask = 0x3F
    elif component_type == _types.FRAGMENT:
        # RFC 8955 §4.2.2.12: "MUST be set to 0 on NLRI encoding and MUST be ignored during
        # decoding" RFC 8956 §3.6 says the same, of Don't Fragment too.
        unknown = _names.FRAGMENT["dont-fragment"] if afi == AFI_IPV6 else 0
        mask = sum(_names.FRAGMENT.values()) & ~unknown
    else:
        return tuple(terms)
    return tuple(attrs.evolve(term, value=term.value & mask) for term in terms)


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
    return head + write_terms(_known_bits(component.terms, component.type, afi))


def is_of_icmp(name: str) -> bool:
    """Say whether what a name's component is about has other names in IPv6."""
    return _types.NUMBERS.get(name.lower()) in (_types.ICMP_TYPE, _types.ICMP_CODE)


def afi_of_packets(components: Iterable[Component], family: Family | None) -> int:
    """Return the AFI of the packets that a flow specification describes.

    Args:
        components: what it consists of.
        family: its family; None where it is not known. That of L2VPN is of any frames: those with
            packets of IPv6 in them are told by the same components.
    """
    if family is not None and family.afi in (AFI_IPV4, AFI_IPV6):
        return family.afi
    return AFI_IPV6 if any(map(_is_of_ipv6, components)) else AFI_IPV4


def _is_of_ipv6(component: Component) -> bool:
    """Say whether a component is one of IPv6 packets alone, or of the ICMP that they have."""
    if isinstance(component, PrefixComponent):
        return component.afi == AFI_IPV6
    if not isinstance(component, NumericComponent):
        return False
    only = _OF_IPV6.get(component.type)
    return component.type == _types.FLOW_LABEL or (
        only is not None and [(each.sign, each.value) for each in component.terms] == [("==", only)]
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
        bits = _names.TCP_FLAGS | _names.TCP_FLAG_ALIASES if is_tcp else _names.FRAGMENT
        return BitmaskComponent(component_type, parse_bitmask(text, bits))
    names = (_names.NUMBERS_IPV6 if afi == AFI_IPV6 else _names.NUMBERS).get(component_type, {})
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
