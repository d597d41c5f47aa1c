"""BMP messages, and BGP messages out of captures, as JSON: what was recorded around a message."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from bgplib.errors import DecodeError
from bgplib.formats import bmp
from bgplib.formats.bmp import codes
from bgplib.formats.json._messages import error_to_json, to_json
from bgplib.formats.json._schema import FORMAT
from bgplib.formats.pcap.bmp_message import CapturedBmpMessage
from bgplib.formats.pcap.message import CapturedMessage
from bgplib.messages.decoder import Message

__all__ = ["bmp_to_json", "captured_bmp_to_json", "captured_to_json"]

_FSM_EVENT_LENGTH: Final = 2


def captured_to_json(captured: CapturedMessage) -> dict[str, Any]:
    """Return a message out of a capture, with when and between whom it was seen."""
    return {
        "format": FORMAT,
        "type": "CAPTURED",
        "time": captured.time,
        "source": {"address": captured.source_text, "port": captured.source_port},
        "destination": {"address": captured.destination_text, "port": captured.destination_port},
        "assumed": captured.is_assumed,
        "message": _inner(lambda: captured.message, captured.octets),
    }


def captured_bmp_to_json(captured: CapturedBmpMessage) -> dict[str, Any]:
    """Return a BMP message out of a capture, with when and between whom it was seen."""
    return {
        "format": FORMAT,
        "type": "CAPTURED-BMP",
        "time": captured.time,
        "source": {"address": captured.source_text, "port": captured.source_port},
        "destination": {"address": captured.destination_text, "port": captured.destination_port},
        "message": bmp_to_json(captured.message),
    }


def bmp_to_json(message: bmp.BmpMessage) -> dict[str, Any]:
    """Return a BMP message as plain dicts, lists, text, numbers, booleans and None."""
    found: dict[str, Any] = {
        "format": FORMAT,
        "type": f"BMP/{message.name}",
        "version": message.version,
        "length": len(message.encode()),
    }
    if isinstance(message, bmp.PeerMessage):
        found["peer"] = _peer(message.peer)
    fields = _FIELDS.get(type(message))
    return found | (fields(message) if fields is not None else {})


def _inner(read: Callable[[], Message], octets: bytes) -> dict[str, Any]:
    """Return a message within, or what stands in its place."""
    try:
        return to_json(read(), len(octets))
    except DecodeError as error:
        return error_to_json(error)


def _peer(peer: bmp.PeerHeader) -> dict[str, Any]:
    return {
        "type": codes.PEER_TYPE_NAMES.get(peer.type, f"type-{peer.type}"),
        "flags": peer.flags,
        "rib": peer.rib,
        "distinguisher": peer.distinguisher.hex(),
        "address": None if peer.is_loc_rib else peer.address_text,
        "asn": peer.asn,
        "identifier": peer.identifier_text,
        "time": peer.time,
    }


def _tlvs(tlvs: tuple[bmp.Tlv, ...], names: dict[int, str], texts: range) -> list[dict[str, Any]]:
    """Return TLVs, those with codes in `texts` as text."""
    return [
        {"code": each.code, "name": codes.name_of(names, each.code)}
        | (_text(each) if each.code in texts else {"octets": each.octets.hex()})
        for each in tlvs
    ]


def _text(tlv: bmp.Tlv) -> dict[str, Any]:
    """Return a text, and its octets beside it where it does not tell them."""
    text = tlv.text
    return {"text": text} | ({"octets": tlv.octets.hex()} if text.encode() != tlv.octets else {})


def _information(tlvs: tuple[bmp.Tlv, ...]) -> list[dict[str, Any]]:
    return _tlvs(tlvs, codes.INFORMATION_NAMES, range(5))


def _route_monitoring(message: bmp.RouteMonitoring) -> dict[str, Any]:
    found: dict[str, Any] = {
        "assumed": message.is_assumed,
        "message": _inner(lambda: message.message, message.update_octets),
    }
    if message.version == codes.VERSION:
        if message.trailing_octets:
            found["trailing"] = message.trailing_octets.hex()
        return found
    found["tlvs"] = [
        {
            "code": each.code,
            "name": codes.name_of(codes.MONITORING_NAMES, each.code),
            "index": each.index,
            "octets": each.octets.hex(),
        }
        for each in message.tlvs
        if each.code != codes.BGP_MESSAGE
    ]
    return found


def _route_mirroring(message: bmp.RouteMirroring) -> dict[str, Any]:
    found: dict[str, Any] = {
        "assumed": message.is_assumed,
        "information": [
            codes.name_of(codes.MIRRORING_INFORMATION_NAMES, each) for each in message.information
        ],
        "messages": [
            _inner(partial(message.decode, octets), octets) for octets in message.message_octets
        ],
    }
    others = tuple(
        each
        for each in message.tlvs
        if each.code != codes.MIRRORED_MESSAGE
        and (each.code != codes.MIRRORED_INFORMATION or each.two_octet_code is None)
    )
    if others:
        found["tlvs"] = _tlvs(others, codes.MIRRORING_NAMES, range(0))
    return found


def _peer_up(message: bmp.PeerUp) -> dict[str, Any]:
    return {
        "local": {"address": message.local_address_text, "port": message.local_port},
        "remote_port": message.remote_port,
        "sent": _inner(lambda: message.sent_open, message.sent_octets),
        "received": _inner(lambda: message.received_open, message.received_octets),
        "information": _information(message.tlvs),
    }


def _peer_down(message: bmp.PeerDown) -> dict[str, Any]:
    found: dict[str, Any] = {
        "reason": message.reason,
        "name": message.reason_text,
        "information": _information(message.tlvs),
    }
    if message.reason in (codes.LOCAL_NOTIFICATION, codes.REMOTE_NOTIFICATION):
        found["message"] = _inner(lambda: _notification(message), message.data)
    elif message.fsm_event is not None:
        found["fsm_event"] = message.fsm_event
        if len(message.data) > _FSM_EVENT_LENGTH:
            found["trailing"] = message.data[_FSM_EVENT_LENGTH:].hex()
    elif message.data and message.reason != codes.LOCAL_WITH_TLV:
        found["data"] = message.data.hex()
    return found


def _notification(message: bmp.PeerDown) -> Message:
    found = message.notification
    if found is None:
        raise DecodeError("there is no NOTIFICATION", rfc="RFC 7854 §4.9")
    return found


def _statistics(message: bmp.StatisticsReport) -> dict[str, Any]:
    return {"statistics": [_statistic(each) for each in message.statistics]}


def _statistic(each: bmp.Statistic) -> dict[str, Any]:
    found: dict[str, Any] = {"code": each.code, "name": each.name}
    if each.family is not None:
        found["family"] = str(each.family)
    return found | ({"octets": each.octets.hex()} if each.value is None else {"value": each.value})


def _termination(message: bmp.Termination) -> dict[str, Any]:
    reason = message.reason
    name = None if reason is None else codes.name_of(codes.TERMINATION_REASON_NAMES, reason)
    tlvs = _tlvs(message.tlvs, codes.TERMINATION_NAMES, range(1))
    return {"reason": reason, "name": name, "information": tlvs}


_FIELDS: Final[dict[type, Callable[[Any], dict[str, Any]]]] = {
    bmp.RouteMonitoring: _route_monitoring,
    bmp.RouteMirroring: _route_mirroring,
    bmp.PeerUp: _peer_up,
    bmp.PeerDown: _peer_down,
    bmp.StatisticsReport: _statistics,
    bmp.Initiation: lambda message: {"information": _information(message.tlvs)},
    bmp.Termination: _termination,
    bmp.UnknownMessage: lambda message: {"octets": message.octets.hex()},
}
