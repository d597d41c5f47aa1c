"""RFC 5065 §4 and §5: what a member of a confederation says to peers inside and outside of it."""

from __future__ import annotations

import pytest

from bgplib.attributes import AsPath, MultiExitDisc, Segment
from bgplib.context import Context
from bgplib.decision import RFC4271
from bgplib.messages.decoder import decode
from bgplib.messages.open import Open
from bgplib.route import Route
from bgplib.speaker import Confederation, Speaker
from tests.session_world import messages_of
from tests.unit.decision.paths import path
from tests.unit.speaker.world import World

PREFIX, OTHER = "198.51.100.0/24", "203.0.113.0/24"
OUTER = 65000
MEMBERS = Confederation(OUTER, frozenset((65010, 65011)))


class Members:
    """Two speakers of one Member-AS, one of another, and one on each side outside."""

    def __init__(self, *, serves: bool = False) -> None:
        """Make them, and bring their sessions up.

        Args:
            serves: the last one is a client of a route server.
        """
        self.world = World()
        add = self.world.speaker
        self.first = add(65001, 1)
        self.edge = add(65010, 2, confederation=MEMBERS)
        self.same = add(65010, 3, confederation=MEMBERS)
        self.next = add(65011, 4, confederation=MEMBERS)
        self.last = add(65002, 5)
        self.world.link(self.first, self.edge)
        self.world.link(self.edge, self.same)
        self.near, _ = self.world.link(self.edge, self.next)
        self.out, _ = self.world.link(
            self.next,
            self.last,
            left_side={"route_server_client": serves},
            right_side={"rules": Context(enforce_first_as=not serves)},
        )
        self.world.start()

    def originate(self, speaker: Speaker, prefix: str = PREFIX) -> None:
        """Let one announce a route."""
        speaker.originate(prefix, self.world.now, attributes=[MultiExitDisc(7)])
        self.world.settle()


def found(speaker: Speaker, prefix: str = PREFIX) -> Route:
    """Return what a speaker chose, which there is."""
    best = speaker.loc_rib.best(prefix)
    assert best is not None
    return best


def as_path(speaker: Speaker, prefix: str = PREFIX) -> str:
    """Return the AS path of what a speaker chose."""
    return found(speaker, prefix).attributes.as_path_text


def opens(members: Members, *, outside: bool) -> list[int]:
    """Return the AS numbers that members said in their OPENs."""
    peers = [members.out] if outside else [members.near, members.edge.peer("192.0.2.3")]
    octets = b"".join(b"".join(members.world.sent[peer]) for peer in peers)
    messages = [decode(each) for each in messages_of(octets) if each[18] == 1]
    return [message.asn for message in messages if isinstance(message, Open)]


def test_4_the_identifier_is_used_outside() -> None:
    """§4: "MUST use its AS Confederation Identifier in all transactions with" those outside."""
    members = Members()
    assert opens(members, outside=True) == [OUTER]
    members.originate(members.edge)
    assert as_path(members.first) == str(OUTER)
    assert as_path(members.last) == str(OUTER)


def test_4_the_member_as_is_used_inside() -> None:
    """§4: "MUST use its Member-AS Number in all transactions with peers that are members"."""
    members = Members()
    assert opens(members, outside=False) == [65010, 65010]
    members.originate(members.edge)
    assert as_path(members.next) == "(65010)"


@pytest.mark.parametrize("words", [f"65001 {OUTER} 65002", "(65011 65010) 65001", "[65010] 65001"])
def test_4_loops_of_either_number(words: str) -> None:
    """§4: as "a path containing its own AS number": the identifier, and the Member-AS number."""
    context = Members().edge.config.decision_context
    assert RFC4271.select([path(words)], context) is None


@pytest.mark.parametrize("words", ["65001 65002", "(65011 65012) 65001"])
def test_4_paths_of_others_are_no_loops(words: str) -> None:
    """§4 is of one's own numbers."""
    context = Members().edge.config.decision_context
    assert RFC4271.select([path(words)], context) is not None


def test_41_the_path_is_not_modified_within_the_member_as() -> None:
    """§4.1 a: "the advertising speaker SHALL NOT modify the AS_PATH attribute"."""
    members = Members()
    members.originate(members.first)
    assert as_path(members.same) == "65001"
    members.originate(members.next, OTHER)
    assert as_path(members.same, OTHER) == "(65011)"


def test_41_the_path_is_modified_towards_another_member_as() -> None:
    """§4.1 b: our Member-AS number in an AS_CONFED_SEQUENCE."""
    members = Members()
    members.originate(members.first)
    assert as_path(members.next) == "(65010) 65001"


def test_41_outside_there_are_no_confederation_segments() -> None:
    """§4.1 c: they "MUST be removed", and the identifier is prepended; §5: none is transmitted."""
    members = Members()
    members.originate(members.first)
    assert as_path(members.last) == f"{OUTER} 65001"
    members.originate(members.edge, OTHER)
    assert as_path(members.last, OTHER) == str(OUTER)
    for route in members.last.adj_rib_in("192.0.2.4"):
        path = route.attributes.get(AsPath)
        assert path is not None
        assert {segment.type for segment in path.segments} == {2}


def test_41_sets_are_removed_too_and_all_else_stays() -> None:
    """§4.1 c: "type AS_CONFED_SEQUENCE or AS_CONFED_SET"; other segments are there as they were."""
    members = Members()
    path = AsPath((Segment(4, (65012, 65013)), Segment(2, (3,)), Segment(2, (5,))))
    members.edge.originate(PREFIX, members.world.now, attributes=[path])
    members.world.settle()
    assert as_path(members.next) == "(65010) [65012,65013] 3 5"
    assert as_path(members.last) == f"{OUTER} 3 5"


def test_41_a_route_server_removes_them_too() -> None:
    """§4.1 c: they "MUST be removed"; RFC 7947 §2.2.2.1 has the rest stay as it is."""
    members = Members(serves=True)
    members.originate(members.first)
    assert as_path(members.next) == "(65010) 65001"
    assert as_path(members.last) == "65001"


def test_52_next_hop_and_med_stay_inside() -> None:
    """§5.2: an unchanged NEXT_HOP and MULTI_EXIT_DISC may go to another Member-AS."""
    members = Members()
    members.originate(members.first)
    inside = found(members.next)
    assert (str(inside.next_hop), inside.attributes.med) == ("192.0.2.1", 7)
    assert inside.attributes.local_pref == 100


def test_52_next_hop_and_med_do_not_go_outside() -> None:
    """§5.2 is of "peers in a neighboring Member-AS of the local confederation"."""
    members = Members()
    members.originate(members.first)
    outside = found(members.last)
    assert (str(outside.next_hop), outside.attributes.med) == ("192.0.2.4", None)
    assert outside.attributes.local_pref is None
