"""What NetGauze read of an UPDATE, and what bgplib's JSON says, in one form."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any, Final

__all__ = ["ours", "theirs", "updates"]

Facts = dict[str, Any]

_FAMILIES: Final = {
    "Ipv4Unicast": "ipv4-unicast",
    "Ipv6Unicast": "ipv6-unicast",
    "Ipv4NlriMplsLabels": "ipv4-labeled",
    "Ipv6NlriMplsLabels": "ipv6-labeled",
    "Ipv4MplsVpnUnicast": "ipv4-vpn",
    "Ipv6MplsVpnUnicast": "ipv6-vpn",
    "L2Evpn": "l2vpn-evpn",
}
_SEGMENTS: Final = {
    "AsSequence": "AS_SEQUENCE",
    "AsSet": "AS_SET",
    "AsConfedSequence": "AS_CONFED_SEQUENCE",
    "AsConfedSet": "AS_CONFED_SET",
}


def updates(said: Any) -> Iterator[dict[str, Any]]:
    """Yield the UPDATEs anywhere in what NetGauze said, in no particular order."""
    left = [said]
    while left:
        here = left.pop()
        if isinstance(here, dict):
            if "path_attributes" in here:
                yield here
            else:
                left += here.values()
        elif isinstance(here, list):
            left += here


def theirs(update: dict[str, Any]) -> Facts:
    """Return what NetGauze read."""
    facts: Facts = {"announced": [], "withdrawn": []}
    for attribute in update["path_attributes"]:
        value = attribute["value"]
        if isinstance(value, str):
            facts[value] = True
            continue
        ((name, said),) = value.items()
        if name in ("MpReach", "MpUnreach"):
            ((family, inner),) = said.items()
            key = "announced" if name == "MpReach" else "withdrawn"
            facts[key] += [_route(_FAMILIES[family], each, key) for each in inner["nlri"]]
            if key == "announced":
                facts["next hop"] = _next_hop(inner)
        elif name == "AsPath":
            facts["AS_PATH"] = [
                (_SEGMENTS[each["segment_type"]], each["as_numbers"])
                for each in said["As4PathSegments"]
            ]
        else:
            facts |= _plain(name, said)
    if update["nlri"]:
        facts["announced"] += [_route("ipv4-unicast", each, "announced") for each in update["nlri"]]
    facts["withdrawn"] += [
        _route("ipv4-unicast", each, "withdrawn") for each in update["withdrawn_routes"]
    ]
    return _sorted(facts)


def _plain(name: str, said: Any) -> Facts:
    if name == "Origin":
        return {"ORIGIN": said.lower()}
    if name == "MultiExitDiscriminator":
        return {"MULTI_EXIT_DISC": said["metric"]}
    if name == "LocalPreference":
        return {"LOCAL_PREF": said["metric"]}
    if name == "NextHop":
        return {"NEXT_HOP": said["next_hop"]}
    if name == "Communities":
        return {"COMMUNITIES": [f"{each >> 16}:{each & 65535}" for each in said["communities"]]}
    if name == "LargeCommunities":
        keys = ("global_admin", "local_data1", "local_data2")
        found = [":".join(str(each[key]) for key in keys) for each in said["communities"]]
        return {"LARGE_COMMUNITY": found}
    if name == "ExtendedCommunities":
        return {"extended": len(said["communities"])}
    if name == "Aggregator":
        inner = said["As4Aggregator"]
        return {"AGGREGATOR": {"asn": inner["asn"], "address": inner["origin"]}}
    if name == "Originator":
        return {"ORIGINATOR_ID": said}
    if name == "ClusterList":
        return {"CLUSTER_LIST": said}
    if name == "Aigp":
        return {"AIGP": True}
    if name == "AtomicAggregate":
        return {"AtomicAggregate": True}
    if name == "UnknownAttribute":
        return {"others": [said["code"]]}
    if name == "PrefixSegmentIdentifier":
        return {"PREFIX_SID": len(said["tlvs"])}
    return {}


def _next_hop(inner: dict[str, Any]) -> str:
    said = inner.get("next_hop_global") or inner["next_hop"]
    while isinstance(said, dict):
        said = said.get("next_hop") or next(iter(said.values()))
    return str(ip_address(said))


def _route(family: str, said: dict[str, Any], key: str) -> tuple[Any, ...]:
    route = said.get("route")
    if route is not None:
        return family, next(iter(route))
    labels = said.get("label_stack") or said.get("labels") or ()
    numbers = [(a << 16 | b << 8 | c) >> 4 for a, b, c in labels] if key == "announced" else []
    rd = said.get("rd")
    text = ":".join(map(str, next(iter(rd.values())).values())) if rd else None
    prefix = said.get("network") or said["prefix"]
    return family, said["path_id"], text, tuple(numbers), prefix


_EVPN: Final = {1: "EthernetAutoDiscovery", 2: "MacIpAdvertisement"}


def ours(message: dict[str, Any]) -> Facts:
    """Return what bgplib read, out of its JSON."""
    facts: Facts = {"announced": [], "withdrawn": []}
    for attribute in message["attributes"]:
        name, value = attribute["name"], attribute.get("value")
        if name == "AS_PATH":
            value = [(each["type"], each["asns"]) for each in value]
        elif name == "EXTENDED_COMMUNITIES":
            name, value = "extended", len(value)
        elif name == "PREFIX_SID":
            value = len(value["tlvs"]) if isinstance(value, dict) else len(value)
        elif name == "AIGP":
            value = True
        elif name == "NEXT_HOP_DEPENDENT_CHARACTERISTICS":
            name, value = "others", [attribute["code"]]
        elif name == "ATOMIC_AGGREGATE":
            name, value = "AtomicAggregate", True
        elif name in ("MP_REACH_NLRI", "MP_UNREACH_NLRI") or "octets" in attribute:
            continue
        facts[name] = value
    for key in ("announced", "withdrawn"):
        for group in message[key]:
            if key == "announced" and "NEXT_HOP" not in facts:
                facts["next hop"] = str(ip_address(group["next_hop"]))
            facts[key] += [_our_route(group["family"], each, key) for each in group["nlri"]]
    return _sorted(facts)


def _our_route(family: str, nlri: dict[str, Any], key: str) -> tuple[Any, ...]:
    if "route_type" in nlri:
        return family, _EVPN[nlri["route_type"]]
    labels = tuple(nlri.get("labels", ())) if key == "announced" else ()
    return family, nlri.get("path_id"), nlri.get("rd"), labels, nlri["prefix"]


def _sorted(facts: Facts) -> Facts:
    return facts | {key: sorted(facts[key], key=repr) for key in ("announced", "withdrawn")}
