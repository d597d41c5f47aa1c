"""The fields of NOTIFICATION (RFC 4271 §4.5) and ROUTE-REFRESH (RFC 2918 §3, RFC 5291 §4)."""

from __future__ import annotations

from functools import partial
from typing import Final

from bgplib.errors import DecodeError
from bgplib.findings import Finding, NotificationData, Treatment
from bgplib.iana import messages
from bgplib.iana.families import Family
from bgplib.messages.decoder import Decoder
from bgplib.messages.dissection._cutter import Cutter, named
from bgplib.messages.dissection._open import cut_capabilities
from bgplib.messages.notification import Notification
from bgplib.messages.outbound_route_filter import TIME_NAMES, TYPE_NAMES, entry_reader
from bgplib.messages.outbound_route_filter import decode as decode_filters
from bgplib.messages.route_refresh import NORMAL, SUBTYPE_NAMES
from bgplib.octets import Reader

__all__ = ["cut_notification", "cut_route_refresh"]

_UNSUPPORTED: Final = (messages.OPEN_MESSAGE_ERROR, messages.UNSUPPORTED_CAPABILITY)


def cut_notification(cut: Cutter, decoder: Decoder) -> None:
    """Cut the body of a NOTIFICATION, and of the one in a Hard Reset (RFC 8538 §3.1)."""
    code, subcode = _codes(cut)
    data = cut.octets[cut.position : cut.stop]
    said = Notification(code or 0, subcode or 0, data)
    if said.hard_reset is not None:
        code, subcode = _codes(cut)
        said = said.hard_reset
    if said.shutdown_communication is not None:
        cut.number(1, "Length")
        cut.rest("Shutdown Communication", lambda _: said.text)
    elif said.prefix_limit is not None:
        family, _ = said.prefix_limit
        cut.number(2, "AFI")
        cut.number(1, "SAFI", lambda safi: named(safi, str(family)))
        cut.number(4, "Prefix upper bound")
    elif (said.code, said.subcode) == _UNSUPPORTED:
        cut.group(cut.remaining, "Data", partial(cut_capabilities, registry=decoder.registry))
    else:
        cut.rest("Data")


def _codes(cut: Cutter) -> tuple[int | None, int | None]:
    code = cut.number(1, "Error code", lambda code: named(code, messages.error_name(code)))
    subcode = cut.number(
        1,
        "Error subcode",
        lambda subcode: named(subcode, messages.SUBCODE_NAMES.get((code or 0, subcode))),
    )
    return code, subcode


def cut_route_refresh(cut: Cutter, decoder: Decoder) -> None:
    """Cut the body of a ROUTE-REFRESH."""
    afi = cut.number(2, "AFI")
    subtype = cut.number(1, "Message Subtype", lambda kind: named(kind, SUBTYPE_NAMES.get(kind)))
    safi = cut.number(1, "SAFI", lambda safi: named(safi, str(Family(afi or 0, safi))))
    if afi is None or safi is None or subtype != NORMAL or not cut.remaining:
        return
    start = cut.position
    family = Family(afi, safi)
    cut.number(1, "When-to-refresh", lambda when: named(when, TIME_NAMES.get(when)))
    while cut.remaining:
        stop = min(cut.position + 3, cut.stop)
        length = int.from_bytes(cut.octets[cut.position + 1 : stop], "big")
        cut.group(3 + length, "ORF", partial(_filters, family=family))
    try:
        decode_filters(cut.octets[start : cut.stop], family)
    except DecodeError as error:
        cut.notes.append(_ignored(error, cut, start))


def _filters(cut: Cutter, family: Family) -> None:
    kind = cut.number(1, "ORF Type", lambda kind: named(kind, TYPE_NAMES.get(kind)))
    length = cut.number(2, "Length of ORF entries")
    if kind is None or length is None:
        return
    read = entry_reader(kind, family)
    if length > cut.remaining:
        cut.doubt(cut.position, cut.stop)
    while read is not None and cut.remaining:
        reader = Reader(cut.octets, cut.position, cut.stop)
        try:
            text = str(read(reader))
        except DecodeError:
            cut.doubt(cut.position, cut.stop)
            break
        cut.take(reader.position - cut.position, "ORF entry", partial(_said, text))
    cut.rest("ORF entries")


def _said(text: str, _octets: bytes) -> str:
    return text


def _ignored(error: DecodeError, cut: Cutter, start: int) -> Finding:
    """Make a finding of filters that cannot be read: `decode` leaves them as octets."""
    first, stop = cut.suspect or (start, cut.stop)
    return Finding(
        treatment=Treatment.IGNORE,
        rfc=error.rfc,
        offset=first,
        length=stop - first,
        octets=cut.octets[first:stop],
        text=error.text,
        notification=NotificationData(error.code, error.subcode, error.data),
    )
