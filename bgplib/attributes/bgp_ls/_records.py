"""Layouts of TLVs with several fields, which follow from a list of the fields."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any, Final, Generic, TypeVar

import attrs

from bgplib._checks import check_text
from bgplib.errors import EncodeError, ParseError
from bgplib.nlri.bgp_ls import IgpRouterId
from bgplib.nlri.bgp_ls._layout import Flags, Layout, flags
from bgplib.nlri.bgp_ls._table import TlvTable
from bgplib.nlri.bgp_ls._text import Fields
from bgplib.values._field_kinds import kind_of
from bgplib.values._notation import brief
from bgplib.values._numbers import parse_number

__all__ = ["FLAGS", "SID", "U8", "U16", "U24", "U32", "Form", "Sid", "record", "sub_tlvs"]

T = TypeVar("T")
K = TypeVar("K")

_LABEL: Final = 0xFFFFF


@attrs.frozen
class Form(Generic[T]):
    """What one field is made of."""

    size: int  #: octets; -1 for all that are left, as the last field only
    read: Callable[[bytes], T | None]  #: None when the octets have not this form
    write: Callable[[T], bytes]


#: a field whose type does not matter where it stands in a list
AnyForm = Form[Any]


@attrs.frozen
class Sid(Fields):
    """A segment identifier: an MPLS label, or an index into the ranges of labels of a node."""

    value: int  #: the label of 20 bits, or the index of 32
    is_label: bool  #: which of them it is; labels have 3 octets, indexes 4 (RFC 9085 §2.1.1)

    @classmethod
    def parse(cls, text: str) -> Sid:
        """Read `label:24001` or `index:1`.

        Raises:
            ParseError: it is neither.
        """
        check_text(text, cls.__name__)
        word, _, number = text.strip().partition(":")
        if word not in ("label", "index"):
            raise ParseError(f"{brief(text)} is neither a label nor an index")
        return cls(parse_number(number, 32), is_label=word == "label")

    def __str__(self) -> str:
        """Return `label:24001` or `index:1`."""
        return f"{'label' if self.is_label else 'index'}:{self.value}"


def read_sid(octets: bytes) -> Sid | None:
    """Read a label of 3 octets or an index of 4; anything else is None."""
    # RFC 9085 §2.1.1: "If the length is set to 3, then the 20 rightmost bits represent a label (the
    # total TLV size is 7), and the 4 leftmost bits are set to 0."
    if len(octets) == 3:
        return Sid(int.from_bytes(octets, "big") & _LABEL, is_label=True)
    return Sid(int.from_bytes(octets, "big"), is_label=False) if len(octets) == 4 else None


def write_sid(sid: Sid) -> bytes:
    """Write a label or an index."""
    if sid.is_label and sid.value > _LABEL:
        raise EncodeError(f"label {sid.value} does not fit in 20 bits")
    return sid.value.to_bytes(3 if sid.is_label else 4, "big")


def _number(size: int) -> Form[int]:
    return Form(
        size,
        lambda octets: int.from_bytes(octets, "big"),
        lambda value: value.to_bytes(size, "big"),
    )


def named(names: dict[int, str], size: int = 1) -> Form[Flags]:
    """Return the form of bits with names."""
    layout = flags(names, size)
    return Form(size, layout.decode, layout.encode)


U8: Final = _number(1)
U16: Final = _number(2)
U24: Final = _number(3)
U32: Final = _number(4)
#: bits whose meaning depends on the protocol that the information is from
FLAGS: Final = U8
SID: Final[Form[Sid]] = Form(-1, read_sid, write_sid)
IPV4: Final[AnyForm] = Form(
    4, ipaddress.IPv4Address, lambda value: ipaddress.IPv4Address(value).packed
)
IPV6: Final[AnyForm] = Form(
    16, ipaddress.IPv6Address, lambda value: ipaddress.IPv6Address(value).packed
)


def neighbor(size: int) -> Form[IgpRouterId]:
    """Return the form of a router on a LAN: 6 octets for IS-IS, 4 for OSPF."""

    def write(value: IgpRouterId | str) -> bytes:
        found = IgpRouterId.parse(value) if isinstance(value, str) else value
        if len(found.octets) != size:
            raise EncodeError(f"{found} has {len(found.octets)} octets, not {size}")
        return found.octets

    return Form(size, IgpRouterId, write)


def sub_tlvs(inner: TlvTable) -> AnyForm:
    """Return the form of TLVs out of a table, up to the end of what holds them."""
    layout = inner.nested()
    return Form(-1, layout.decode, layout.encode)


def record(kind: type[K], **forms: AnyForm | int) -> Layout[K]:
    """Return the layout of a class of values, from its fields in the order of the wire.

    Args:
        kind: a class with a field of each name.
        forms: what the field is made of; a number, of which the name does not matter, is that many
            reserved octets, which are sent as 0 and ignored when received.
    """
    fixed = sum(form if isinstance(form, int) else max(form.size, 0) for form in forms.values())
    has_rest = any(not isinstance(form, int) and form.size < 0 for form in forms.values())

    def decode(octets: bytes) -> K | None:
        if len(octets) < fixed or (len(octets) > fixed and not has_rest):
            return None
        values = {}
        at = 0
        for name, form in forms.items():
            if isinstance(form, int):
                at += form
                continue
            stop = len(octets) if form.size < 0 else at + form.size
            values[name] = form.read(octets[at:stop])
            if values[name] is None:
                return None
            at = stop
        return kind(**values)

    def encode(value: K) -> bytes:
        return b"".join(
            bytes(form) if isinstance(form, int) else form.write(getattr(value, name))
            for name, form in forms.items()
        )

    return Layout(decode, encode, kind_of(kind, ""))
