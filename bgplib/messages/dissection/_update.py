"""The fields of an UPDATE (RFC 4271 §4.3, RFC 4760)."""

from __future__ import annotations

from functools import partial

from bgplib.iana import attributes
from bgplib.iana.attributes import EXTENDED_LENGTH, MP_REACH_NLRI, MP_UNREACH_NLRI
from bgplib.iana.families import Family
from bgplib.messages.decoder import Decoder
from bgplib.messages.dissection._attributes import cut_value, value_text
from bgplib.messages.dissection._cutter import Cutter, named
from bgplib.messages.dissection._nlri import cut_nlri
from bgplib.values.next_hop import NextHop

__all__ = ["cut_update"]

_FLAGS = (
    (attributes.OPTIONAL, "optional"),
    (attributes.TRANSITIVE, "transitive"),
    (attributes.PARTIAL, "partial"),
    (EXTENDED_LENGTH, "extended length"),
)


def cut_update(cut: Cutter, decoder: Decoder) -> None:
    """Cut the body of an UPDATE, each field to its length or to the end of the message."""
    routes = partial(cut_nlri, decoder=decoder, family=Family.IPV4_UNICAST)
    path_attributes = partial(_path_attributes, decoder=decoder)
    cut.sized(2, "Withdrawn Routes Length", "Withdrawn Routes", partial(routes, withdrawn=True))
    cut.sized(2, "Total Path Attribute Length", "Path Attributes", path_attributes)
    cut.group(cut.remaining, "NLRI", routes)


def _path_attributes(cut: Cutter, decoder: Decoder) -> None:
    while cut.remaining:
        code = cut.peek(1)
        row = None if code is None else decoder.attributes.table.by_code(code)
        name = "Path Attribute" if code is None else attributes.name(code)
        size = (cut.peek(2) or 0) + 3
        if (cut.peek(0) or 0) & EXTENDED_LENGTH:
            size = ((cut.peek(2) or 0) << 8 | (cut.peek(3) or 0)) + 4
        fill = partial(_attribute, decoder=decoder)
        cut.group(size, name if row is None else row.name, fill)


def _attribute(cut: Cutter, decoder: Decoder) -> None:
    flags = cut.number(1, "Attribute Flags", _flags_text)
    code = cut.number(1, "Attribute Type Code")
    size = cut.number(2 if (flags or 0) & EXTENDED_LENGTH else 1, "Attribute Length")
    if code is None or size is None:
        return
    if size > cut.remaining:
        cut.take(size, "Attribute Value")
    elif code == MP_REACH_NLRI:
        cut.group(size, "Attribute Value", partial(_mp_reach, decoder=decoder))
    elif code == MP_UNREACH_NLRI:
        cut.group(size, "Attribute Value", partial(_mp_unreach, decoder=decoder))
    else:
        reader = decoder.attributes
        octets = cut.octets[cut.position : cut.stop]
        fill = partial(cut_value, code=code, reader=reader)
        cut.group(size, "Attribute Value", fill, value_text(code, octets, reader))


def _flags_text(flags: int) -> str:
    names = [name for bit, name in _FLAGS if flags & bit]
    return ", ".join(names if flags & attributes.OPTIONAL else ["well-known", *names])


def _mp_reach(cut: Cutter, decoder: Decoder) -> None:
    family = _family(cut)
    size = cut.number(1, "Next Hop Length")
    if family is None or size is None:
        return
    cut.take(size, "Next Hop", lambda octets: str(NextHop(octets)))
    cut.take(1, "Reserved")
    cut.group(cut.remaining, "NLRI", partial(cut_nlri, decoder=decoder, family=family))


def _mp_unreach(cut: Cutter, decoder: Decoder) -> None:
    family = _family(cut)
    if family is not None:
        fill = partial(cut_nlri, decoder=decoder, family=family, withdrawn=True)
        cut.group(cut.remaining, "Withdrawn Routes", fill)


def _family(cut: Cutter) -> Family | None:
    afi = cut.number(2, "AFI")
    if afi is None:
        return None
    safi = cut.number(1, "SAFI", lambda safi: named(safi, str(Family(afi, safi))))
    return None if safi is None else Family(afi, safi)
