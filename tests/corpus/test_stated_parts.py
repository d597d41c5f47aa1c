"""Parts of messages that yabgp and GoBGP print, and pieces that FRR parses, read the same here."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from bgplib.attributes.tunnel_encapsulation import MplsSegment, NodeSegment, SegmentList, Weight
from bgplib.attributes.tunnel_encapsulation._segment_list import decode_segment_list
from bgplib.context import Context
from bgplib.iana.families import AFI_IPV6
from bgplib.messages.decoder import decode
from bgplib.messages.open import Open
from bgplib.messages.update import Update
from bgplib.nlri.bgp_ls import IgpRouterId
from bgplib.testing import malformed
from bgplib.values.label import Label
from bgplib.values.next_hop import NextHop
from bgplib.values.prefix import Prefix
from bgplib.values.route_distinguisher import RouteDistinguisher
from tests.corpus.conftest import Record
from tests.corpus.test_malformed_pieces import PLACES

Records = Callable[[str], list[Record]]


def _labels(octets: bytes) -> list[int]:
    return [Label(octets[at : at + 3]).value for at in range(0, len(octets), 3)]


def _next_hop(octets: bytes) -> dict[str, str]:
    """RFC 4659 §3.2.1: a route distinguisher of 0 before the address."""
    hop = NextHop(octets)
    return {"rd": str(RouteDistinguisher(hop.route_distinguisher)), "str": hop.short}


#: the function that reads or writes the part: the same here
PARTS: Final[dict[str, Callable[[bytes], Any]]] = {
    "MPLSVPN.parse_rd": lambda octets: str(RouteDistinguisher(octets)),
    "MPLSVPN.parse_mpls_label_stack": _labels,
    "MPLSVPN.construct_mpls_label_stack": _labels,
    "MpReachNLRI.construct_mpls_vpn_nexthop": _next_hop,
    "NLRI.construct_prefix_v6": lambda octets: str(Prefix(AFI_IPV6, octets, 64)),
    "parseIGPRouterID": IgpRouterId,
}


def stated(unit: str, value: Any) -> Any:
    """Bring a statement into the form of `PARTS`."""
    if unit == "parseIGPRouterID":
        # GoBGP has `0102.0304.05ff-00`, where ISO 10589 has a dot before the pseudonode.
        return IgpRouterId.parse(value.replace("-", "."))
    # The octets are the last of three label stacks that the test goes through.
    return value[-1] if unit == "MPLSVPN.parse_mpls_label_stack" else value


def test_parts_are_what_yabgp_and_gobgp_print(records: Records) -> None:
    """RFC 4364 §4.2, RFC 8277 §2, RFC 4659 §3.2.1, RFC 4760 §5, RFC 9552 §5.2.1.4."""
    compared = [
        (record["unit"], PARTS[record["unit"]](bytes.fromhex(record["hex"])), record["expect"])
        for record in records("hex/fragments.jsonl")
        if record["unit"] in PARTS
    ]
    assert len(compared) == 9
    for unit, found, expect in compared:
        assert found == stated(unit, expect["value"]), unit


def test_yabgp_writes_the_same_segments(records: Records) -> None:
    """RFC 9830 §2.4.4: a weight; segments A and, of an early draft, C."""
    found = []
    for record in records("hex/fragments.jsonl"):
        if record["unit"] == "TunnelEncaps.construct_weight_and_seg":
            octets = bytes.fromhex(record["hex"])
            parts = record["expect"]["value"]
            assert "".join(part.removeprefix("hex:") for part in parts) == record["hex"]
            found.append(decode_segment_list(b"\0" + octets))
    weight, segments = found
    assert weight == SegmentList((Weight(weight=10),))
    first, second = segments.parts
    assert isinstance(first, MplsSegment)
    assert first.entry == bytes.fromhex("007d00ff")
    assert isinstance(second, NodeSegment)
    assert second.node_address == bytes((10, 1, 1, 1))


#: what FRR's test calls capabilities, and is the body of the CAPABILITY message of a draft
_DYNAMIC: Final = r".*/DynCap(MPCpadded)?"
#: what is a whole field of Optional Parameters
_PARAMETERS: Final = r".*/(Cap-singlets|Cap-series|AS4more|AS4real2)"


def _open(record: Record, octets: bytes) -> Open:
    if re.fullmatch(_PARAMETERS, record["id"]):
        fixed = bytes.fromhex("04fde9005a0a000002")
        message = decode(malformed.message(1, fixed + bytes((len(octets),)) + octets))
    else:
        message = decode(PLACES["capabilities"](octets))
    assert isinstance(message, Open)
    return message


def test_frr_parses_the_same_capabilities(records: Records) -> None:
    """RFC 5492 §4: each is read into what it holds, and written again."""
    codes = []
    for record in records("hex/fragments.jsonl"):
        if record["unit"] != "capabilities" or re.fullmatch(_DYNAMIC, record["id"]):
            continue
        assert record["expect"] == {"parses": True}
        octets = bytes.fromhex(record["hex"])
        message = _open(record, octets)
        if record["id"].endswith("/ORFnu"):
            # Disagreement 25: a number of ORFs that is one too many.
            assert [finding.rfc for finding in message.findings] == ["RFC 5291 §5"]
        else:
            assert not message.findings, (record["id"], message.findings)
        assert octets in message.encode(Context()), record["id"]
        codes += [capability.code for capability in message.capabilities]
    assert len(codes) == 30


def test_frr_parses_the_same_routes(records: Records) -> None:
    """RFC 4760 §3, §4: next hop and NLRI of MP_REACH_NLRI, and NLRI of MP_UNREACH_NLRI."""
    counts = []
    for record in records("hex/fragments.jsonl"):
        if record["unit"] != "mp-reach-value":
            continue
        assert record["expect"] == {"parses": True}
        octets = bytes.fromhex(record["hex"])
        message = PLACES["mp-reach-value"](octets)
        if "unreach" in record["id"]:
            message = malformed.update(malformed.attribute(0x80, 15, octets))
        update = decode(message, Context(session=None))
        assert isinstance(update, Update)
        assert not update.findings, (record["id"], update.findings)
        assert update.encode() == message
        routes = re.search(r"(\d) NLRI(.*default)?", record["description"])
        assert routes
        (group,) = (*update.announced, *update.withdrawn)
        wanted = int(routes[1]) + bool(routes[2])
        if record["id"].endswith("/IPv4-unreach-VPNv4"):
            # It says three; the octets are those of IPv4-VPNv4, which says two.
            wanted = 2
        assert len(group) == wanted, record["id"]
        counts.append(len(group))
    assert sum(counts) == 18
