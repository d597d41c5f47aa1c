"""TlvTable: layouts by TLV, and what reads and makes TLVs with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from bgplib._checks import MISFITS, check_each
from bgplib.errors import BGPError, DecodeError, EncodeError, ParseError
from bgplib.iana.bgp_ls import tlv_code
from bgplib.nlri.bgp_ls._layout import OCTETS, AnyLayout, Layout
from bgplib.nlri.bgp_ls._tlv import LinkStateTlv, LinkStateTlvs
from bgplib.octets import Reader
from bgplib.values._field_kinds import FieldKind
from bgplib.values._notation import brief, parse_hex, unwrapped
from bgplib.values.tlv import read_tlvs

__all__ = ["TlvItems", "TlvTable"]

#: what TLVs are made of: values by number or name, such pairs, or TLVs
TlvItems = Mapping[Any, Any] | Iterable[LinkStateTlv | tuple[int | str, Any]]


#: what layouts raise for values that are none of theirs
_MISFITS: Final = (BGPError, *MISFITS)
_NESTED: Final = FieldKind(str, LinkStateTlvs.parse, is_list=True, hint=LinkStateTlvs)
_UNKNOWN: Final = re.compile(r"unknown-(\d{1,5})", re.ASCII)
_EXACTLY: Final = re.compile(r"(?:^|\s)octets=(0x[0-9a-fA-F]*)$")


class TlvTable:
    """Layouts by type. Immutable.

    A TLV that holds sub-TLVs has a layout made from the table of what it may hold. A table is there
    before what is made from it, so that nothing nests deeper than the tables were put together.
    """

    __slots__ = ("layouts",)

    def __init__(self, layouts: Mapping[int, AnyLayout]) -> None:
        """Keep the layouts."""
        self.layouts = dict(layouts)  #: by type

    def read(self, octets: bytes) -> LinkStateTlvs:
        """Read TLVs that fill a field.

        Raises:
            DecodeError: a TLV, or a sub-TLV of one, runs past the end of what encloses it.
        """
        return LinkStateTlvs(
            self._typed(tlv.type, tlv.octets) for tlv in read_tlvs(Reader(octets), 2, 2)
        )

    def _typed(self, tlv_type: int, octets: bytes) -> LinkStateTlv:
        layout = self.layouts.get(tlv_type)
        value = None if layout is None else layout.decode(octets)
        return LinkStateTlv(tlv_type, octets, octets if value is None else value)

    def make(self, key: int | str, value: Any) -> LinkStateTlv:
        """Make a TLV of a value, or of octets as they are.

        Raises:
            EncodeError: the value has no place in a TLV of this type.
            ParseError: no TLV has that name.
        """
        code = tlv_code(key)
        layout = self.layouts.get(code)
        if isinstance(value, bytes):
            octets = value
        elif layout is None:
            raise EncodeError(f"a TLV of type {code} is made of octets, not of {value!r}")
        else:
            try:
                octets = layout.encode(value)
            except BGPError:
                raise
            except _MISFITS as error:
                raise EncodeError(f"{value!r} has no place in TLV {code}: {error}") from None
        return self._typed(code, octets)

    def build(self, items: TlvItems) -> LinkStateTlvs:
        """Make TLVs and put them in the order of RFC 9552 §5.1; what is made keeps its order.

        Raises:
            EncodeError: a value has no place in its TLV.
            ParseError: no TLV has one of the names.
        """
        if isinstance(items, LinkStateTlvs):
            return items
        pairs = items.items() if isinstance(items, Mapping) else items
        tlvs = [
            item if isinstance(item, LinkStateTlv) else self.make(item[0], item[1])
            for item in check_each(pairs, LinkStateTlv | tuple[int | str, object], "items")
        ]
        return LinkStateTlvs(sorted(tlvs, key=lambda tlv: (tlv.type, len(tlv.octets), tlv.octets)))

    def nested(self) -> Layout[LinkStateTlvs]:
        """Return the layout of a TLV that is nothing but sub-TLVs out of this table."""
        return Layout(self.read, lambda items: self.build(items).encode(), _NESTED)

    def text(self, tlv: LinkStateTlv) -> str:
        """Print the value of a TLV, and its octets as far as it does not tell them."""
        octets = f"0x{tlv.octets.hex()}"
        layout = self.layouts.get(tlv.type)
        if layout is None or layout is OCTETS:
            return octets
        kind = layout.kind
        if kind is None or isinstance(tlv.value, bytes):
            return f"octets={octets}"
        shown = kind.text(tlv.value)
        if kind.is_list:
            shown = f"[{shown}]"
        try:
            is_whole = layout.encode(tlv.value) == tlv.octets
        except _MISFITS:
            is_whole = False
        return shown if is_whole else f"{shown} octets={octets}".lstrip()

    def parse_tlv(self, text: str) -> LinkStateTlv:
        """Read name and value of a TLV, as `str` prints them.

        Raises:
            ParseError: there is no TLV of that name, or the value has no place in it.
        """
        word, rest = (*text.split(None, 1), "", "")[:2]
        match = _UNKNOWN.fullmatch(word)
        code = int(match[1]) if match else tlv_code(word)
        octets = _EXACTLY.search(rest)
        layout = self.layouts.get(code)
        if octets is not None:
            value = parse_hex(octets[1])
            try:
                return self._typed(code, value)
            except DecodeError:
                # It stood where its type means nothing, so that its octets need not be TLVs.
                return LinkStateTlv(code, value, value)
        if layout is None or layout.kind is None:
            if match is None and rest[:2] != "0x":
                raise ParseError(f"{word} is made of octets here, not of {brief(rest)}")
            return self._typed(code, parse_hex(rest))
        try:
            value = layout.kind.parse(unwrapped(rest))
            return LinkStateTlv(code, self.make(code, value).octets, value)
        except BGPError as error:
            raise ParseError(f"{error}; in the TLV {word}") from None
