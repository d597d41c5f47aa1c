"""Routes that a router shows of its own, whose next hop is not set: RFC 8671 §5.2, RFC 9069."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from bgplib import AsPath, Context, LocalPref, NextHop, NlriGroup, Origin, Rib, Update
from bgplib.capabilities import FourOctetAs
from bgplib.errors import BGPError, EncodeError
from bgplib.findings import Treatment
from bgplib.formats import bmp
from bgplib.formats.bmp import codes
from bgplib.formats.json import bmp_to_json, from_json
from bgplib.messages.decoder import decode
from bgplib.policy import Policy, Statement
from bgplib.policy.modifiers import SetMed
from tests.unit.formats.test_bmp import LOC_RIB, PEER, monitoring, peer_up, read

OWN = Context(session=None, own_routes=True)
PLAIN = attrs.evolve(OWN, own_routes=False)
#: peer type and flags of what shows routes before a next hop is set, and of what does not
SHOWING = {
    "loc-rib": (3, 0x00),
    "filtered loc-rib": (3, 0x80),
    "adj-rib-out-pre": (0, 0x10),
    "adj-rib-out-pre of a VRF": (1, 0x10),
}
OTHERS = {
    "adj-rib-in-pre": (0, 0x00),
    "adj-rib-in-post": (0, 0x40),
    "adj-rib-out-post": (0, 0x50),
    "adj-rib-in-pre of a VRF": (1, 0x00),
}


def own_route(next_hop: str = "0.0.0.0", asns: str = "", *, context: Context = OWN) -> bytes:
    """Write an UPDATE of 10.0.0.0/8, as a router shows one of its own."""
    octets = NextHop.parse(next_hop).octets
    written = Update.announce(
        ["10.0.0.0/8"], next_hop="192.0.2.9", attributes=[Origin(0), AsPath.parse(asns)]
    ).encode(context)
    return _with(written, bytes((4, 192, 0, 2, 9)), bytes((len(octets),)) + octets)


def _with(update: bytes, old: bytes, new: bytes) -> bytes:
    """Replace octets among the attributes of an UPDATE, whose lengths stay true."""
    assert update.count(old) == 1
    less = len(old) - len(new)
    total = int.from_bytes(update[21:23], "big") - less
    body = update[19:21] + total.to_bytes(2, "big") + update[23:].replace(old, new)
    return update[:16] + (len(update) - less).to_bytes(2, "big") + update[18:19] + body


def peer(kind: int, flags: int) -> bmp.PeerHeader:
    address = bytes(16) if kind == codes.LOC_RIB_INSTANCE else PEER.address
    return attrs.evolve(PEER, type=kind, flags=flags, address=address)


def told(*messages: bmp.BmpMessage) -> Update:
    """Return the UPDATE of the last message, as a Feed and a Reader give it."""
    octets = b"".join(each.encode() for each in messages)
    fed, found = bmp.Feed().receive_data(octets)[-1], read(*messages)[-1]
    assert isinstance(fed, bmp.RouteMonitoring)
    assert isinstance(found, bmp.RouteMonitoring)
    assert (fed.context, fed.message) == (found.context, found.message)
    assert isinstance(found.message, Update)
    # An UPDATE encodes in the context that it was decoded in.
    assert found.message.encode(found.context) == found.update_octets
    return found.message


@pytest.mark.parametrize("with_peer_up", [True, False])
@pytest.mark.parametrize("next_hop", ["0.0.0.0", "127.0.0.1", "none"])
@pytest.mark.parametrize("rib", SHOWING)
def test_a_route_of_the_routers_own_is_announced(
    rib: str, next_hop: str, with_peer_up: bool
) -> None:
    """RFC 8671 §5.2: it may be "null, loopback, or similar", or "have an empty length"."""
    shown = peer(*SHOWING[rib])
    before = [peer_up(FourOctetAs(64496), peer=shown)] * with_peer_up
    update = told(*before, monitoring(own_route(next_hop), shown))
    assert update.findings == ()
    (group,) = update.announced
    assert group.next_hop_octets == NextHop.parse(next_hop).octets
    assert [str(prefix) for prefix in group.prefixes] == ["10.0.0.0/8"]
    assert update.attributes.next_hop == group.next_hop_octets
    assert str(update.attributes.get(NextHop)) == next_hop


@pytest.mark.parametrize("with_peer_up", [True, False])
@pytest.mark.parametrize("next_hop", ["0.0.0.0", "127.0.0.1", "none"])
@pytest.mark.parametrize("rib", OTHERS)
def test_the_same_from_a_peer_is_withdrawn(rib: str, next_hop: str, with_peer_up: bool) -> None:
    """RFC 7606 §7.3, RFC 8671 §5.1: what a peer sends, or is sent, has the address of a host."""
    shown = peer(*OTHERS[rib])
    before = [peer_up(FourOctetAs(64496), peer=shown)] * with_peer_up
    update = told(*before, monitoring(own_route(next_hop), shown))
    assert update.treatment is Treatment.TREAT_AS_WITHDRAW
    text = f"{next_hop} is not a host's address"
    assert update.findings[0].text == {"none": "NEXT_HOP has 0 octets, not exactly 4"}.get(
        next_hop, text
    )
    assert update.announced == ()


@pytest.mark.parametrize("rib", SHOWING)
@pytest.mark.parametrize(
    ("next_hop", "path", "text"),
    [
        ("224.0.0.1", "", "224.0.0.1 is not a host's address"),
        ("255.255.255.255", "", "255.255.255.255 is not a host's address"),
        ("0.0.0.0", "0", "AS 0"),
    ],
)
def test_all_else_is_checked(rib: str, next_hop: str, path: str, text: str) -> None:
    """RFC 7606, RFC 7607: a path or an address that nobody has is malformed there too."""
    octets = own_route(next_hop, "64499" if path else "")
    if path:
        octets = octets.replace((64499).to_bytes(4, "big"), bytes(4))
    update = told(monitoring(octets, peer(*SHOWING[rib])))
    assert update.treatment is Treatment.TREAT_AS_WITHDRAW
    assert text in update.findings[0].text


def test_a_next_hop_that_is_missing_is_none() -> None:
    """RFC 7606 §3 (d): RFC 8671 §5.2 lets it be zero or empty, and says nothing of its absence."""
    octets = _with(own_route(), bytes((0x40, 3, 4, 0, 0, 0, 0)), b"")
    update = told(monitoring(octets, LOC_RIB))
    assert [finding.text for finding in update.findings] == ["NEXT_HOP is missing"]


def test_two_octets_of_an_as_number() -> None:
    """RFC 7854 §4.2: the A flag says how AS_PATH is read, whatever the next hop is."""
    octets = own_route(asns="64496", context=attrs.evolve(OWN, four_octet_as=False))
    shown = attrs.evolve(PEER, flags=codes.FLAG_ADJ_RIB_OUT | codes.FLAG_LEGACY_AS_PATH)
    for before in ([], [peer_up(peer=shown)]):
        update = told(*before, monitoring(octets, shown))
        assert update.attributes.as_path_text == "64496"
        assert len(update.announced) == 1


def test_version_4() -> None:
    """The UPDATE of a TLV is read as one of version 3 is."""
    tlvs = (bmp.IndexedTlv(codes.BGP_MESSAGE, 0, own_route()),)
    for shown, count in ((LOC_RIB, 1), (PEER, 0)):
        update = told(bmp.RouteMonitoring(version=4, peer=shown, tlvs=tlvs))
        assert len(update.announced) == count


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({}, 1),
        ({"local_port": 179}, 0),
        ({"remote_port": 179}, 0),
        ({"local_address": "192.0.2.2"}, 0),
    ],
)
def test_a_router_that_is_its_own_peer(changes: dict[str, Any], count: int) -> None:
    """RFC 7854 §8.2: its own address as that of the peer, and no ports; FRR has no address."""
    for address in ("192.0.2.1", "0.0.0.0"):
        itself = attrs.evolve(PEER, address=address, flags=codes.FLAG_POST_POLICY)
        up = attrs.evolve(
            peer_up(FourOctetAs(64496), peer=itself),
            **({"local_address": address, "local_port": 0, "remote_port": 0} | changes),
        )
        assert len(told(up, monitoring(own_route(), itself)).announced) == count
        # With another Peer Up, or without one, it is a peer like others.
        assert told(up, peer_up(peer=itself), monitoring(own_route(), itself)).announced == ()
        down = bmp.PeerDown(peer=itself, reason=codes.DE_CONFIGURED)
        assert told(up, down, monitoring(own_route(), itself)).announced == ()


def test_what_is_mirrored_was_sent() -> None:
    """RFC 7854 §4.7: messages of a peer as they were; there the L flag "has no significance"."""
    shown = attrs.evolve(PEER, flags=codes.FLAG_ADJ_RIB_OUT)
    tlvs = (bmp.Tlv(codes.MIRRORED_MESSAGE, own_route()),)
    (mirrored,) = read(bmp.RouteMirroring(peer=shown, tlvs=tlvs))
    assert isinstance(mirrored, bmp.RouteMirroring)
    update = mirrored.decode(mirrored.message_octets[0])
    assert isinstance(update, Update)
    assert update.treatment is Treatment.TREAT_AS_WITHDRAW


@pytest.mark.parametrize("next_hop", ["0.0.0.0", "none"])
def test_a_station_sees_the_routers_own_networks(next_hop: str) -> None:
    """A Loader puts them in its RIB, a policy can change them, and nothing is an error."""
    hop = {"none": "None"}.get(next_hop, next_hop)
    rib = Rib()
    loader = bmp.Loader(rib, of="loc-rib")
    for message in read(peer_up(peer=LOC_RIB), monitoring(own_route(next_hop), LOC_RIB)):
        loader.add(message)
    assert loader.errors == []
    (route,) = rib.loc_rib("ipv4-unicast")
    assert (str(route.prefix), str(route.path.next_hop)) == ("10.0.0.0/8", hop)
    policy = Policy(name="in", statements=[Statement(name="med", modifiers=SetMed(5))])
    changed = policy.apply(route).route
    assert changed is not None
    assert (changed.path.attributes.med, str(changed.path.next_hop)) == (5, hop)


@pytest.mark.parametrize("next_hop", ["0.0.0.0", "none"])
def test_json_reads_back(next_hop: str) -> None:
    """What `bgplib bmp --json` says of them is read in the same context, and in no other."""
    (message,) = read(monitoring(own_route(next_hop), LOC_RIB))
    assert isinstance(message, bmp.RouteMonitoring)
    found = bmp_to_json(message)["message"]
    assert found["treatment"] == "none"
    assert found["announced"][0]["next_hop"] == {"none": None}.get(next_hop, next_hop)
    assert from_json(found, message.context).encode() == message.update_octets
    with pytest.raises(BGPError, match=r"0\.0\.0\.0 is not a host's address|next hop|NEXT_HOP"):
        from_json(found)


def test_no_next_hop_in_mp_reach_nlri() -> None:
    """RFC 8671 §5.2: an attribute of "empty length"; there it is a part of one."""
    (six,) = Update.announce(
        ["2001:db8::/32"], next_hop="none", attributes=[], family="ipv6-unicast"
    ).announced
    update = Update.build(attributes=[Origin(0), AsPath(())], announced=[six])
    octets = update.encode(OWN)
    assert told(monitoring(octets, LOC_RIB)).announced == (six,)
    assert told(monitoring(octets, PEER)).treatment is Treatment.SESSION_RESET
    with pytest.raises(EncodeError):
        update.encode(PLAIN)


def shown_block(next_hop: str = "0.0.0.0") -> Update:
    """Return the UPDATE of a route of a router's own."""
    update = decode(own_route(next_hop), OWN)
    assert isinstance(update, Update)
    return update


@pytest.mark.parametrize("next_hop", ["0.0.0.0", "none"])
def test_attributes_can_be_changed(next_hop: str) -> None:
    """A block of such a route stays one: what is written of it reads in its context."""
    update = shown_block(next_hop)
    block = update.attributes
    for changed in (block.canonical(), block.passed_on(), block.replace()):
        assert changed == block
    changed = block.replace(LocalPref(200)).replace(Origin(2))
    assert (changed.next_hop, changed.local_pref, changed.origin) == (
        NextHop.parse(next_hop).octets,
        200,
        2,
    )
    built = Update.build(attributes=changed, announced=update.announced)
    assert decode(built.encode(OWN), OWN) == built
    narrow = attrs.evolve(OWN, four_octet_as=False)
    transcoded = decode(built.encode(narrow), narrow)
    assert isinstance(transcoded, Update)
    assert transcoded.announced == update.announced


@pytest.mark.parametrize("next_hop", ["0.0.0.0", "none"])
def test_no_peer_is_sent_such_a_next_hop(next_hop: str) -> None:
    """RFC 4271 §6.3: it would call it malformed; with another next hop the route is one to send."""
    update = shown_block(next_hop)
    for block in (update.attributes, update.attributes.replace(LocalPref(200))):
        ours = Update.build(attributes=block, announced=update.announced)
        for context in (PLAIN, Context(), attrs.evolve(PLAIN, four_octet_as=False)):
            with pytest.raises(EncodeError, match=r"is no address of a host|without a next hop"):
                ours.encode(context)
        group = NlriGroup.of("ipv4-unicast", ["10.0.0.0/8"], next_hop="192.0.2.1")
        for context in (PLAIN, attrs.evolve(PLAIN, four_octet_as=False)):
            sent = Update.build(attributes=block, announced=[group])
            read_again = decode(sent.encode(context), context)
            assert isinstance(read_again, Update)
            assert read_again.findings == ()
            assert read_again.announced == (group,)
            assert read_again.attributes.local_pref == block.local_pref
        (six,) = Update.announce(
            ["2001:db8::/32"], next_hop="2001:db8::1", attributes=block, family="ipv6-unicast"
        ).announced
        sent = Update.build(attributes=block, announced=[six])
        read_again = decode(sent.encode(PLAIN), PLAIN)
        assert isinstance(read_again, Update)
        assert read_again.announced == (six,)
        assert read_again.attributes.next_hop is None
