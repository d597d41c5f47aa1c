"""OPEN, NOTIFICATION and ROUTE-REFRESH in TShark's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from bgplib import capabilities as ours
from bgplib.capabilities import (
    AddPath,
    Bgpsec,
    Capability,
    ExtendedNextHop,
    FourOctetAs,
    Fqdn,
    GracefulRestart,
    Multiprotocol,
)
from bgplib.capabilities._list import encode_capability
from bgplib.errors import DecodeError
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.outbound_route_filter import decode as decode_filters
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.registry import DEFAULT_REGISTRY
from tests.corpus.tshark.words import Words

_CAPABILITY: Final = 2


def of_open(message: Open) -> Words:
    """RFC 4271 §4.2, RFC 5492 §4."""
    yield "bgp.open.version", message.version
    yield "bgp.open.myas", message.two_octet_asn
    yield "bgp.open.holdtime", message.hold_time
    yield "bgp.open.identifier", message.identifier_text
    for parameter in message.parameters:
        yield "bgp.open.opt.param.type", _CAPABILITY
        for capability in parameter:
            yield "bgp.cap.type", capability.code
            yield from CAPABILITIES.get(type(capability), _octets)(capability)


def _octets(capability: Capability) -> Words:
    """Say the value of a capability that TShark does not read into."""
    octets = encode_capability(capability, DEFAULT_REGISTRY)[2:]
    if octets:
        yield "bgp.cap.unknown", octets


def _multiprotocol(capability: Multiprotocol) -> Words:
    yield "bgp.cap.mp.afi", capability.family.afi
    yield "bgp.cap.mp.safi", capability.family.safi
    yield "bgp.cap.reserved", bytes((capability.reserved,))


def _extended_next_hop(capability: ExtendedNextHop) -> Words:
    for family, afi in capability.pairs:
        yield "bgp.cap.enh.afi", family.afi
        yield "bgp.cap.enh.safi", family.safi
        yield "bgp.cap.enh.nhafi", afi


def _bgpsec(capability: Bgpsec) -> Words:
    yield "bgp.cap.bgpsec.version", capability.version
    yield "bgp.cap.bgpsec.sendreceive", capability.send
    yield "bgp.cap.bgpsec.reserved", capability.spare
    yield "bgp.cap.bgpsec.afi", capability.afi


def _graceful_restart(capability: GracefulRestart) -> Words:
    yield "bgp.cap.gr.timers.restart_flag", capability.restarted
    yield "bgp.cap.gr.timers.notification_flag", capability.notification
    yield "bgp.cap.gr.timers.restart_time", capability.restart_time
    for each in capability.families:
        yield "bgp.cap.gr.afi", each.family.afi
        yield "bgp.cap.gr.safi", each.family.safi
        yield "bgp.cap.gr.flag.pfs", each.forwarding


def _four_octet_as(capability: FourOctetAs) -> Words:
    yield "bgp.cap.4as", capability.asn


def _add_path(capability: AddPath) -> Words:
    for family, mode in capability.modes:
        yield "bgp.cap.ap.afi", family.afi
        yield "bgp.cap.ap.safi", family.safi
        yield "bgp.cap.ap.sendreceive", mode


def _multisession(capability: Any) -> Words:
    yield "bgp.cap.multisession.flags", capability.flags


def _fqdn(capability: Fqdn) -> Words:
    yield "bgp.cap.orf.fqdn.hostname", capability.hostname.decode()
    yield "bgp.cap.orf.fqdn.domain_name", capability.domain.decode()


#: what TShark 4.0 reads into more than octets
CAPABILITIES: Final[dict[type, Callable[[Any], Words]]] = {
    Multiprotocol: _multiprotocol,
    ExtendedNextHop: _extended_next_hop,
    Bgpsec: _bgpsec,
    GracefulRestart: _graceful_restart,
    FourOctetAs: _four_octet_as,
    AddPath: _add_path,
    ours.Multisession: _multisession,
    ours.MultisessionOld: _multisession,
    Fqdn: _fqdn,
}

#: the field that holds the subcode, by code; 7 had another meaning in a draft
_SUBCODES: Final = {
    1: "bgp.notify.minor_error",
    2: "bgp.notify.minor_error_open",
    3: "bgp.notify.minor_error_update",
    7: "bgp.notify.minor_error_capability",
    6: "bgp.notify.minor_error_cease",
}


_BAD_PEER_AS: Final = (2, 2)


def of_notification(message: Notification) -> Words:
    """RFC 4271 §4.5, RFC 9003 §2."""
    yield "bgp.notify.major_error", message.code
    yield _SUBCODES.get(message.code, "bgp.notify.minor_error_unknown"), message.subcode
    if message.shutdown_communication is not None:
        yield "bgp.notify.communication", message.shutdown_communication
    elif message.code == 6 and message.data == b"\0":
        # RFC 9003 §2: "When the length value is zero, no Shutdown Communication field follows."
        yield "bgp.notify.communication", ""
    elif (message.code, message.subcode) == _BAD_PEER_AS and message.data:
        yield "bgp.notify.error_open.bad_peer_as", int.from_bytes(message.data, "big")
    elif message.data:
        yield "bgp.notify.minor_data", message.data


def of_route_refresh(message: RouteRefresh) -> Words:
    """RFC 2918 §3, RFC 7313 §3.2."""
    yield "bgp.route_refresh.afi", message.family.afi
    yield "bgp.route_refresh.subtype", message.subtype
    yield "bgp.route_refresh.safi", message.family.safi
    if message.orf:
        yield from _filters(message)


def _filters(message: RouteRefresh) -> Words:
    """RFC 5291 §4: when to refresh, and the type of each list of entries."""
    try:
        found = decode_filters(message.orf, message.family)
    except DecodeError:
        return
    yield "bgp.route_refresh.orf.flag", found.when
    for each in found.filters:
        yield "bgp.route_refresh.orf.type", each.type
