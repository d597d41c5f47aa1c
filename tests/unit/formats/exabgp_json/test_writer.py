"""What stands around messages, and where we say more than ExaBGP does, or say nothing."""

from __future__ import annotations

import json
from typing import Any

import attrs
import pytest

from bgplib.attributes import AsPath, Origin, UnknownAttribute
from bgplib.attributes.aigp import Aigp
from bgplib.attributes.extended_communities import ExtendedCommunities
from bgplib.capabilities import GracefulRestart, Multiprotocol, Role
from bgplib.errors import EncodeError, LocalError, ParseError
from bgplib.findings import Treatment
from bgplib.formats.exabgp_json import VERSION, state_to_exabgp, to_exabgp
from bgplib.iana.families import Family
from bgplib.messages.decoder import Message, decode
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup
from bgplib.session.negotiation import Negotiation
from tests.unit.formats.exabgp_json.test_golden import ENVELOPE

BASE = (Origin(0), AsPath.of([65001]))


def said(message: Message, **how: Any) -> dict[str, Any]:
    """Return what is said of a neighbor, as it reads back from JSON."""
    line: dict[str, Any] = json.loads(json.dumps(to_exabgp(message, ENVELOPE, **how)))
    found: dict[str, Any] = line["neighbor"]
    return found


def attributes_of(*values: object) -> dict[str, Any]:
    update = Update.announce(["10.0.0.0/8"], next_hop="192.0.2.1", attributes=(*BASE, *values))
    found: dict[str, Any] = said(update)["message"]["update"]["attribute"]
    return found


def test_states() -> None:
    """A session is connected, up, or down for a reason."""
    assert state_to_exabgp("up", ENVELOPE) == {
        "exabgp": VERSION,
        "time": 1300475700.5,
        "host": "router",
        "pid": 2,
        "ppid": 1,
        "counter": 1,
        "type": "state",
        "neighbor": {
            "address": {"local": "127.0.0.1", "peer": "127.0.0.2"},
            "asn": {"local": 65000, "peer": 65001},
            "router-id": "192.0.2.254",
            "state": "up",
        },
    }
    down = state_to_exabgp("down", ENVELOPE, reason='it said "no"')
    assert down["neighbor"]["state"] == "down"
    assert down["neighbor"]["reason"] == 'it said "no"'
    assert state_to_exabgp("connected", ENVELOPE)["neighbor"]["state"] == "connected"


@pytest.mark.parametrize(("state", "reason"), [("idle", None), ("down", None), ("up", "why not")])
def test_what_is_no_state(state: str, reason: str | None) -> None:
    with pytest.raises(LocalError):
        state_to_exabgp(state, ENVELOPE, reason=reason)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"version": "4.0.1"}, "not '4.0.1'"),
        ({"time": float("nan")}, "the time"),
        ({"time": 1 << 2000}, "the time"),
        ({"pid": -1}, "does not fit"),
        ({"local_as": 1 << 32}, "does not fit"),
        ({"counter": "1"}, "counter"),
        ({"peer_address": "here"}, "here"),
        ({"router_id": "here"}, "here"),
    ],
)
def test_what_is_no_envelope(change: dict[str, Any], words: str) -> None:
    """Another version is another form of JSON, and is refused."""
    with pytest.raises(LocalError, match=words):
        attrs.evolve(ENVELOPE, **change)


def test_addresses_of_an_envelope_are_canonical() -> None:
    envelope = attrs.evolve(ENVELOPE, local_address="2001:DB8:0::1", router_id="10.0.0.1")
    assert (envelope.local_address, envelope.router_id) == ("2001:db8::1", "10.0.0.1")
    with pytest.raises(ParseError):
        attrs.evolve(ENVELOPE, local_address="10.0.0.0/8")


def test_octets_stand_beside_a_message() -> None:
    """As with ExaBGP's `consolidate`: header and body, the latter where there is one."""
    octets = Update.end_of_rib_of("ipv4-unicast").encode()
    line = to_exabgp(decode(octets), ENVELOPE, octets=octets)
    assert line["header"] == "0x" + "FF" * 16 + "001702"
    assert line["body"] == "0x00000000"
    keepalive = to_exabgp(Keepalive(), ENVELOPE, octets=Keepalive().encode())
    assert keepalive["header"].endswith("04")
    assert "body" not in keepalive


def test_what_was_negotiated_stands_beside_updates() -> None:
    opens = [
        Open.build(
            asn=65000, hold_time=90, identifier="192.0.2.1", capabilities=[Multiprotocol(family)]
        )
        for family in (Family.IPV4_UNICAST, Family.IPV6_UNICAST)
    ]
    negotiation = Negotiation.of(opens[0], opens[0])
    found = said(Update.end_of_rib_of("ipv4-unicast"), negotiation=negotiation)
    assert found["negotiated"]["families"] == ["ipv4 unicast"]
    assert found["negotiated"]["hold_time"] == 90
    assert "negotiated" not in said(opens[1], negotiation=negotiation)


def test_capabilities_that_we_sent_have_names() -> None:
    """ExaBGP keys the peer's capabilities by number, its own by name."""
    message = Open.build(
        asn=65000,
        hold_time=90,
        identifier="192.0.2.1",
        capabilities=[
            Multiprotocol(Family.IPV4_UNICAST),
            Role(3),
            GracefulRestart(restart_time=120, restarted=True, notification=True),
        ],
    )
    received, sent = (
        said(message, direction=direction)["open"]["capabilities"]
        for direction in ("receive", "send")
    )
    assert list(received.values()) == list(sent.values())
    assert list(received) == ["1", "9", "64"]
    assert list(sent) == ["multiprotocol", "capability-0x9", "graceful-restart"]
    # RFC 8538 §2: the N bit has no name in ExaBGP.
    assert received["64"]["restart-flags"] == ["forwarding", "notification"]


def test_shutdown_communications() -> None:
    """The words are ExaBGP's; the data are those of the message, which ExaBGP replaces."""
    found = said(Notification.shutdown('a "b"\nc'))["notification"]
    assert found["message"] == 'Shutdown Communication: "a "b" c"'
    assert found["data"] == "0x" + b'\x07a "b"\nc'.hex().upper()
    assert said(Notification(6, 2, b"\5a"))["notification"]["message"] == "\x05a"


def test_an_attribute_that_exabgp_does_not_tell_of() -> None:
    """Optional, non-transitive, and unknown: ExaBGP leaves it out."""
    found = attributes_of(UnknownAttribute(code=250, flags=0x80, octets=b"\1\2"))
    assert found["attribute-0xFA-0x80"] == "0x0102"


def test_what_an_attribute_says_besides() -> None:
    """RFC 7311 §3: other TLVs of AIGP; what is no rate (RFC 8955 §7.1) is no number."""
    aigp = Aigp.of(7)
    more = attrs.evolve(aigp, tlvs=(*aigp.tlvs, attrs.evolve(aigp.tlvs[0], type=9)))
    found = attributes_of(more)
    assert found["aigp"] == "0x0000000000000007"
    assert found["attribute-0x1A-0x80"] == "0x" + (
        "01000b0000000000000007" + "09000b0000000000000007"
    )
    rate = attributes_of(ExtendedCommunities.of([0x8006FDE87F800000]))
    assert rate["extended-community"][0]["string"] == "0x8006FDE87F800000"


def test_distinguishers_that_print_alike_are_told_apart() -> None:
    """RFC 4364 §4.2: type 2 with a number that fits in two octets is not type 0."""
    group = NlriGroup.of(
        "ipv4-vpn",
        ["65000:1:10.0.0.0/8 label 100", "65000L:1:10.0.0.0/8 label 100"],
        next_hop="192.0.2.1",
    )
    update = Update.build(attributes=BASE, announced=(group,))
    first, second = said(update)["message"]["update"]["announce"]["ipv4 mpls-vpn"]["192.0.2.1"]
    assert (first["rd"], second["rd"]) == ("65000:1", "65000:1")
    assert "rd-raw" not in first
    assert second["rd-raw"] == "0x00020000FDE80001"


def test_routes_that_are_treated_as_withdrawn() -> None:
    """RFC 7606 §2: they are withdrawn, and their attributes are none."""
    attributes = bytes.fromhex("40010200004002004003" + "04c0000201")
    octets = (
        b"\xff" * 16
        + (19 + 4 + len(attributes) + 2).to_bytes(2, "big")
        + b"\2\0\0"
        + len(attributes).to_bytes(2, "big")
        + attributes
        + b"\x08\x0a"
    )
    update = decode(octets)
    assert update.treatment is Treatment.TREAT_AS_WITHDRAW
    assert said(update)["message"] == {
        "update": {"withdraw": {"ipv4 unicast": [{"nlri": "10.0.0.0/8"}]}}
    }


def announced(family: str, *nlri: str, next_hop: str = "192.0.2.1") -> Update:
    group = NlriGroup.of(family, nlri, next_hop=next_hop)
    return Update.build(attributes=BASE, announced=(group,))


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (announced("ipv4-sr-policy", "1 color 100 endpoint 192.0.2.1"), "ipv4-sr-policy"),
        (Update.withdraw(["node is-is-level-2 0 []"], family="link-state"), "link-state"),
        (announced("link-state", "node is-is-level-2 0 []"), "link-state"),
        (announced("ipv4-route-target", "65000:0002fde8/32"), "32 bits"),
        (
            announced("l2vpn-flowspec-vpn", "rd 65000:1 ether-type ==0x800", next_hop="none"),
            "l2vpn-flowspec-vpn",
        ),
        (announced("ipv4-unicast", "10.0.0.0/8", next_hop="0x0102"), "2 octets"),
        (RouteRefresh(Family.IPV4_UNICAST, 0, b"\1"), "filters"),
    ],
)
def test_what_has_no_form(message: Message, words: str) -> None:
    """Nothing is half said."""
    with pytest.raises(EncodeError, match=words):
        to_exabgp(message, ENVELOPE)


def test_an_update_that_ends_the_session() -> None:
    """ExaBGP would send a NOTIFICATION, and tell of that."""
    octets = b"\xff" * 16 + b"\x00\x1a\x02" + bytes.fromhex("0000" + "0000" + "21" + "0a00")
    update = decode(octets)
    assert isinstance(update, Update)
    assert update.treatment is Treatment.SESSION_RESET
    with pytest.raises(EncodeError, match="ends the session"):
        to_exabgp(update, ENVELOPE)


def test_what_is_no_message() -> None:
    with pytest.raises(LocalError, match="no message"):
        to_exabgp(b"", ENVELOPE)  # type: ignore[arg-type]  # that is the mistake
    with pytest.raises(LocalError, match="direction"):
        to_exabgp(Keepalive(), ENVELOPE, direction="sideways")
    with pytest.raises(LocalError, match="envelope"):
        to_exabgp(Keepalive(), {})  # type: ignore[arg-type]  # that is the mistake
