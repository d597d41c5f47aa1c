"""What `explain` prints of a destination and of the paths to it."""

from __future__ import annotations

import pytest

from bgplib.attributes import AsPath, Communities, ExtendedCommunities, MultiExitDisc, Origin
from bgplib.attributes.origin import INCOMPLETE
from bgplib.nlri import Nlri, evpn
from bgplib.speaker import Speaker, SpeakerConfig
from tests.unit.speaker.world import World

MAC = "macadv 00:00:5e:00:53:01 192.0.2.1 etag 0 label 1000 rd 192.0.2.9:100"


def speaker() -> Speaker:
    """Return a speaker without peers."""
    return Speaker(SpeakerConfig(local_as=65001, identifier="192.0.2.1"))


def test_it_prints_the_attributes_that_a_router_prints() -> None:
    """Communities, MED and what else there is; an ORIGIN of IGP goes without saying."""
    one = speaker()
    marks = [MultiExitDisc(50), Communities.of(["65003:1", "65003:2"])]
    one.originate("198.51.100.0/24", 0.0, attributes=marks)
    one.originate("203.0.113.0/24", 0.0, attributes=[Origin(INCOMPLETE)])
    one.originate("192.0.2.0/24", 0.0)
    text = str(one.explain("198.51.100.0/24"))
    assert "    MULTI_EXIT_DISC 50, COMMUNITIES 65003:1 65003:2\n" in text
    assert "    ORIGIN incomplete\n" in str(one.explain("203.0.113.0/24"))
    assert "ORIGIN" not in str(one.explain("192.0.2.0/24"))


def test_it_prints_what_a_flow_specification_does() -> None:
    """RFC 8955 §7: the actions are extended communities; without them traffic passes."""
    one = speaker()
    rule = "destination 198.51.100.7/32 protocol udp"
    marks = [ExtendedCommunities.parse("redirect:65001:100")]
    one.originate(rule, 0.0, family="ipv4-flowspec", attributes=marks)
    text = str(one.explain(rule, "ipv4-flowspec"))
    assert "    EXTENDED_COMMUNITIES rt-redirect:65001:100\n" in text


@pytest.mark.parametrize("asked", [MAC, evpn.parse(MAC)], ids=["text", "NLRI"])
def test_a_destination_without_a_path_is_called_as_it_was_asked_for(asked: Nlri | str) -> None:
    """Its key has not all of its NLRI: octets of it say nothing to a reader."""
    report = speaker().explain(asked, "l2vpn-evpn")
    assert report.destination == str(asked)
    assert str(report).startswith(f"{asked} (l2vpn-evpn), 0 paths")
    assert speaker().explain(report.key, "l2vpn-evpn").destination == report.key.hex()
    assert speaker().explain("192.0.2.0/24").destination == "192.0.2.0/24"


def test_a_prefix_without_a_path_is_covered_by_others() -> None:
    """Who asks for it may mean an address in them; one that has a path is no address."""
    one = speaker()
    for prefix in ("10.0.0.0/8", "10.1.0.0/16", "11.0.0.0/8"):
        one.originate(prefix, 0.0)
    report = one.explain("10.1.2.3")
    assert report.covering == ("10.1.0.0/16", "10.0.0.0/8")
    assert report.to_json()["covering"] == ["10.1.0.0/16", "10.0.0.0/8"]
    assert str(report).endswith("  There is no path.\n  It is covered by 10.1.0.0/16, 10.0.0.0/8.")
    assert one.explain("10.1.0.0/16").covering == ()
    assert one.explain("12.0.0.0/8").covering == ()
    assert one.explain(MAC, "l2vpn-evpn").covering == ()


def test_a_path_that_takes_no_part_is_not_called_eligible() -> None:
    """RFC 4271 §9.1.2: one with our own AS in it is "excluded from the Phase 2"."""
    world = World()
    hub, other = world.speaker(65001, 1), world.speaker(65002, 2)
    world.link(hub, other)
    world.start()
    other.originate("10.0.0.0/8", world.now, attributes=[AsPath.of([65001])])
    other.originate("11.0.0.0/8", world.now)
    world.settle()
    assert "from 192.0.2.2 AS65002: ineligible\n" in str(hub.explain("10.0.0.0/8"))
    assert "from 192.0.2.2 AS65002: best\n" in str(hub.explain("11.0.0.0/8"))
