"""RFC 8326: sessions that are about to be shut down."""

from __future__ import annotations

from bgplib.iana.communities import GRACEFUL_SHUTDOWN
from bgplib.policy import ACCEPT_ALL, Action, Policy, Statement
from bgplib.policy.matchers import community
from bgplib.policy.modifiers import SetLocalPref
from bgplib.policy.well_known import shut_down_in, shut_down_out, shutting_down
from tests.unit.policy.routes import route

MINE = Policy(name="mine", default=Action.ACCEPT)


def test_4_1_the_receiver_lowers_the_preference() -> None:
    """§4.1: "sets the LOCAL_PREF attribute of the paths tagged with the GRACEFUL_SHUTDOWN"."""
    policy = MINE.inserting(shutting_down())
    result = policy.apply(route(communities="graceful-shutdown 1:1"))
    assert result.accepted
    assert result.route.path.local_preference == 0
    assert result.route.attributes.local_pref == 0


def test_4_1_other_paths_keep_theirs() -> None:
    """§4.1: "matches the GRACEFUL_SHUTDOWN community"."""
    policy = MINE.inserting(shutting_down())
    found = route(communities="1:1")
    assert policy.apply(found).route is found


def test_4_the_recommended_value_is_0() -> None:
    """§4: "The RECOMMENDED value is 0", and another one may be set."""
    found = route(communities="graceful-shutdown")
    lowered = MINE.inserting(shutting_down(5)).apply(found).route
    assert lowered.path.local_preference == 5


def test_4_the_path_stays_in_use() -> None:
    """§4: "retain the paths to be shut down": the statement decides nothing by itself."""
    refusing = Policy(name="refusing", statements=[shutting_down()])
    assert not refusing.apply(route(communities="graceful-shutdown")).accepted
    first = Statement(name="first", modifiers=SetLocalPref(200), action=Action.NEXT)
    policy = Policy(name="p", statements=[first, shutting_down()], default=Action.ACCEPT)
    found = policy.apply(route(communities="graceful-shutdown"))
    assert found.route.path.local_preference == 0


def test_4_2_the_initiator_tags_what_it_sends() -> None:
    """§4.2: "tags the paths propagated over the session with the GRACEFUL_SHUTDOWN community"."""
    policy = MINE.inserting(shut_down_out())
    sent = policy.apply(route(communities="1:1")).route
    assert GRACEFUL_SHUTDOWN in sent.attributes.communities
    assert sent.path.local_preference == 100
    assert (
        GRACEFUL_SHUTDOWN not in MINE.apply(route(communities="1:1")).route.attributes.communities
    )


def test_4_2_the_initiator_lowers_what_it_received() -> None:
    """§4.2: "tags the paths received over the session ... and sets LOCAL_PREF to a low value"."""
    received = MINE.inserting(shut_down_in()).apply(route()).route
    assert GRACEFUL_SHUTDOWN in received.attributes.communities
    assert received.path.local_preference == 0
    again = MINE.inserting(shut_down_in(7)).apply(route()).route
    assert again.path.local_preference == 7


def test_5_the_value_is_the_registered_one() -> None:
    """§5: 0xFFFF0000, by both its names."""
    assert GRACEFUL_SHUTDOWN == 0xFFFF0000
    assert community("planned-shut") == community("graceful-shutdown")
    assert ACCEPT_ALL.apply(route(communities="planned-shut")).accepted
