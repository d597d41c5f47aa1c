"""What is in the values of path attributes, as far as they are rows of something."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from bgplib.attributes._segments import TYPE_NAMES
from bgplib.attributes.reader import AttributeReader
from bgplib.errors import DecodeError
from bgplib.iana import attributes
from bgplib.messages.dissection._cutter import Cutter, named
from bgplib.values.address import address_text

__all__ = ["cut_value", "value_text"]

#: attributes that are rows of one length, by the names of these; their `LengthRule` says which
_ROWS: Final = {
    attributes.COMMUNITIES: "Community",
    attributes.CLUSTER_LIST: "CLUSTER_ID",
    attributes.EXTENDED_COMMUNITIES: "Extended Community",
    attributes.IPV6_EXTENDED_COMMUNITIES: "IPv6 Extended Community",
    attributes.LARGE_COMMUNITY: "Large Community",
}
#: attributes that are rows of TLVs: octets of type and of length, and what of it the length counts
#: beside the value
_TLVS: Final = {
    attributes.TUNNEL_ENCAPSULATION: (2, 2, 0),
    attributes.AIGP: (1, 2, 3),
    attributes.BGP_LS: (2, 2, 0),
    attributes.SFP: (1, 2, 0),
    attributes.PREFIX_SID: (1, 2, 0),
    attributes.BIER: (2, 2, 0),
}


def value_text(code: int, octets: bytes, reader: AttributeReader) -> str:
    """Return what a value says; nothing where no row describes it, or it is malformed."""
    row = reader.table.by_code(code)
    if row is None or not row.length.accepts(len(octets)):
        return ""
    try:
        return str(row.decode(octets, reader.context))
    except DecodeError:
        return ""


def cut_value(cut: Cutter, *, code: int, reader: AttributeReader) -> None:
    """Cut a value to its parts, if it is of an attribute that the tables here know of."""
    row = reader.table.by_code(code)
    if row is None:
        return
    # One row alone is a value of the attribute as well, and so says what it is.
    text = partial(value_text, code, reader=reader)
    if code in (attributes.AS_PATH, attributes.AS4_PATH):
        wide = code == attributes.AS4_PATH or reader.context.four_octet_as
        while cut.remaining:
            _segment(cut, 4 if wide else 2)
    elif code in (attributes.AGGREGATOR, attributes.AS4_AGGREGATOR):
        if row.length.accepts(cut.remaining):
            cut.number(cut.remaining - 4, "AS Number")
            cut.take(4, "IP Address", address_text)
    elif code in _ROWS:
        while cut.remaining:
            cut.take(row.length.multiple, _ROWS[code], text)
    elif code in _TLVS:
        while cut.remaining:
            _tlv(cut, *_TLVS[code], text)


def _segment(cut: Cutter, size: int) -> None:
    def fill(inner: Cutter) -> None:
        inner.number(1, "Path Segment Type", lambda kind: named(kind, TYPE_NAMES.get(kind)))
        inner.number(1, "Path Segment Length")
        while inner.remaining:
            inner.number(size, "AS Number")

    cut.group(2 + size * (cut.peek(1) or 0), "Path Segment", fill)


def _tlv(
    cut: Cutter, type_size: int, length_size: int, counted: int, text: Callable[[bytes], str]
) -> None:
    def fill(inner: Cutter) -> None:
        inner.number(type_size, "Type")
        inner.number(length_size, "Length")
        inner.rest("Value")

    header = type_size + length_size
    stop = min(cut.position + header, cut.stop)
    length = int.from_bytes(cut.octets[cut.position + type_size : stop], "big")
    size = max(header + length - counted, header)
    whole = cut.octets[cut.position : min(cut.position + size, cut.stop)]
    cut.group(size, "TLV", fill, text(whole))
