"""RFC 9324: routes that origin validation drops are kept, and nobody sends them again."""

from __future__ import annotations

from bgplib.attributes import MultiExitDisc
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.policy import Action, Chain, Policy, RoaTable, Statement
from bgplib.policy.modifiers import Prepend, SetLocalPref
from tests.conformance.test_rfc6811_speaker import BOTH, HIJACKED, NO_INVALID, OURS, SECOND, Line

CHANGING = Policy(
    name="changing",
    statements=[
        Statement(name="all", modifiers=[SetLocalPref(200), Prepend(2, 65001)]),
    ],
    default=Action.ACCEPT,
)


def _received(line: Line) -> dict[str, tuple[str, int | None]]:
    """Return path and preference of what the peer announced, as it is kept."""
    return {
        str(route.prefix): (route.attributes.as_path_text, route.attributes.local_pref)
        for route in line.middle.adj_rib_in(line.near)
    }


def _chosen(line: Line) -> dict[str, tuple[str, int]]:
    """Return path and preference of what the speaker chose."""
    return {
        str(route.prefix): (route.attributes.as_path_text, route.path.local_preference)
        for route in line.middle.loc_rib
    }


def test_4_a_route_that_is_dropped_is_kept() -> None:
    """§4: "MUST be kept in the Adj-RIB-In for potential future evaluation": it competes later."""
    line = Line(fields={"roas": HIJACKED})
    assert line.chosen() == SECOND
    assert _received(line).keys() == BOTH
    # What takes its place while it is dropped is what is evaluated then.
    line.announce("10.1.0.0/16", MultiExitDisc(7))
    line.validate(roas=OURS)
    assert line.chosen() == line.passed_on() == BOTH
    best = line.middle.loc_rib.best("10.1.0.0/16")
    assert best is not None
    assert best.attributes.med == 7


def test_4_a_route_that_is_withdrawn_meanwhile_is_not() -> None:
    """RFC 4271 §4.3: what its peer withdraws while it is dropped does not come back with it."""
    line = Line(fields={"roas": HIJACKED})
    line.left.withdraw("10.1.0.0/16", line.world.now)
    line.world.settle()
    assert _received(line).keys() == SECOND
    line.validate(roas=OURS)
    assert line.chosen() == line.passed_on() == SECOND
    assert line.sent == {}


def test_4_what_is_validated_first_is_changed_later() -> None:
    """§4: validation "before non-RPKI policies are run": these see a route when it is permitted."""
    line = Line(import_policy=Chain([NO_INVALID, CHANGING]), fields={"roas": HIJACKED})
    for roas, prefixes in ((OURS, BOTH), (HIJACKED, SECOND), (RoaTable(), BOTH)):
        line.validate(roas=roas)
        assert _chosen(line) == dict.fromkeys(prefixes, ("65001 65001 65001", 200))
        assert _received(line) == dict.fromkeys(BOTH, ("65001", None))


def test_4_what_other_policies_change_is_not_what_is_kept() -> None:
    """§4: they "may change path attributes"; run before, they change nothing twice, or for good."""
    line = Line(import_policy=Chain([CHANGING, NO_INVALID]), fields={"roas": HIJACKED})
    for roas, prefixes in ((OURS, BOTH), (HIJACKED, SECOND), (RoaTable(), BOTH)):
        line.validate(roas=roas)
        assert _chosen(line) == dict.fromkeys(prefixes, ("65001 65001 65001", 200))
        assert _received(line) == dict.fromkeys(BOTH, ("65001", None))


def test_5_nobody_is_asked_to_send_routes_again() -> None:
    """§5: "MUST either keep the full Adj-RIB-In or": payloads cause no ROUTE-REFRESH."""
    line = Line()
    for roas in (HIJACKED, OURS, RoaTable(), None, HIJACKED):
        line.validate(roas=roas)
        assert not any(RouteRefresh.type in types for types in line.sent.values())
        assert line.sent.keys() <= {line.told}


def test_5_nor_need_anybody_be_able_to() -> None:
    """RFC 2918 §4: a peer without the capability cannot be asked; its routes are evaluated too."""
    line = Line(route_refresh=False, enhanced_route_refresh=False)
    for roas, prefixes in ((HIJACKED, SECOND), (OURS, BOTH), (HIJACKED, SECOND)):
        line.validate(roas=roas)
        assert line.chosen() == line.passed_on() == prefixes
