"""What the recording for `bgplib demo` has to hold: claims about any recording of that kind.

They are checked of the committed recording in this folder, and in `tests/interop` of one that is
made there and then.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Final, TypeVar

from bgplib.attributes._segments import AS_SEQUENCE, AS_SET
from bgplib.capabilities import AddPath
from bgplib.context import Context, SessionType
from bgplib.decision import RFC4271
from bgplib.decision.med import LOWEST_MED
from bgplib.decision.preference import (
    HIGHEST_LOCAL_PREFERENCE,
    LOWEST_ORIGIN,
    SHORTEST_AS_PATH,
)
from bgplib.decision.tie_break import EXTERNAL_OVER_INTERNAL, LOWEST_IDENTIFIER
from bgplib.iana import attributes
from bgplib.iana.families import Family
from bgplib.messages import route_refresh
from bgplib.messages.decoder import Decoder, Message
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.messages.update import Update
from bgplib.nlri import UnicastNlri
from bgplib.route import Path, Source
from bgplib.testing.recording import (
    ConnectionEvent,
    Direction,
    RecordedEvent,
    RecordedMessage,
    RecordedPeer,
    Recording,
)

__all__ = ["CLAIMS", "Content"]

PEERS: Final = {"bird", "frr", "gobgp", "openbgpd"}
FAMILIES: Final = {Family.IPV4_UNICAST, Family.IPV6_UNICAST}

_Kind = TypeVar("_Kind", bound=Message)


class Content:
    """A recording with its messages decoded."""

    def __init__(self, recording: Recording) -> None:
        """Decode every message in the context of its session and direction."""
        self.recording = recording
        decoders = {
            (peer.name, direction): _decoder(recording, peer, direction)
            for peer in recording.peers
            for direction in Direction
        }
        #: (peer, direction, octets, message) in the order of time
        self.said: list[tuple[str, Direction, bytes, Message]] = [
            (
                said.peer,
                said.direction,
                said.octets,
                decoders[said.peer, said.direction].decode(said.octets),
            )
            for said in recording.messages()
        ]

    def received(self, kind: type[_Kind]) -> Iterator[tuple[str, _Kind]]:
        """Iterate over (peer, message) of the received messages of one type."""
        return self._of(kind, Direction.RECEIVED)

    def sent(self, kind: type[_Kind]) -> Iterator[tuple[str, _Kind]]:
        """Iterate over (peer, message) of the sent messages of one type."""
        return self._of(kind, Direction.SENT)

    def _of(self, kind: type[_Kind], wanted: Direction) -> Iterator[tuple[str, _Kind]]:
        for peer, direction, _, message in self.said:
            if direction is wanted and isinstance(message, kind):
                yield peer, message

    def table(self) -> dict[tuple[Family, bytes], dict[tuple[str, int | None], Path]]:
        """Return all paths to each prefix, by peer and path identifier.

        Those of all four peers: the session that ends at the end is taken as still up.
        """
        identifiers = {peer: message.identifier for peer, message in self.received(Open)}
        sources = {
            peer.name: Source(
                address=peer.address,
                asn=peer.asn,
                identifier=identifiers[peer.name],
                session=_session(peer),
                local_as=peer.local_asn,
            )
            for peer in self.recording.peers
        }
        table: dict[tuple[Family, bytes], dict[tuple[str, int | None], Path]] = defaultdict(dict)
        for peer, update in self.received(Update):
            for group in update.withdrawn:
                for nlri in group.nlri:
                    assert isinstance(nlri, UnicastNlri)
                    table[group.family, nlri.prefix.key].pop((peer, nlri.path_id), None)
            for group in update.announced:
                for nlri in group.nlri:
                    assert isinstance(nlri, UnicastNlri)
                    path = Path(sources[peer], update.attributes, group.next_hop_octets)
                    table[group.family, nlri.prefix.key][peer, nlri.path_id] = path
        return {destination: paths for destination, paths in table.items() if paths}


def _session(peer: RecordedPeer) -> SessionType:
    return SessionType.INTERNAL if peer.asn == peer.local_asn else SessionType.EXTERNAL


def _decoder(recording: Recording, peer: RecordedPeer, direction: Direction) -> Decoder:
    """Return a decoder for what the two OPENs of a session agreed on."""
    add_path = {Direction.RECEIVED: AddPath(()), Direction.SENT: AddPath(())}
    for entry in recording.messages():
        if entry.peer == peer.name and entry.octets[18] == Open.type:
            message = Decoder().decode(entry.octets)
            assert isinstance(message, Open)
            add_path[entry.direction] = message.capability(AddPath) or AddPath(())
    sender = add_path.pop(direction)
    (receiver,) = add_path.values()
    return Decoder(Context(session=_session(peer), add_path_receive=sender.send & receiver.receive))


def every_message_is_clean_and_encodes_to_its_octets(content: Content) -> None:
    """RFC 4271 §6: four daemons and we made no mistake; decoding lost nothing."""
    assert len(content.said) > 100
    for _, _, octets, message in content.said:
        assert not message.findings
        assert message.encode() == octets


def four_daemons_talk_in_both_directions(content: Content) -> None:
    """RFC 4271 §8.2.2: OPEN, KEEPALIVE and UPDATE go both ways in each session."""
    assert {peer.name for peer in content.recording.peers} == PEERS
    assert dict(content.recording.made_with).keys() >= PEERS
    for kind in (Open, Keepalive, Update):
        assert {peer for peer, _ in content.received(kind)} == PEERS
        assert {peer for peer, _ in content.sent(kind)} == PEERS


def opens_agree_with_the_header(content: Content) -> None:
    """RFC 6793 §4.1: the AS numbers of the OPENs are those that the header gives."""
    for peer in content.recording.peers:
        (theirs,) = (message for name, message in content.received(Open) if name == peer.name)
        (ours,) = (message for name, message in content.sent(Open) if name == peer.name)
        assert (theirs.asn, ours.asn) == (peer.asn, peer.local_asn)


def initial_routes_end_with_end_of_rib(content: Content) -> None:
    """RFC 4724 §2: each daemon sends an End-of-RIB marker in each family, and so do we."""
    for messages in (content.received(Update), content.sent(Update)):
        ends = {(peer, update.end_of_rib) for peer, update in messages if update.end_of_rib}
        assert ends == {(peer, family) for peer in PEERS for family in FAMILIES}


def a_few_hundred_routes_in_two_families(content: Content) -> None:
    """About two hundred prefixes, IPv4 and IPv6, several paths to most of them."""
    table = content.table()
    paths = Counter(peer for several in table.values() for peer, _ in several)
    assert {family for family, _ in table} == FAMILIES
    assert 150 <= len(table) <= 250
    assert paths.keys() == PEERS
    assert min(paths.values()) > 80
    assert sum(len(several) > 1 for several in table.values()) > len(table) / 2


def each_step_of_the_decision_process_decides(content: Content) -> None:
    """RFC 4271 §9.1.2.2: for each step there are several prefixes where it has the last word."""
    decided_by = Counter(
        RFC4271.explain(list(paths.values())).decided_by for paths in content.table().values()
    )
    steps = (
        HIGHEST_LOCAL_PREFERENCE,
        SHORTEST_AS_PATH,
        LOWEST_ORIGIN,
        LOWEST_MED,
        EXTERNAL_OVER_INTERNAL,
        LOWEST_IDENTIFIER,
    )
    assert min(decided_by[step.name] for step in steps) > 5


def every_attribute_that_chooses_or_marks_is_there(content: Content) -> None:
    """The attributes of RFC 4271, 4760, 1997, 4360 and 8092."""
    seen = {
        attribute.code
        for _, update in content.received(Update)
        for attribute in update.path_attributes()
    }
    assert seen >= {
        attributes.ORIGIN,
        attributes.AS_PATH,
        attributes.NEXT_HOP,
        attributes.MULTI_EXIT_DISC,
        attributes.LOCAL_PREF,
        attributes.AGGREGATOR,
        attributes.COMMUNITIES,
        attributes.EXTENDED_COMMUNITIES,
        attributes.LARGE_COMMUNITY,
        attributes.MP_REACH_NLRI,
        attributes.MP_UNREACH_NLRI,
    }


def paths_hold_four_octet_as_numbers_and_a_set(content: Content) -> None:
    """RFC 6793 §3, RFC 4271 §4.3: AS numbers above 65,535, and an AS_SET."""
    segments = [
        segment for _, update in content.received(Update) for segment in update.attributes.as_path
    ]
    assert any(asn > 0xFFFF for _, asns in segments for asn in asns)
    assert {kind for kind, _ in segments} == {AS_SET, AS_SEQUENCE}


def one_daemon_sends_several_paths_of_a_prefix(content: Content) -> None:
    """RFC 7911 §3: BIRD's paths have identifiers, and some prefixes two of them."""
    bird = [
        [path_id for peer, path_id in several if peer == "bird"]
        for several in content.table().values()
    ]
    assert any(len(path_ids) > 1 for path_ids in bird)
    assert all(path_id is not None for path_ids in bird for path_id in path_ids)


def routes_are_withdrawn(content: Content) -> None:
    """RFC 4271 §4.3, RFC 4760 §4: withdrawals in both families."""
    families = {
        group.family for _, update in content.received(Update) for group in update.withdrawn
    }
    assert families == FAMILIES


def refreshes_go_both_ways(content: Content) -> None:
    """RFC 2918 §4, RFC 7313 §4: a request each way, and its answer between two marks."""
    subtypes = {route_refresh.NORMAL, route_refresh.BORR, route_refresh.EORR}
    assert {refresh.subtype for _, refresh in content.received(RouteRefresh)} == subtypes
    assert {refresh.subtype for _, refresh in content.sent(RouteRefresh)} == subtypes


def one_daemon_shuts_down_and_says_why(content: Content) -> None:
    """RFC 9003 §2: the last message is a Cease with a text, and the connection closes."""
    ((peer, notification),) = content.received(Notification)
    assert (notification.code, notification.subcode) == (6, 2)
    assert notification.text
    *_, message, close = content.recording.entries
    assert isinstance(message, RecordedMessage)
    assert message.octets == notification.encode()
    assert isinstance(close, RecordedEvent)
    assert (close.peer, close.event) == (peer, ConnectionEvent.CLOSED)


#: all the claims; each raises AssertionError when a recording does not live up to it
CLAIMS: Final[tuple[Callable[[Content], None], ...]] = (
    every_message_is_clean_and_encodes_to_its_octets,
    four_daemons_talk_in_both_directions,
    opens_agree_with_the_header,
    initial_routes_end_with_end_of_rib,
    a_few_hundred_routes_in_two_families,
    every_attribute_that_chooses_or_marks_is_there,
    each_step_of_the_decision_process_decides,
    paths_hold_four_octet_as_numbers_and_a_set,
    one_daemon_sends_several_paths_of_a_prefix,
    routes_are_withdrawn,
    refreshes_go_both_ways,
    one_daemon_shuts_down_and_says_why,
)
