"""SRv6 SIDs of services, whose routes go on with another next hop (RFC 9252 §2)."""

from __future__ import annotations

import attrs

from bgplib.attributes._srv6_service import SidInformation, SidStructure, Srv6Service
from bgplib.attributes.prefix_sid import Part, PrefixSid, decode, encode
from bgplib.context import Context

__all__ = ["moved_sids"]

_ANY = Context()


def moved_sids(octets: bytes, *, relabeled: bool) -> bytes:
    """Return the value of a PREFIX_SID as it goes on with another next hop.

    Args:
        octets: a well-formed value, as it came.
        relabeled: the labels of the route are those of the new next hop.
    """
    # RFC 9252 §2: "If the BGP next hop is changed, the TLVs, Sub-TLVs, and Sub-Sub-TLVs SHOULD be
    # updated with the locally allocated SRv6 SID information. Any received Sub-TLVs and
    # Sub-Sub-TLVs that are unrecognized MUST be removed." There is none allocated here. A SID leads
    # to its node whatever the next hop is; but beside another label it does not: RFC 9252 §4 has a
    # part of it stand in the label field.
    parts: list[Part] = []
    for part in decode(octets, _ANY).parts:
        if not isinstance(part, Srv6Service):
            parts.append(part)
        elif not relabeled:
            parts.append(attrs.evolve(part, parts=_recognized(part)))
    value = encode(PrefixSid(tuple(parts)), _ANY)
    return octets if value == octets else value


def _recognized(service: Srv6Service) -> tuple[SidInformation, ...]:
    return tuple(
        attrs.evolve(part, parts=tuple(e for e in part.parts if isinstance(e, SidStructure)))
        for part in service.parts
        if isinstance(part, SidInformation)
    )
