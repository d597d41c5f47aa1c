"""Strategies for the messages beside UPDATE: values, octets without fault, octets with some."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st

from bgplib.capabilities import Capability, FourOctetAs, Role
from bgplib.iana import messages
from bgplib.iana.families import Family
from bgplib.kernel.framing import HEADER_LENGTH
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.outbound_route_filter import (
    ADD,
    ADDRESS_PREFIX,
    ADDRESS_PREFIX_OLD,
    COVERING_PREFIXES,
    REMOVE,
    AddressPrefixEntry,
    CoveringPrefixEntry,
    Filters,
    OutboundRouteFilter,
    RemoveAll,
)
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.testing import malformed
from bgplib.testing.strategies._kept import kept
from bgplib.testing.strategies.addresses import prefixes
from bgplib.testing.strategies.capabilities import (
    capabilities,
    capability_fields,
    damaged_capability_fields,
)
from bgplib.testing.strategies.context import families

__all__ = [
    "covering_filters",
    "damaged_opens",
    "filters",
    "keepalives",
    "notifications",
    "opens",
    "route_refreshes",
    "shutdowns",
]

_AS_TRANS: Final = 23456
_FIXED: Final = 9


def _judged_alone(capability: Capability) -> bool:
    """Say whether a capability never makes an OPEN unacceptable, whatever else is in it."""
    return not isinstance(capability, Role | FourOctetAs)


@kept
def _parameters() -> st.SearchStrategy[list[tuple[Capability, ...]]]:
    some = st.lists(capabilities().filter(_judged_alone), max_size=3).map(tuple)
    return st.lists(some, max_size=3)


@st.composite
def opens(draw: st.DrawFn) -> Open:
    """Make OPENs with nothing wrong, in both forms that the parameters can have.

    Unlike those of `Open.build` they may have several parameters, and empty ones.
    """
    asn = draw(st.integers(1, 0xFFFF) | st.integers(1, 0xFFFFFFFF))
    parameters = draw(_parameters())
    if asn > 0xFFFF or asn == _AS_TRANS or draw(st.booleans()):
        parameters.insert(draw(st.integers(0, len(parameters))), (FourOctetAs(asn),))
    if draw(st.booleans()):
        parameters.append((Role(draw(st.integers(0, 255))),))
    message = Open(
        two_octet_asn=asn if asn <= 0xFFFF else _AS_TRANS,
        hold_time=draw(st.sampled_from((0, 3, 90, 180, 65535)) | st.integers(3, 65535)),
        identifier=draw(st.integers(1, 0xFFFFFFFF)),
        parameters=tuple(parameters),
        extended=True,
        non_extended_length=draw(st.just(255) | st.integers(1, 255)),
    )
    # 4 octets of the long form, and one more of length in each parameter, are not in the short one.
    short = len(message.encode()) - HEADER_LENGTH - _FIXED - 4 - len(parameters)
    if short <= 255 and draw(st.booleans()):
        return Open(
            two_octet_asn=message.two_octet_asn,
            hold_time=message.hold_time,
            identifier=message.identifier,
            parameters=message.parameters,
        )
    return message


#: where an OPEN may be wrong: in its capabilities, in type and length of their parameter, in the
#: length of all parameters, and where it ends
_PLACES: Final = ("value", "type", "parameter", "parameters", "end")


@st.composite
def damaged_opens(draw: st.DrawFn) -> bytes:
    """Make OPENs whose header is right, and whose parameters may be anything but right."""
    # What is wrong in several places is refused at the first: hardly any would be read to its end.
    wrong = draw(st.sets(st.sampled_from(_PLACES), max_size=2))
    fixed = b"\x04" + draw(st.binary(min_size=8, max_size=8))
    value = draw(damaged_capability_fields() if "value" in wrong else capability_fields())
    kind = draw(st.sampled_from((1, 255))) if "type" in wrong else 2
    error = draw(st.sampled_from((-1, 1, 3))) if "parameter" in wrong else 0
    all_error = draw(st.sampled_from((-1, 1))) if "parameters" in wrong else 0
    if draw(st.booleans()) or len(value) > 200:
        parameter = bytes((kind,)) + max(0, len(value) + error).to_bytes(2, "big") + value
        length = max(0, len(parameter) + all_error)
        field = bytes((draw(st.sampled_from((255, 1))), 255)) + length.to_bytes(2, "big")
    else:
        parameter = bytes((kind, max(0, len(value) + error))) + value
        field = bytes((max(0, len(parameter) + all_error),))
    body = fixed + field + parameter
    if "end" in wrong:
        body = body[: draw(st.integers(10, len(body)))]
    return malformed.message(messages.OPEN, body)


@kept
def keepalives() -> st.SearchStrategy[Keepalive]:
    """Make the one KEEPALIVE there is."""
    return st.just(Keepalive())


@kept
def shutdowns() -> st.SearchStrategy[Notification]:
    """Make Ceases with a shutdown communication (RFC 9003), of any characters."""
    text = st.text(max_size=255).filter(lambda text: len(text.encode()) <= 255)
    return st.builds(
        lambda text, reset: Notification.shutdown(text, reset=reset), text, st.booleans()
    )


@kept
def notifications() -> st.SearchStrategy[Notification]:
    """Make NOTIFICATIONs with any code and data, and Ceases with the data that these have."""
    code = st.integers(1, 9) | st.integers(0, 255)
    subcode = st.integers(0, 11) | st.integers(0, 255)
    plain = st.builds(Notification, code, subcode, st.binary(max_size=40)) | shutdowns()
    limits = st.builds(Notification.too_many_prefixes, families(), st.integers(0, 0xFFFFFFFF))
    return plain | limits | plain.map(Notification.hard_reset_of)


@kept
def route_refreshes() -> st.SearchStrategy[RouteRefresh]:
    """Make ROUTE-REFRESHes that are not to be ignored; requests may have any octets behind."""
    requests = st.builds(RouteRefresh, families(), st.just(0), st.binary(max_size=20))
    return requests | st.builds(RouteRefresh, families(), st.integers(0, 2))


@kept
def filters(afi: int = 1) -> st.SearchStrategy[Filters]:
    """Make outbound route filters (RFC 5291, RFC 5292) for families of one AFI, 1 or 2."""
    bits = st.integers(0, 32 if afi == 1 else 128)
    entry = st.builds(
        AddressPrefixEntry,
        action=st.sampled_from((ADD, REMOVE)),
        deny=st.booleans(),
        sequence=st.integers(0, 0xFFFFFFFF),
        prefix=prefixes(afi),
        minimum=bits,
        maximum=bits,
        reserved=st.just(0) | st.integers(0, 31),
    )
    typed = st.builds(
        OutboundRouteFilter,
        st.sampled_from((ADDRESS_PREFIX, ADDRESS_PREFIX_OLD)),
        st.lists(entry | st.builds(RemoveAll, st.integers(0, 63)), max_size=4).map(tuple),
    )
    known = (ADDRESS_PREFIX, COVERING_PREFIXES, ADDRESS_PREFIX_OLD)
    kinds = st.integers(0, 255).filter(lambda kind: kind not in known)
    unknown = st.builds(OutboundRouteFilter, kinds, st.binary(max_size=12))
    return st.builds(Filters, st.integers(1, 2), st.lists(typed | unknown, max_size=3).map(tuple))


#: octets of the host in an entry of covering prefixes, by family and Route Type (RFC 7543 §2)
_HOSTS: Final = {
    Family.IPV4_VPN: {0: 4},
    Family.IPV6_VPN: {0: 16},
    Family.L2VPN_EVPN: {1: 0, 2: 6, 3: 0, 4: 0},
}


@kept
def covering_filters(family: Family = Family.IPV4_VPN) -> st.SearchStrategy[Filters]:
    """Make filters of covering prefixes (RFC 7543) for VPN-IPv4, VPN-IPv6 or EVPN."""
    kinds = st.sampled_from(sorted(_HOSTS[family].items()))
    entry = kinds.flatmap(lambda kind: _covering_entries(*kind))
    entries = st.lists(entry | st.builds(RemoveAll, st.integers(0, 63)), max_size=4).map(tuple)
    typed = st.builds(OutboundRouteFilter, st.just(COVERING_PREFIXES), entries)
    return st.builds(Filters, st.integers(1, 2), st.lists(typed, max_size=2).map(tuple))


@st.composite
def _covering_entries(draw: st.DrawFn, route_type: int, size: int) -> CoveringPrefixEntry:
    minimum, maximum = sorted((draw(st.integers(0, 8 * size)), draw(st.integers(0, 8 * size))))
    target = st.binary(min_size=8, max_size=8)
    return CoveringPrefixEntry(
        action=draw(st.sampled_from((ADD, REMOVE))),
        sequence=draw(st.integers(0, 0xFFFFFFFF)),
        minimum=minimum,
        maximum=maximum,
        route_target=draw(target),
        import_target=draw(target),
        route_type=route_type,
        host=draw(st.binary(min_size=size, max_size=size)),
        reserved=draw(st.just(0) | st.integers(0, 31)),
    )
