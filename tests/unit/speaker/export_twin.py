"""What a peer should be told of a path: the rules of the RFCs once more, slow and plain.

Nothing here is shared with `bgplib.speaker` but the configuration: attributes are typed values in
a dict, AS paths tuples of segments.
"""

from __future__ import annotations

from typing import Any

from bgplib.attributes import AsPath, Origin
from bgplib.context import SessionType
from bgplib.iana import communities as well_known
from bgplib.iana.families import Family
from bgplib.policy import Action, Policy, Statement
from bgplib.policy.matchers import PrefixList
from bgplib.route import Path, Route
from bgplib.speaker import Peer

EXTERNAL, INTERNAL, CONFEDERATION = (
    SessionType.EXTERNAL,
    SessionType.INTERNAL,
    SessionType.CONFEDERATION,
)

#: a policy that looks at destinations: those in 10.0.0.0/15 do not pass
REFUSING = Policy(
    name="not the first",
    statements=[
        Statement(name="first", matchers=PrefixList.of("10.0.0.0/15+"), action=Action.REJECT)
    ],
    default=Action.ACCEPT,
)

#: what is told of a destination: values by name
Story = dict[str, Any]


def story_of(path: Path) -> Story:
    """Return what a path says, as the receiver of it would print it."""
    block = path.attributes
    story: Story = {
        "origin": block.origin,
        "as_path": tuple((kind, tuple(asns)) for kind, asns in block.as_path),
        "next_hop": str(path.next_hop),
        "med": block.med,
        "local_pref": block.local_pref,
        "communities": block.communities,
        "originator_id": block.originator_id,
        "cluster_list": block.cluster_list,
        "extended": block.extended_communities,
        "unknown": tuple(
            (a.code, a.flags, a.octets) for a in block if a.reader.table.by_code(a.code) is None
        ),
        "large": block.large_communities,
    }
    assert block.get(Origin) is not None
    assert block.get(AsPath) is not None
    return story


def told(peer: Peer, route: Route | None) -> Story | None:
    """Return what a peer that accepts and is told all should be told of a best route."""
    if route is None:
        return None
    path = route.path
    source = path.source
    speaker = peer.speaker
    config = speaker.config
    negotiation = peer.session.negotiation
    assert negotiation is not None
    session = negotiation.context.session
    # Split horizon.
    if source is peer.source:
        return None
    if peer.config.export_policy is REFUSING and route.prefix.address[1] < 2:
        return None
    # RFC 1997; RFC 7947 §2.2.4 has a route server leave what its clients say to its clients.
    marks = path.attributes.communities
    if peer.config.route_server_client and source.session is EXTERNAL and not source.local:
        client = speaker.peer_of(source)
        assert client is not None
        if client.config.route_server_client:
            marks = ()
    if well_known.NO_ADVERTISE in marks:
        return None
    if well_known.NO_EXPORT in marks and session is EXTERNAL:
        return None
    if well_known.NO_EXPORT_SUBCONFED in marks and session is not INTERNAL:
        return None
    # RFC 4456 §6.
    reflected = session is INTERNAL and source.session is INTERNAL and not source.local
    if reflected:
        teller = speaker.peer_of(source)
        assert teller is not None
        from_client = teller.config.route_reflector_client
        if not from_client and not peer.config.route_reflector_client:
            return None
    story = story_of(path)
    if not source.local:
        story["unknown"] = tuple(
            (code, flags & 0xC0 | 0x20, octets)
            for code, flags, octets in story["unknown"]
            if flags & 0x40
        )
    # NEXT_HOP.
    own = peer.config.local_address
    text = ".".join(map(str, own))
    foreign = path.next_hop is not None
    if session is EXTERNAL:
        keep = foreign and (source.local or peer.config.route_server_client)
    else:
        moves = peer.config.next_hop_self and not source.local and source.session is not INTERNAL
        keep = foreign and not moves
    if not keep:
        story["next_hop"] = text
    # The rest.
    if session is EXTERNAL:
        # RFC 9012 §11: Encapsulation communities have type 0x03, sub-type 0x0c.
        if not peer.config.same_administration:
            story["extended"] = tuple(e for e in story["extended"] if e >> 48 != 0x030C)
        story["local_pref"] = story["originator_id"] = None
        story["cluster_list"] = ()
        plain = tuple(segment for segment in story["as_path"] if segment[0] < 3)
        came = source.session is EXTERNAL and not source.local
        if peer.config.route_server_client and (came or plain):
            story["as_path"] = plain
        else:
            if path.attributes.as_path_length:
                story["med"] = None
            story["extended"] = tuple(each for each in story["extended"] if not each >> 62 & 1)
            story["as_path"] = _prepend(plain, config.outer_as, 2)
        return story
    story["local_pref"] = path.local_preference
    if source.session is EXTERNAL and not source.local:
        # RFC 8097 §2.
        story["extended"] = tuple(each for each in story["extended"] if each >> 48 != 0x4300)
    if session is CONFEDERATION:
        story["as_path"] = _prepend(story["as_path"], config.local_as, 3)
        story["originator_id"], story["cluster_list"] = None, ()
    elif reflected:
        if story["originator_id"] is None:
            story["originator_id"] = source.identifier
        story["cluster_list"] = (config.effective_cluster_id, *story["cluster_list"])
    return story


def _prepend(path: Any, asn: int, kind: int) -> Any:
    if path and path[0][0] == kind and len(path[0][1]) < 255:
        return ((kind, (asn, *path[0][1])), *path[1:])
    return ((kind, (asn,)), *path)


def differences(far: Peer, near: Peer, family: Family) -> list[str]:
    """Compare what `far` has of `near` with what the speaker of `near` should have told it.

    Args:
        far: the peer object of the receiving speaker.
        near: the peer object of the sending speaker, the other end of the session.
        family: which routes to compare.
    """
    has: dict[bytes, list[Story]] = {}
    for route in far.speaker.adj_rib_in(far, family):
        has.setdefault(route.key, []).append(story_of(route.path))
    wrong = []
    rib = near.speaker.rib
    add_path = family in near.session.sending.add_path_send
    most = near.config.send_paths if add_path else 1
    for key in set(has) | set(rib.destinations(family)):
        ranked = [Route(family, key, path) for path in rib.ranked_paths(key, family)]
        # RFC 7947 §2.3: a client with a choice of its own has the best of what is left to it.
        known = ranked if near.config.own_choice else ranked[:most]
        stories = [told(near, route) for route in known]
        should = [story for story in stories if story is not None][:most]
        if sorted(has.get(key, []), key=repr) != sorted(should, key=repr):
            wrong.append(
                f"{near.speaker.config.local_as} to {far.speaker.config.local_as}:"
                f" {key.hex()} has {has.get(key)} should {should}"
            )
    return wrong
