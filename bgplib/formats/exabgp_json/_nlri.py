"""Routes as ExaBGP prints them, by family."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from bgplib.errors import EncodeError
from bgplib.formats.exabgp_json._communities import community_to_json, target_octets
from bgplib.formats.exabgp_json._distinguishers import distinguisher_to_json
from bgplib.formats.exabgp_json._families import AFIS, SAFIS
from bgplib.formats.exabgp_json._texts import prefix_text
from bgplib.iana import families as iana
from bgplib.iana.families import Family
from bgplib.nlri import Nlri, UnicastNlri
from bgplib.values.address import identifier_text
from bgplib.values.label import Label

__all__ = ["is_written", "route_to_json"]


def is_written(family: Family) -> bool:
    """Say whether routes of a family are written."""
    return family.afi in AFIS and family.safi in SAFIS and family.safi in _RULES


def route_to_json(nlri: Nlri, family: Family, next_hop: str | None) -> dict[str, Any]:
    """Return a route.

    Args:
        nlri: the route.
        family: its family.
        next_hop: the next hop, which flow specifications repeat; None without one.

    Raises:
        EncodeError: ExaBGP has no form for it.
    """
    found = _RULES[family.safi](nlri, family, next_hop)
    if nlri.path_id is None:
        return found
    path = {"path-information": identifier_text(nlri.path_id)}
    # Behind the prefix, where there is one.
    return {name: found.pop(name) for name in ("nlri",) if name in found} | path | found


def _unicast(nlri: Any, family: Family, next_hop: str | None) -> dict[str, Any]:
    if not isinstance(nlri, UnicastNlri):
        raise _foreign(nlri, family)
    return {"nlri": prefix_text(nlri.prefix)}


def _labels(labels: tuple[Label, ...]) -> list[list[int]]:
    return [[label.value] for label in labels]


def _labeled(nlri: Any, family: Family, next_hop: str | None) -> dict[str, Any]:
    from bgplib.nlri.labeled import LabeledNlri

    if not isinstance(nlri, LabeledNlri):
        raise _foreign(nlri, family)
    return {"nlri": prefix_text(nlri.prefix), "label": _labels(nlri.labels)}


def _vpn(nlri: Any, family: Family, next_hop: str | None) -> dict[str, Any]:
    from bgplib.nlri.vpn import VpnNlri

    if not isinstance(nlri, VpnNlri):
        raise _foreign(nlri, family)
    return {
        "nlri": prefix_text(nlri.prefix),
        "label": _labels(nlri.labels),
        **distinguisher_to_json(nlri.rd),
    }


def _vpls(nlri: Any, family: Family, next_hop: str | None) -> dict[str, Any]:
    from bgplib.nlri.vpls import VplsNlri

    if not isinstance(nlri, VplsNlri):
        raise _foreign(nlri, family)
    return {
        **distinguisher_to_json(nlri.rd),
        "endpoint": nlri.ve_id,
        "base": nlri.label_base.value,
        "offset": nlri.block_offset,
        "size": nlri.block_size,
    }


def _route_target(nlri: Any, family: Family, next_hop: str | None) -> dict[str, Any]:
    from bgplib.nlri.route_target import RouteTargetNlri

    if not isinstance(nlri, RouteTargetNlri):
        raise _foreign(nlri, family)
    if nlri.origin_as is None:
        return {"origin": 0, "route-target": None}
    if nlri.length != _ROUTE_TARGET_BITS:
        # RFC 4684 §4: it may be a prefix of one, which ExaBGP cannot read.
        raise EncodeError(f"ExaBGP has no route target of {nlri.length} bits")
    octets = nlri.route_target
    raw = "0x" + octets.hex().upper()
    words = community_to_json(octets)["string"] or raw
    found = {"origin": nlri.origin_as, "route-target": words}
    # As of route distinguishers, the words do not always tell the octets.
    return found if target_octets(words) == octets else found | {"route-target-raw": raw}


_ROUTE_TARGET_BITS: Final = 64


def _flow(nlri: Any, family: Family, next_hop: str | None) -> dict[str, Any]:
    from bgplib.formats.exabgp_json._flowspec import flow_to_json
    from bgplib.nlri.flowspec import FlowSpecNlri

    if not isinstance(nlri, FlowSpecNlri):
        raise _foreign(nlri, family)
    return flow_to_json(nlri, family, next_hop)


def _typed(nlri: Any, family: Family, next_hop: str | None) -> dict[str, Any]:
    from bgplib.formats.exabgp_json import _typed_routes

    return _typed_routes.route_to_json(nlri, family)


def _foreign(nlri: Nlri, family: Family) -> EncodeError:
    return EncodeError(f"ExaBGP has no {type(nlri).__name__} in {family}")


#: by SAFI, as families of IPv4 and IPv6 print alike; modules of rarer ones are imported when needed
_RULES: Final[dict[int, Callable[[Any, Family, str | None], dict[str, Any]]]] = {
    iana.SAFI_UNICAST: _unicast,
    iana.SAFI_MULTICAST: _unicast,
    iana.SAFI_LABELED: _labeled,
    iana.SAFI_VPN: _vpn,
    iana.SAFI_MCAST_VPN: _typed,
    iana.SAFI_MUP: _typed,
    iana.SAFI_EVPN: _typed,
    iana.SAFI_VPLS: _vpls,
    iana.SAFI_ROUTE_TARGET: _route_target,
    iana.SAFI_FLOWSPEC: _flow,
    iana.SAFI_FLOWSPEC_VPN: _flow,
}
