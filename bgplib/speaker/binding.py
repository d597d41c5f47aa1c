"""What NLRI say that is bound to their next hop, and with what they go on with another one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs

from bgplib.nlri import Nlri
from bgplib.nlri.car import CarLabelIndex, CarLabels, CarNlri, CarSids, CarTlv
from bgplib.nlri.labeled import LabeledNlri
from bgplib.nlri.vpls import VplsNlri
from bgplib.nlri.vpn import VpnNlri
from bgplib.values.label import Label

__all__ = ["moved", "rule_of"]

_LABELED: Final = (LabeledNlri, VpnNlri)
#: the T bit of a TLV of a CAR route
_TRANSITIVE: Final = 0x40


def rule_of(nlri: Nlri | None) -> str | None:
    """Return the section that has NLRI not go on as they are with another next hop.

    None where they do: those of EVPN have VNIs and labels of an NVE, whose routes keep their next
    hop unless policy says otherwise, and then what becomes of them is what policy means.
    """
    # RFC 8277 §3.2.2: "If the Network Address of Next Hop field is changed before a SAFI-4 or
    # SAFI-128 route is propagated, the Label field(s) of the propagated route MUST contain the
    # label(s) that is (are) bound to the prefix at the new next hop."
    if isinstance(nlri, _LABELED) and nlri.labels:
        return "RFC 8277 §3.2.2"
    # RFC 4761 §3.4.2: "ASBR1 sends the NLRI to ASBR2 with new labels and itself as the BGP
    # nexthop".
    if isinstance(nlri, VplsNlri):
        return "RFC 4761 §3.4.2"
    # RFC 9871 §2.9.2 has a TLV without the T bit be of the next hop that it came with.
    if isinstance(nlri, CarNlri) and not all(map(_is_transitive, nlri.tlvs)):
        return "RFC 9871 §2.9.2"
    return None


def moved(nlri: Nlri, labels: Sequence[Label] | None) -> Nlri | None:
    """Return NLRI as they go on with another next hop; None where they do not without labels.

    Args:
        nlri: NLRI that `rule_of` has a rule for.
        labels: those that are bound to the destination at the new next hop; None for none.
    """
    own = tuple(labels or ())
    if isinstance(nlri, CarNlri):
        return _moved_car(nlri, own)
    if isinstance(nlri, VplsNlri):
        # RFC 4761 §3.4.2: "the Length, the Route Distinguisher, the VE ID, the VE Block Offset, and
        # the VE Block Size MUST be the same; the Label Base may be different."
        return attrs.evolve(nlri, label_base=own[0]) if len(own) == 1 else None
    if isinstance(nlri, _LABELED) and own:
        return attrs.evolve(nlri, labels=own)
    return None


def _moved_car(nlri: CarNlri, labels: tuple[Label, ...]) -> CarNlri | None:
    was_bound = any(isinstance(each, CarLabels | CarSids) for each in nlri.tlvs)
    kept = tuple(filter(_is_transitive, nlri.tlvs))
    if not was_bound:
        return attrs.evolve(nlri, tlvs=kept)
    if not labels:
        return None
    # RFC 9871 §2.11 has the first of each type count: ours stands where the former labels stood.
    ours: list[CarTlv] = [CarLabels(labels)]
    before = next(at for at, each in enumerate(nlri.tlvs) if isinstance(each, CarLabels | CarSids))
    at = sum(map(_is_transitive, nlri.tlvs[:before]))
    kept = (*kept[:at], *ours, *kept[at:])
    return attrs.evolve(nlri, tlvs=kept)


def _is_transitive(tlv: CarTlv) -> bool:
    flags = tlv.flags if isinstance(tlv, CarLabels | CarLabelIndex | CarSids) else tlv.type
    return bool(flags & _TRANSITIVE)
