"""RFC 7705 §3: a session under an AS number that we used to have."""

from __future__ import annotations

from bgplib.policy import Action, Policy, Statement
from bgplib.policy.modifiers import LocalAsIn, LocalAsOut
from bgplib.speaker import Speaker
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
