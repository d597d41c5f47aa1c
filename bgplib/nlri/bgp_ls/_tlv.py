"""LinkStateTlv and LinkStateTlvs: TLVs of BGP-LS with their meaning (RFC 9552 §5.1).

 0                   1                   2                   3
 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
|              Type             |             Length            |
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
|                        Value (variable)                       |
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import attrs

from bgplib._checks import check, check_each, check_text
from bgplib._frozen import frozen
from bgplib._printed import or_its_fields
from bgplib.iana.bgp_ls import slug, tlv_code, tlv_name
from bgplib.values._notation import items, unwrapped
from bgplib.values.tlv import Tlv, write_tlvs

__all__ = ["LinkStateTlv", "LinkStateTlvs", "tlvs_of"]


@frozen
class LinkStateTlv(Tlv):
    """One TLV: its octets, which are what counts, and what they say.

    TLVs are equal when type and octets are. Programs make them with `BgpLs.of`, `LinkStateNlri.of`
    and `bgplib.attributes.bgp_ls.tlvs`, which keep value and octets in agreement.
    """

    octets: bytes = attrs.field(repr=False)  #: the value as on the wire
    #: the registry's name, `IGP Metric`, or `UNKNOWN(9999)`
    name: str = attrs.field(init=False, eq=False)
    #: what the octets say: a number, address, text, tuple, or a class that names its fields;
    #: the octets themselves where the type is not known or they do not have its layout
    value: Any = attrs.field(eq=False)

    @name.default
    def _name(self) -> str:
        check(self.type, int, "type")
        return tlv_name(self.type)

    #: all TLVs that bgplib knows; registry numbers mean the same wherever they stand
    table: ClassVar[Any]

    @classmethod
    def parse(cls, text: str) -> LinkStateTlv:
        """Read name and value, `igp-metric 10`, or octets: `igp-metric octets=0x0a`.

        Raises:
            ParseError: there is no TLV of that name, or the value has no place in it.
        """
        check_text(text, cls.__name__)
        found: LinkStateTlv = cls.table.parse_tlv(text)
        return found

    @or_its_fields
    def __str__(self) -> str:
        """Return `igp-metric 10`; the octets follow where the value does not tell all of them."""
        return f"{slug(self.name)} {self.table.text(self)}".rstrip()


class LinkStateTlvs(tuple[LinkStateTlv, ...]):
    """TLVs in the order of the wire: a tuple whose values are found by number or name."""

    __slots__ = ()

    def get(self, key: int | str, default: Any = None) -> Any:
        """Return the value of the first TLV of a type, or `default` when there is none.

        Args:
            key: number or name, see `bgplib.iana.bgp_ls.tlv_code`.
            default: what to return when no TLV is of the type.

        Raises:
            ParseError: no TLV has that name.
        """
        code = tlv_code(key)
        for tlv in self:
            if tlv.type == code:
                return tlv.value
        return default

    def all(self, key: int | str) -> tuple[Any, ...]:
        """Return the values of all TLVs of a type, in the order of the wire.

        Raises:
            ParseError: no TLV has that name.
        """
        code = tlv_code(key)
        return tuple(tlv.value for tlv in self if tlv.type == code)

    def has(self, key: int | str) -> bool:
        """Say whether there is a TLV of a type.

        Raises:
            ParseError: no TLV has that name.
        """
        code = tlv_code(key)
        return any(tlv.type == code for tlv in self)

    def encode(self) -> bytes:
        """Write the TLVs one behind the other.

        Raises:
            EncodeError: a TLV is longer than 65,535 octets.
        """
        return write_tlvs(self, 2, 2)

    @classmethod
    def parse(cls, text: str) -> LinkStateTlvs:
        """Read TLVs with commas between them, with or without brackets around them.

        Raises:
            ParseError: one of them is none.
        """
        check_text(text, cls.__name__)
        return cls(map(LinkStateTlv.parse, items(unwrapped(text))))

    def __str__(self) -> str:
        """Return the TLVs with commas between them."""
        return ", ".join(map(str, self))


def tlvs_of(tlvs: Iterable[LinkStateTlv]) -> LinkStateTlvs:
    """Make TLVs of what a field is set to.

    Raises:
        LocalError: there are none to iterate over, or one is no `LinkStateTlv`.
    """
    if type(tlvs) is LinkStateTlvs:
        return tlvs
    return LinkStateTlvs(check_each(tlvs, LinkStateTlv, "tlvs"))
