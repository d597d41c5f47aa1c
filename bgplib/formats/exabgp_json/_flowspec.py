"""Flow specifications in ExaBGP's words (RFC 8955 §4.2.2)."""

from __future__ import annotations

from typing import Any, Final

from bgplib.errors import EncodeError
from bgplib.formats.exabgp_json._distinguishers import distinguisher_to_json
from bgplib.formats.exabgp_json._texts import prefix_text
from bgplib.iana.families import AFI_IPV6, AFI_L2VPN, Family
from bgplib.nlri.flowspec import FlowSpecNlri, _types
from bgplib.nlri.flowspec._components import BitmaskComponent, NumericComponent, PrefixComponent
from bgplib.nlri.flowspec._operators import NumericTerm

__all__ = ["FRAGMENTS", "NAMES", "NUMBERS", "TCP_FLAGS", "flow_to_json"]

#: what ExaBGP calls the components other than prefixes; of IPv6 two have other names
NAMES: Final = {
    _types.PROTOCOL: "protocol",
    4: "port",
    5: "destination-port",
    6: "source-port",
    _types.ICMP_TYPE: "icmp-type",
    _types.ICMP_CODE: "icmp-code",
    _types.TCP_FLAGS: "tcp-flags",
    10: "packet-length",
    _types.DSCP: "dscp",
    _types.FRAGMENT: "fragment",
    _types.FLOW_LABEL: "flow-label",
}
_IPV6_NAMES: Final = NAMES | {_types.PROTOCOL: "next-header", _types.DSCP: "traffic-class"}
_PREFIXES: Final = {_types.DESTINATION: "destination", _types.SOURCE: "source"}
_PROTOCOLS: Final = {
    1: "icmp",
    2: "igmp",
    6: "tcp",
    8: "egp",
    17: "udp",
    46: "rsvp",
    47: "gre",
    50: "esp",
    51: "ah",
    89: "ospf",
    94: "ipip",
    103: "pim",
    132: "sctp",
}
# In an IPv6 family, too, the names are those of ICMP for IPv4.
_ICMP_TYPES: Final = {
    0: "echo-reply",
    3: "unreachable",
    5: "redirect",
    8: "echo-request",
    9: "router-advertisement",
    10: "router-solicit",
    11: "time-exceeded",
    12: "parameter-problem",
    13: "timestamp",
    14: "timestamp-reply",
    40: "photuris",
    41: "experimental-mobility",
    42: "extended-echo-request",
    43: "extended-echo-reply",
    253: "experimental-one",
    254: "experimental-two",
}
#: the numbers that have names, by component
NUMBERS: Final = {_types.PROTOCOL: _PROTOCOLS, _types.ICMP_TYPE: _ICMP_TYPES}
TCP_FLAGS: Final = {
    0x001: "fin",
    0x002: "syn",
    0x004: "rst",
    0x008: "push",
    0x010: "ack",
    0x020: "urg",
    0x040: "ece",
    0x080: "cwr",
    0x100: "ns",
}
FRAGMENTS: Final = {
    0x01: "dont-fragment",
    0x02: "is-fragment",
    0x04: "first-fragment",
    0x08: "last-fragment",
}


def flow_to_json(flow: FlowSpecNlri, family: Family, next_hop: str | None) -> dict[str, Any]:
    """Return a flow specification: its components by name, and all of it as text.

    Args:
        flow: the flow specification.
        family: its family.
        next_hop: the next hop that it was sent with; None without one.

    Raises:
        EncodeError: ExaBGP has no name for a component, or the packets are of layer 2.
    """
    if family.afi == AFI_L2VPN:
        raise EncodeError(f"ExaBGP has no flow specifications of {family}")
    found: dict[str, Any] = {}
    words = ["flow"]
    for component in flow.components:
        if isinstance(component, PrefixComponent):
            version = "ipv6" if family.afi == AFI_IPV6 else "ipv4"
            name = f"{_PREFIXES[component.type]}-{version}"
            prefix = prefix_text(component.prefix)
            if family.afi == AFI_IPV6:
                prefix += f"/{component.offset}"
            found[name] = [prefix]
            words.append(f"{name} {prefix}")
            continue
        names = _IPV6_NAMES if family.afi == AFI_IPV6 else NAMES
        name = names.get(component.type, "")
        if not name or not isinstance(component, NumericComponent | BitmaskComponent):
            raise EncodeError(f"ExaBGP has no component {component.name}")
        found[name] = _alternatives(component)
        together = " ".join(found[name])
        words.append(f"{name} {together if len(component.terms) == 1 else f'[ {together} ]'}")
    if flow.rd is not None:
        found |= distinguisher_to_json(flow.rd)
        words.append(f"rd {found['rd']}")
    if next_hop is not None:
        found["next-hop"] = next_hop
        words.append(f"next-hop {next_hop}")
    return found | {"string": " ".join(words)}


def _alternatives(component: NumericComponent | BitmaskComponent) -> list[str]:
    """Return what is joined by OR, with what is joined by AND in one text: `>=80&<=90`."""
    found: list[str] = []
    for term in component.terms:
        joined = term.conjunction and bool(found)
        if isinstance(term, NumericTerm):
            text = _numeric(term, NUMBERS.get(component.type, {}), joined=joined)
        elif component.type == _types.TCP_FLAGS:
            text = term.sign + _flags(term.value)
        else:
            text = term.sign + _fragments(term.value)
        if joined:
            found[-1] += "&" + text
        else:
            found.append(text)
    return found


def _numeric(term: NumericTerm, names: dict[int, str], *, joined: bool) -> str:
    value = str(names.get(term.value, term.value))
    if term.sign in ("true", "false"):
        # RFC 8955 §4.2.1.1: whatever the value is, which ExaBGP prints behind an AND.
        return term.sign + (value if joined else "")
    return ("=" if term.sign == "==" else term.sign) + value


def _names(value: int, names: dict[int, str]) -> list[str]:
    return [name for bit, name in names.items() if value & bit]


def _flags(value: int) -> str:
    words = _names(value, TCP_FLAGS)
    if value & ~sum(TCP_FLAGS):
        words.append(f"unknown tcp flag type {value}")
    return "+".join(words)


def _fragments(value: int) -> str:
    words = _names(value, FRAGMENTS)
    rest = value & ~sum(FRAGMENTS)
    if rest:
        words.append(f"0x{rest:x}")  # ExaBGP leaves them out
    return "+".join(words)
