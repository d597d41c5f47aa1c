"""BGP-LS of real and published messages: nothing is lost, everything known is typed, values agree.

What sources state is compared so:

    exabgp-json           attributes and descriptors by ExaBGP's names; System-IDs are hexadecimal,
                          and bit 0 of flags is the name that ExaBGP gives to 0x80
    yabgp                 lists of {type, value}; bandwidths of RFC 8571, which yabgp reads as
                          integers, are compared with the integer of the octets
    gobgp-json-or-string  one TLV; the octets that GoBGP's tests put behind it are left out
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from ipaddress import ip_address
from typing import Any, Final

import pytest

from bgplib.attributes import BgpLs
from bgplib.attributes.bgp_ls import CODEC as ATTRIBUTE
from bgplib.attributes.bgp_ls import LinkStateTlvs
from bgplib.attributes.bgp_ls._table import ATTRIBUTES
from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.findings import Treatment
from bgplib.iana import attributes
from bgplib.iana import bgp_ls as iana
from bgplib.iana.families import Family
from bgplib.nlri.bgp_ls import CODEC, IgpRouterId, LinkStateNlri
from bgplib.nlri.bgp_ls._descriptors import NODE_DESCRIPTORS
from bgplib.nlri.bgp_ls._layout import OCTETS
from bgplib.nlri.bgp_ls._nlri import descriptors_of
from bgplib.nlri.reader import FamilyReader
from tests.corpus.conftest import Record

Records = Callable[[str], list[Record]]

MESSAGES: Final = (
    "hex/update-bgp-ls.jsonl",
    "hex/update-odd.jsonl",
    "hex/path-attributes.jsonl",
    "hex/keepalive-eor-other.jsonl",
)
FRAGMENTS: Final = ("hex/fragments.jsonl", "hex/fragments-no-expect.jsonl")
MALFORMED: Final = "malformed/fragments.jsonl"


# -- taking records apart ----------------------------------------------------------------------


def path_attributes(record: Record) -> Iterator[tuple[int, bytes]]:
    """Cut the path attributes of a message, or of a run of attributes."""
    octets = bytes.fromhex(record["hex"])
    if octets[:16] == b"\xff" * 16:
        start = 21 + int.from_bytes(octets[19:21], "big")
        octets = octets[start + 2 :]
    while len(octets) > 3:
        size = 4 if octets[0] & attributes.EXTENDED_LENGTH else 3
        stop = size + int.from_bytes(octets[2:size], "big")
        yield octets[1], octets[size:stop]
        octets = octets[stop:]


def fields(record: Record) -> Iterator[tuple[Family, bytes]]:
    """Cut the fields of NLRI out of MP_REACH_NLRI and MP_UNREACH_NLRI."""
    for code, octets in path_attributes(record):
        if code in (attributes.MP_REACH_NLRI, attributes.MP_UNREACH_NLRI):
            family = Family(int.from_bytes(octets[:2], "big"), octets[2])
            start = 5 + octets[3] if code == attributes.MP_REACH_NLRI else 3
            if family in CODEC.families:
                yield family, octets[start:]


def nlri_of(record: Record) -> list[LinkStateNlri]:
    """Read all NLRI of a record; none may be at fault."""
    found: list[LinkStateNlri] = []
    for family, octets in fields(record):
        group = FamilyReader(family, CODEC, Context()).read(octets, 0, len(octets))
        assert group.encode(Context()) == octets, record["id"]
        found += (nlri for nlri in group.nlri if isinstance(nlri, LinkStateNlri))
    return found


def attribute_of(record: Record) -> BgpLs | None:
    """Read the attribute of a record, if it has one."""
    for code, octets in path_attributes(record):
        if code == attributes.BGP_LS:
            attribute = ATTRIBUTE.decode(octets, Context())
            assert ATTRIBUTE.encode(attribute, Context()) == octets, record["id"]
            return attribute
    return None


def is_ours(record: Record) -> bool:
    """Say whether a record is tagged with BGP-LS, and no unassigned SAFI."""
    tags = set(record.get("tags", ()))
    return bool(tags & {"bgp-ls", "attr-29"}) and "family-bgp-ls-old" not in tags


def without_layout(tlvs: LinkStateTlvs, layouts: dict[int, Any]) -> list[str]:
    """List known TLVs whose octets were not understood, at all levels."""
    found = []
    for tlv in tlvs:
        inner = tlv.value if isinstance(tlv.value, LinkStateTlvs) else ()
        inner = getattr(tlv.value, "sub_tlvs", inner)
        inner_layouts = NODE_DESCRIPTORS.layouts if tlv.type in (256, 257) else layouts
        found += without_layout(LinkStateTlvs(inner), inner_layouts)
        layout = layouts.get(tlv.type)
        if layout is not None and layout is not OCTETS and isinstance(tlv.value, bytes):
            found.append(str(tlv))
    return found


# -- what holds for all of them ----------------------------------------------------------------


def test_messages_are_lossless_and_typed(records: Records) -> None:
    """Each NLRI and attribute encodes to the octets it came from, and no value is raw."""
    seen = {"nlri": 0, "attributes": 0, "tlvs": 0}
    for name in MESSAGES:
        for record in filter(is_ours, records(name)):
            for nlri in nlri_of(record):
                layouts = descriptors_of(nlri.nlri_type).layouts
                assert without_layout(nlri.tlvs, layouts) == [], record["id"]
                assert iana.protocol_name(nlri.protocol_id) in iana.PROTOCOLS.values()
                seen["nlri"] += 1
            attribute = attribute_of(record)
            if attribute is not None:
                assert without_layout(attribute.tlvs, ATTRIBUTES.layouts) == [], record["id"]
                assert all(tlv.type in iana.TLVS for tlv in attribute.tlvs), record["id"]
                seen["attributes"] += 1
                seen["tlvs"] += len(attribute.tlvs)
    assert seen["nlri"] >= 44
    assert seen["attributes"] >= 30
    assert seen["tlvs"] >= 90


def test_fragments_are_lossless(records: Records) -> None:
    """Whatever a fragment is a piece of: read as NLRI or attribute, it is kept or refused."""
    kept = {"nlri": 0, "attributes": 0}
    known = set()
    for record in (one for name in (*FRAGMENTS, MALFORMED) for one in records(name)):
        if "bgp-ls" not in record["area"]:
            continue
        octets = bytes.fromhex(record["hex"])
        for family in (Family.LINK_STATE, Family.LINK_STATE_VPN):
            reader = FamilyReader(family, CODEC, Context())
            try:
                group, faults = reader.read_with_faults(octets, 0, len(octets))
            except DecodeError:
                continue
            if not any(fault.error.treatment is Treatment.IGNORE for fault in faults):
                assert group.encode(Context()) == octets, record["id"]
                kept["nlri"] += sum(isinstance(nlri, LinkStateNlri) for nlri in group.nlri)
        try:
            attribute = ATTRIBUTE.decode(octets, Context())
        except DecodeError:
            continue
        assert ATTRIBUTE.encode(attribute, Context()) == octets, record["id"]
        kept["attributes"] += 1
        known |= {tlv.type for tlv in attribute.tlvs} & set(ATTRIBUTES.layouts)
    assert kept["nlri"] >= 18
    assert kept["attributes"] >= 170
    assert len(known) >= 59


# -- ExaBGP ------------------------------------------------------------------------------------


def exabgp_flags(names: str, bits: int) -> dict[str, int]:
    """Return bits by name, the first of them 0x80, and the rest as RSV."""
    found = {name: bits >> 7 - at & 1 for at, name in enumerate(names)}
    return found | {"RSV": bits & (0xFF >> len(names))}


def exabgp_adjacencies(attribute: BgpLs) -> list[dict[str, Any]]:
    return [
        {
            "flags": exabgp_flags("FBVLSP", each.flags),
            "sids": [each.sid.value],
            "weight": each.weight,
            "undecoded-sids": [],
        }
        for each in attribute.all("adjacency-sid")
    ]


def exabgp_srv6(attribute: BgpLs, name: str) -> list[dict[str, Any]]:
    found = []
    for each in attribute.all(name):
        structure = each.sub_tlvs.get("srv6-sid-structure")
        said = {
            "flags": exabgp_flags("BSP", each.flags),
            "behavior": each.behavior,
            "algorithm": each.algorithm,
            "weight": each.weight,
            "sid": str(each.sid),
            "srv6-sid-structure": {
                "loc_block_len": structure.locator_block,
                "loc_node_len": structure.locator_node,
                "func_len": structure.function,
                "arg_len": structure.argument,
            },
        }
        if name == "is-is-srv6-lan-end-x-sid":
            said["neighbor-id"] = each.neighbor.octets.hex()
        found.append(said)
    return found


def exabgp_delay(attribute: BgpLs) -> dict[str, Any]:
    delay = attribute.get("unidirectional-link-delay")
    return {"delay-us": delay.delay, "anomalous": delay.anomalous}


def exabgp_delays(attribute: BgpLs) -> dict[str, Any]:
    delay = attribute.get("min-max-unidirectional-link-delay")
    return {
        "min-delay-us": delay.minimum,
        "max-delay-us": delay.maximum,
        "anomalous": delay.anomalous,
    }


def exabgp_raw(attribute: BgpLs) -> list[str]:
    return [f"0x{tlv.octets.hex().upper()}" for tlv in attribute.tlvs if tlv.type == 1122]


EXABGP: Final[dict[str, Callable[[BgpLs], Any]]] = {
    "local-router-ids": lambda said: [str(each) for each in said.all(1028) + said.all(1029)],
    "remote-router-ids": lambda said: [str(each) for each in said.all(1030) + said.all(1031)],
    "admin-group-mask": lambda said: said.get("administrative-group"),
    "maximum-link-bandwidth": lambda said: said.get("maximum-link-bandwidth"),
    "maximum-reservable-link-bandwidth": lambda said: said.get(1090),
    "unreserved-bandwidth": lambda said: list(said.get("unreserved-bandwidth")),
    "te-metric": lambda said: said.get("te-default-metric"),
    "igp-metric": lambda said: said.get("igp-metric"),
    "sr-adjs": exabgp_adjacencies,
    "srv6-endx": lambda said: exabgp_srv6(said, "srv6-end-x-sid"),
    "srv6-lan-endx-isis": lambda said: exabgp_srv6(said, "is-is-srv6-lan-end-x-sid"),
    "unidirectional-link-delay": exabgp_delay,
    "minmax-unidirectional-link-delay": exabgp_delays,
    "unidirectional-delay-variation": lambda said: said.get("unidirectional-delay-variation"),
    "generic-lsid-1122": exabgp_raw,
}


def exabgp_node(node: LinkStateTlvs) -> list[dict[str, Any]]:
    """Spell node descriptors as ExaBGP does."""
    found: list[dict[str, Any]] = []
    for tlv in node:
        if tlv.type == 512:
            found.append({"autonomous-system": tlv.value})
        elif tlv.type == 513:
            found.append({"bgp-ls-identifier": str(tlv.value)})
        elif tlv.type == 514:
            found.append({"ospf-area-id": str(tlv.value)})
        else:
            router = tlv.value
            assert isinstance(router, IgpRouterId)
            if len(router.octets) in (4, 8):
                said = {"router-id": str(router.node)}
                if router.pseudonode is not None:
                    said["designated-router-id"] = str(ip_address(router.pseudonode))
            else:
                said = {"router-id": router.octets.hex()}
                if router.pseudonode is not None:
                    said["psn"] = str(router.pseudonode)
            found.append(said)
    return found


def exabgp_link(nlri: LinkStateNlri) -> dict[str, Any]:
    """Spell a link as ExaBGP does."""
    return {
        "ls-nlri-type": "bgpls-link",
        "l3-routing-topology": nlri.identifier,
        "protocol-id": nlri.protocol_id,
        "local-node-descriptors": exabgp_node(nlri.local_node),
        "remote-node-descriptors": exabgp_node(nlri.remote_node),
        "interface-addresses": [str(each) for each in nlri.tlvs.all(259) + nlri.tlvs.all(261)],
        "neighbor-addresses": [str(each) for each in nlri.tlvs.all(260) + nlri.tlvs.all(262)],
        "multi-topology-ids": list(nlri.get("multi-topology-id", ())),
        "link-identifiers": [
            {"link-local-id": each.local, "link-remote-id": each.remote}
            for each in nlri.tlvs.all(258)
        ],
    }


def test_exabgp_states_the_same(records: Records) -> None:
    """ExaBGP's decodes of links and of their attributes."""
    compared = 0
    for record in records("hex/update-bgp-ls.jsonl"):
        expect = record["expect"]
        if expect is None:
            continue
        assert expect["format"] == "exabgp-json"
        attribute = attribute_of(record)
        assert attribute is not None
        for key, value in expect["attribute"]["bgp-ls"].items():
            assert EXABGP[key](attribute) == value, (record["id"], key)
            compared += 1
        (links,) = expect["announce"]["bgp-ls bgp-ls"].values()
        assert [exabgp_link(nlri) for nlri in nlri_of(record)] == links, record["id"]
    assert compared >= 20


# -- yabgp -------------------------------------------------------------------------------------


def integer(value: BgpLs, code: int) -> int:
    """Return the octets of a TLV as a number, as yabgp reads some bandwidths."""
    (found,) = (tlv.octets for tlv in value.tlvs if tlv.type == code)
    return int.from_bytes(found, "big")


def yabgp_sid(value: Any, names: dict[str, int]) -> dict[str, Any]:
    return {
        "flags": {name: int(bool(value.flags & bit)) for name, bit in names.items()},
        "weight": getattr(value, "weight", None),
        "value": value.sid.value,
    }


# RFC 8665 §6.1: the flags of an OSPF Adj-SID.
OSPF_ADJACENCY: Final = {"B": 0x80, "V": 0x40, "L": 0x20, "G": 0x10, "P": 0x08}
# RFC 8665 §5: the flags of an OSPF Prefix-SID.
OSPF_PREFIX: Final = {"NP": 0x40, "M": 0x20, "E": 0x10, "V": 0x08, "L": 0x04}

YABGP: Final[dict[str, Callable[[BgpLs], list[Any]]]] = {
    "local_router_id": lambda said: [str(each) for each in said.all(1028)],
    "remote_router_id": lambda said: [str(each) for each in said.all(1030)],
    "admin_group": lambda said: list(said.all(1088)),
    "max_bandwidth": lambda said: list(said.all(1089)),
    "max_rsv_bandwidth": lambda said: list(said.all(1090)),
    "unrsv_bandwidth": lambda said: [list(each) for each in said.all(1091)],
    "te_metric": lambda said: list(said.all(1092)),
    "igp_metric": lambda said: list(said.all(1095)),
    "adj_sid": lambda said: [yabgp_sid(each, OSPF_ADJACENCY) for each in said.all(1099)],
    "link_msd": lambda said: [
        {"type": each.type, "value": each.value} for depths in said.all(267) for each in depths
    ],
    "unidirect_link_delay": lambda said: [each.delay for each in said.all(1114)],
    "min_max_unidirect_link_delay": lambda said: [
        {"min_link_delay": each.minimum, "max_link_delay": each.maximum} for each in said.all(1115)
    ],
    "unidirect_delay_var": lambda said: list(said.all(1116)),
    "unidirect_packet_loss": lambda said: [integer(said, 1117)],
    "unidirect_residual_bw": lambda said: [integer(said, 1118)],
    "unidirect_avail_bw": lambda said: [integer(said, 1119)],
    "unidirect_bw_util": lambda said: [integer(said, 1120)],
    "prefix_sid": lambda said: [
        {
            "sid": each.sid.value,
            "flags": yabgp_sid(each, OSPF_PREFIX)["flags"],
            "algorithm": each.algorithm,
        }
        for each in said.all(1158)
    ],
    "srv6_capabilities": lambda said: [
        {"flags": {"O": int("oam" in each.flags)}} for each in said.all(1038)
    ],
    "srv6_endpoint_behavior": lambda said: [
        {"endpoint_behavior": each.behavior, "flags": each.flags, "algorithm": each.algorithm}
        for each in said.all(1250)
    ],
}

YABGP_DESCRIPTORS: Final[dict[str, Callable[[LinkStateNlri], Any]]] = {
    "local_node": lambda nlri: yabgp_node(nlri.local_node),
    "remote_node": lambda nlri: yabgp_node(nlri.remote_node),
    "link_local_ipv4": lambda nlri: str(nlri.get(259)),
    "link_remote_ipv4": lambda nlri: str(nlri.get(260)),
    "prefix_ospf_route_type": lambda nlri: nlri.get("ospf-route-type"),
    "prefix": lambda nlri: str(nlri.prefix),
    "mt_id": lambda nlri: list(nlri.get("multi-topology-id")),
}


def yabgp_node(node: LinkStateTlvs) -> dict[str, Any]:
    """Spell node descriptors as yabgp does."""
    router = node.get("igp-router-id")
    said: dict[str, Any] = {
        "as_num": node.get("autonomous-system"),
        "bgpls_id": str(ip_address(node.get("bgp-ls-identifier"))),
        "igp_router_id": {
            "pseudonode": router.pseudonode is not None,
            "router_id" if len(router.octets) == 4 else "iso_node_id": str(router.node),
        },
    }
    if node.has("ospf-area-id"):
        said["ospf_area_id"] = str(node.get("ospf-area-id"))
    return said


def test_yabgp_states_the_same(records: Records) -> None:
    """yabgp's decodes of attributes, of two single TLVs, and of MP_REACH_NLRI."""
    single = {"SRv6Capabilities.unpack": 1038, "SRv6EndpointBehavior.unpack": 1250}
    compared = {"attribute": 0, "nlri": 0}
    for record in records("hex/fragments.jsonl"):
        if "yabgp" not in record["id"]:
            continue
        octets = bytes.fromhex(record["hex"])
        value = record["expect"]["value"]
        if record["unit"] in single:
            attribute = BgpLs.of({single[record["unit"]]: octets})
            assert YABGP[value["type"]](attribute) == [value["value"]], record["id"]
            compared["attribute"] += 1
        elif record["unit"] == "LinkState.unpack":
            attribute = ATTRIBUTE.decode(octets, Context())
            expected: dict[str, list[Any]] = {}
            for item in value["29"]:
                expected.setdefault(item["type"], []).append(item["value"])
            for key, values in expected.items():
                assert YABGP[key](attribute) == values, (record["id"], key)
                compared["attribute"] += 1
        elif isinstance(value, dict) and value.get("afi_safi") == [16388, 71]:
            for nlri, said in zip(nlri_of(record), value["nlri"], strict=True):
                assert nlri.protocol_id == said["protocol_id"]
                assert nlri.identifier == said["instances_id"]
                assert nlri.name.startswith(
                    {"link": "Link", "ipv4_topo_prefix": "IPv4", "ipv6_topo_prefix": "IPv6"}[
                        said["type"]
                    ]
                )
                for each in said["descriptors"]:
                    found = YABGP_DESCRIPTORS[each["type"]](nlri)
                    assert found == each["value"], (record["id"], each["type"])
                    compared["nlri"] += 1
    assert compared["attribute"] >= 28
    assert compared["nlri"] >= 10


# -- GoBGP -------------------------------------------------------------------------------------


def bracketed(octets: bytes) -> str:
    """Print octets as Go does."""
    return f"[{' '.join(map(str, octets))}]"


def gobgp_flags(letters: str, bits: int) -> str:
    """Print bits, the last letter for 0x80, X where no letter is known, * where not set."""
    return "".join(
        letter if bits >> at & 1 else "*"
        for at, letter in zip(range(len(letters)), letters, strict=True)
    )


GOBGP: dict[str, Callable[[Any], Any]] = {
    "node_opaque_attribute": bracketed,
    "link_opaque_attribute": bracketed,
    "prefix_opaque_attribute": bracketed,
    "isis_area_id": bracketed,
    "igp_router_id": lambda value: bracketed(value.octets),
    "local_link_id": lambda value: value.local,
    "remote_link_id": lambda value: value.remote,
    "node_flags": lambda value: f"{{Node Flags: {gobgp_flags('XXVRBETO', value.bits)}}}",
    "igp_flags": lambda value: f"{{IGP Flags: {gobgp_flags('XXXXPLND', value.bits)}}}",
    "admin_group": "{:08x}".format,
    "max_link_bw": lambda value: pytest.approx(value, rel=1e-7),
    "max_reservable_link_bw": lambda value: pytest.approx(value, rel=1e-7),
    "ospf_area_id": int,
    "unidirectional_link_delay": lambda value: value.delay,
    "flags": lambda value: 0x80 * value.anomalous,
    "min_unidirectional_link_delay": lambda value: value.minimum,
    "max_unidirectional_link_delay": lambda value: value.maximum,
    "sr_algorithm": lambda value: bracketed(bytes(value)),
    "adjacency_sid": lambda value: value.sid.value,
    "prefix_sid": lambda value: value.sid.value,
    "peer_node_sid": lambda value: value.sid.value,
    "peer_adjacency_sid": lambda value: value.sid.value,
    "peer_set_sid": lambda value: value.sid.value,
    "sid_label": lambda value: value.value,
    "prefix_length": lambda value: value.length,
    "prefix": lambda value: bracketed(value.octets),
}
GOBGP |= dict.fromkeys(
    (
        "ipv4_interface_address",
        "ipv6_interface_address",
        "ipv6_neighbor_address",
        "node_local_router_id_ipv4",
        "node_local_router_id_ipv6",
        "node_remote_router_id_ipv6",
        "source_router_id",
        "node_name",
        "link_name",
    ),
    str,
)


def test_gobgp_states_the_same(records: Records) -> None:
    """GoBGP's decodes of single TLVs; names that are not listed are numbers."""
    compared = 0
    tables = (
        NODE_DESCRIPTORS.layouts
        | descriptors_of(iana.IPV4_TOPOLOGY_PREFIX).layouts
        | ATTRIBUTES.layouts
    )
    for record in records("hex/fragments.jsonl"):
        expect = record["expect"]
        if expect.get("format") != "gobgp-json-or-string" or "LsTLV" not in record["unit"]:
            continue
        octets = bytes.fromhex(record["hex"])
        code, size = (int.from_bytes(octets[at : at + 2], "big") for at in (0, 2))
        value = tables[code].decode(octets[4 : 4 + size])
        assert expect["value"].pop("type") == code
        for key, said in expect["value"].items():
            assert GOBGP.get(key, lambda number: number)(value) == said, (record["id"], key)
            compared += 1
    assert compared >= 76
