"""RFC 7705 §3 and §4: sessions under an AS number that we used to have."""

from __future__ import annotations

import re
from typing import Any

import attrs
import pytest

from bgplib.attributes import LocalPref
from bgplib.context import SessionType
from bgplib.errors import LocalError
from bgplib.policy import Action, Policy, Statement
from bgplib.policy.modifiers import LocalAsIn, LocalAsOut
from bgplib.session import SessionConfig
from bgplib.speaker import Peer, PeerConfig, Speaker, SpeakerConfig
from tests.unit.policy.routes import route
from tests.unit.speaker.world import World


def seen(modifier: LocalAsIn | LocalAsOut | None, as_path: str = "64496") -> str:
    """Return the AS path behind a policy with a modifier, or without."""
    modifiers = [] if modifier is None else [modifier]
    policy = Policy(
        name="p",
        statements=[Statement(name="s", modifiers=modifiers, action=Action.ACCEPT)],
    )
    return policy.apply(route(as_path=as_path)).route.attributes.as_path_text


def test_3_3_internal_appends_the_local_as() -> None:
    """§3.3, 1: "SHOULD append the configured "Local AS" ASN in the AS_PATH attribute"."""
    assert seen(LocalAsIn(64510)) == "64510 64496"


def test_3_3_no_prepend_inbound() -> None:
    """§3.3: "MUST NOT append the "Local AS" ASN value": the modifier is left out."""
    assert seen(None) == "64496"


def test_3_3_external_appends_both() -> None:
    """§3.3, 2: the global AS first, "immediately followed by the "Local AS" value"."""
    assert seen(LocalAsOut(asn=64510, global_asn=64500), "64499") == "64510 64500 64499"


def test_3_3_replace_old_as() -> None:
    """§3.3: "MUST append only the configured "Local AS" ASN value"."""
    replacing = LocalAsOut(asn=64510, global_asn=64500, replace=True)
    assert seen(replacing, "64499") == "64510 64499"


def test_3_3_the_speaker_adds_nothing_more() -> None:
    """§3.3: "MUST NOT append the globally configured ASN": the result says that all is done."""
    statement = Statement(name="s", modifiers=LocalAsOut(asn=64510, global_asn=64500))
    out = Policy(name="p", statements=[statement]).apply(route())
    assert "own_as" in out.touched
    inward = Policy(name="p", statements=[Statement(name="s", modifiers=LocalAsIn(64510))])
    assert "own_as" not in inward.apply(route()).touched


def migrated() -> tuple[World, Speaker, Speaker, Speaker, Speaker]:
    """Make a speaker of AS 64500 that is AS 64510 to one neighbour, and itself to two others."""
    world = World()
    edge = world.speaker(64500, 100)
    old, new, inside = (world.speaker(asn, at) for at, asn in enumerate((64496, 64499, 64500), 1))
    legacy = {"local_as": 64510}
    world.link(edge, old, left_side=legacy, right_side={"remote_as": 64510})
    world.link(edge, new)
    world.link(edge, inside)
    world.start()
    return world, edge, old, new, inside


def as_paths(speaker: Speaker) -> dict[str, str]:
    """Return the AS path to each prefix."""
    return {str(route.prefix): route.attributes.as_path_text for route in speaker.loc_rib}


def test_3_3_a_speaker_with_a_local_as() -> None:
    """§3.3: for one neighbour; inbound it is not appended, and the global AS is, to others."""
    world, edge, old, new, inside = migrated()
    assert edge.peer("192.0.2.1").is_established
    old.originate("198.51.100.0/24", world.now)
    world.settle()
    assert as_paths(inside) == {"198.51.100.0/24": "64496"}
    assert as_paths(new) == {"198.51.100.0/24": "64500 64496"}


def test_3_3_a_speaker_appends_the_local_as_alone() -> None:
    """§3.3: outbound "MUST append only the configured "Local AS" ASN value"."""
    world, edge, old, new, _ = migrated()
    new.originate("203.0.113.0/24", world.now)
    edge.originate("192.0.2.0/24", world.now)
    world.settle()
    assert as_paths(old) == {"203.0.113.0/24": "64510 64499", "192.0.2.0/24": "64510"}


# -- §4: internal sessions -------------------------------------------------------------------------

OLD, NEW = 64510, 64500


def merged(left: int, right: int, **sides: Any) -> tuple[World, Peer, Peer]:
    """Make a reflector that was of the old AS, and a client; return how each sees the other.

    Args:
        left: the AS number of the reflector.
        right: that of the client.
        sides: more of how either has the other configured.
    """
    world = World()
    reflector, client = world.speaker(left, 100), world.speaker(right, 1)
    near, far = world.link(reflector, client, **sides)
    world.start()
    world.wait(30)
    return world, near, far


@pytest.mark.parametrize("old", [OLD, 4200000001])
def test_4_2_a_client_that_still_has_the_old_number(old: int) -> None:
    """§4.2: "MUST accept BGP OPEN and establish an iBGP session" with either AS number.

    The client knows nothing of it, and has the old number as ours: the first OPEN has the new one,
    "and only" then, "as a fallback", the old one follows.
    """
    side = {"remote_as": old, "legacy_as": old, "route_reflector_client": True}
    _, near, far = merged(NEW, old, left_side=side, right_side={"remote_as": old})
    assert near.is_established
    for peer in (near, far):
        assert peer.negotiation is not None
        assert peer.negotiation.context.session is SessionType.INTERNAL
        assert {peer.negotiation.local.asn, peer.negotiation.remote.asn} == {old}


def test_4_2_a_client_that_has_the_new_number() -> None:
    """§4.2: the globally configured ASN is sent first, and is all that is needed."""
    side = {"remote_as": "internal", "legacy_as": OLD}
    _, near, _ = merged(NEW, NEW, left_side=side, right_side={"remote_as": NEW})
    assert near.negotiation is not None
    assert {near.negotiation.local.asn, near.negotiation.remote.asn} == {NEW}
    assert near.snapshot().established_count == 1


def test_4_2_both_are_configured_so() -> None:
    """§4.2: "To avoid potential deadlocks", each sends its own number first, and takes either."""
    _, near, far = merged(
        NEW,
        OLD,
        left_side={"remote_as": "internal", "legacy_as": OLD},
        right_side={"remote_as": "internal", "legacy_as": NEW},
    )
    assert near.is_established
    assert near.negotiation is not None
    assert (near.negotiation.local.asn, near.negotiation.remote.asn) == (NEW, OLD)
    assert far.negotiation is not None
    assert far.negotiation.context.session is SessionType.INTERNAL


def test_4_2_without_the_mechanism_no_session_comes_up() -> None:
    """§4.2: only "When configured with this mechanism"; of other peers one number is taken."""
    world, near, _ = merged(
        NEW, OLD, left_side={"remote_as": "internal"}, right_side={"remote_as": OLD}
    )
    assert not near.is_established
    world.wait(100)
    assert not near.is_established
    side = {"remote_as": "internal", "legacy_as": OLD}
    _, near, _ = merged(NEW, 64499, left_side=side, right_side={"remote_as": NEW})
    assert not near.is_established


def test_4_2_another_session_begins_with_the_new_number_again() -> None:
    """§4.2: "SHOULD send BGP OPEN using the globally configured ASN first", each time."""
    side = {"remote_as": OLD, "legacy_as": OLD}
    world, near, far = merged(NEW, OLD, left_side=side, right_side={"remote_as": OLD})
    assert near.is_established
    assert near.session.local_open().asn == NEW
    near.speaker.update_peer(near, near.config, world.now)
    far.reset(world.now)
    world.wait(60)
    assert near.is_established
    assert near.snapshot().established_count == 2


def test_4_2_updates_are_those_of_an_internal_session() -> None:
    """§4.2: UPDATEs are treated "as if this was a natively configured iBGP session".

    No AS number is put in front, LOCAL_PREF goes along, and what came by one internal session goes
    to another by reflection alone.
    """
    world = World()
    reflector, old, new = world.speaker(NEW, 100), world.speaker(OLD, 1), world.speaker(NEW, 2)
    near, _ = world.link(
        reflector,
        old,
        left_side={"remote_as": OLD, "legacy_as": OLD},
        right_side={"remote_as": OLD},
    )
    world.link(reflector, new)
    world.start()
    world.wait(30)
    old.originate("198.51.100.0/24", world.now, attributes=[LocalPref(200)])
    reflector.originate("203.0.113.0/24", world.now, attributes=[LocalPref(300)])
    world.settle()
    (route,) = reflector.adj_rib_in(near)
    assert (route.attributes.as_path_text, route.attributes.local_pref) == ("", 200)
    (route,) = old.adj_rib_in("192.0.2.100")
    assert (route.attributes.as_path_text, route.attributes.local_pref) == ("", 300)
    assert set(as_paths(new)) == {"203.0.113.0/24"}
    config = attrs.evolve(near.config, route_reflector_client=True)
    reflector.update_peer(near, config, world.now)
    world.settle()
    assert as_paths(new) == {"203.0.113.0/24": "", "198.51.100.0/24": ""}


def test_4_2_it_is_configured_for_each_neighbour() -> None:
    """§4.2: "MUST be configurable on a per-neighbor or per-neighbor-group basis"."""
    ours = SpeakerConfig(local_as=NEW, identifier="192.0.2.1")
    plain = PeerConfig(address="192.0.2.2", remote_as="internal")
    with_both = PeerConfig(address="192.0.2.3", remote_as="internal", legacy_as=OLD)
    assert plain.session_config(ours).legacy_as is None
    assert with_both.session_config(ours).legacy_as == OLD


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"session_type": None}, "is for internal peers"),
        ({"session_type": SessionType.EXTERNAL}, "is for internal peers"),
        ({"legacy_as": 0}, "legacy_as is 0"),
        ({"legacy_as": 70000, "four_octet_as": False}, "needs four_octet_as"),
        ({"peer_as": 64499}, "neither ours nor legacy_as"),
    ],
)
def test_4_2_what_cannot_be_meant_is_refused(fields: dict[str, Any], text: str) -> None:
    """§4.2: the ASN is another one of ours, towards "configured iBGP peers"."""
    plain: dict[str, Any] = {"session_type": SessionType.INTERNAL, "legacy_as": OLD} | fields
    with pytest.raises(LocalError, match=re.escape(text)):
        SessionConfig(local_as=NEW, local_identifier="192.0.2.1", **plain)
