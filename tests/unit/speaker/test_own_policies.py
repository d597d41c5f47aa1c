"""Policies of a program's own classes are asked, whatever their statements would say."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from bgplib.errors import LocalError
from bgplib.iana.families import Family
from bgplib.policy import ACCEPT_ALL, REJECT_ALL, Chain, Policy, PolicyContext, Result, SharedPaths
from bgplib.policy.statement import Action
from bgplib.policy.subject import AnySubject
from bgplib.route import Route
from bgplib.speaker import PeerConfig
from tests.unit.speaker.world import World, table

PREFIXES = ("198.51.100.0/24", "203.0.113.0/24")
V4 = Family.IPV4_UNICAST
NOTHING_KNOWN = PolicyContext()


def _wanted(subject: Any, context: PolicyContext) -> bool:
    """Take one of two prefixes, and of peers those with an odd address."""
    assert isinstance(subject, Route)
    assert context.peer is not None
    return str(subject.prefix) == PREFIXES[0] and context.peer.address[-1] % 2 == 1


class Own(Policy):
    """Without a statement, and with a default that says nothing of what it does."""

    def apply(
        self,
        route: AnySubject,
        context: PolicyContext = NOTHING_KNOWN,
        shared: SharedPaths | None = None,
    ) -> Result[AnySubject]:
        """Take what is wanted."""
        verdict = ACCEPT_ALL if _wanted(route, context) else REJECT_ALL
        return verdict.apply(route, context)


class OwnChain(Chain):
    """A chain that goes by something else than its parts."""

    def apply(
        self,
        route: AnySubject,
        context: PolicyContext = NOTHING_KNOWN,
        shared: SharedPaths | None = None,
    ) -> Result[AnySubject]:
        """Take what is wanted."""
        return Own(name="own").apply(route, context, shared)


OWN: dict[str, Policy | Chain] = {
    "accepts by default": Own(name="own", default=Action.ACCEPT),
    "rejects by default": Own(name="own", default=Action.REJECT),
    "in a chain": Chain.of(ACCEPT_ALL, Own(name="own", default=Action.ACCEPT)),
    "chain of what accepts": OwnChain.of(ACCEPT_ALL),
    "chain of what rejects": OwnChain.of(REJECT_ALL),
    "chain in a chain": Chain.of(ACCEPT_ALL, OwnChain.of(REJECT_ALL)),
}


def _star(**sides: dict[str, Any]) -> Any:
    """Put a speaker between two others, whose addresses end with an odd and an even number."""
    world = World()
    hub, odd, even = (world.speaker(64501 + at, at) for at in (0, 1, 2))
    for far in (odd, even):
        world.link(hub, far, **sides)
    world.start()
    return world, hub, odd, even


@pytest.mark.parametrize("policy", OWN.values(), ids=OWN)
def test_on_import(policy: Policy | Chain) -> None:
    """It is asked of each route of each peer, the first as well as those that came before."""
    world, hub, odd, even = _star(left_side={"import_policy": policy})
    for _ in range(2):
        for far in (odd, even):
            for number, prefix in enumerate(PREFIXES):
                far.originate(prefix, world.now)
                far.originate(f"10.{number}.0.0/16", world.now)
        world.settle()
        assert table(hub) == {PREFIXES[0]: "64502 via 192.0.2.1"}
        assert hub.rib.path_count == 8
        world.cut(hub.peer("192.0.2.1"))
        world.wait(300.0)
    for peer in tuple(hub.peers.values()):
        hub.update_peer(peer, attrs.evolve(peer.config, import_policy=ACCEPT_ALL), world.now)
    assert len(table(hub)) == 4
    for peer in tuple(hub.peers.values()):
        hub.update_peer(peer, attrs.evolve(peer.config, import_policy=policy), world.now)
    assert table(hub) == {PREFIXES[0]: "64502 via 192.0.2.1"}


@pytest.mark.parametrize("policy", OWN.values(), ids=OWN)
def test_on_export(policy: Policy | Chain) -> None:
    """It is asked of each route for each peer, though they have the same policy."""
    world, hub, odd, even = _star(left_side={"export_policy": policy})
    for prefix in PREFIXES:
        hub.originate(prefix, world.now)
    world.settle()
    assert table(odd) == {PREFIXES[0]: "64501 via 192.0.2.0"}
    assert table(even) == {}
    told = {str(route.prefix) for route in hub.adj_rib_out("192.0.2.1", V4)}
    assert told == {PREFIXES[0]}
    for prefix in PREFIXES:
        exports = {each.peer: each.told for each in hub.explain(prefix).exports}
        assert exports == {"192.0.2.1": prefix == PREFIXES[0], "192.0.2.2": False}


def test_what_overrides_nothing_else_is_asked_for_each_destination() -> None:
    """Nobody knows what it looks at; those of bgplib, and what says more, are asked for a path."""

    class Named(Own):
        """Says so itself."""

        per_destination = False

    class Renamed(Policy):
        """Overrides nothing."""

    assert Own(name="own").per_destination
    assert OwnChain.of(ACCEPT_ALL).per_destination
    assert Chain.of(ACCEPT_ALL, Own(name="own")).per_destination
    assert not Named(name="named").per_destination
    assert not Renamed(name="renamed").per_destination
    assert not Chain.of(ACCEPT_ALL, REJECT_ALL).per_destination


@pytest.mark.parametrize("field", ["import_policy", "export_policy"])
def test_nothing_else_is_a_policy(field: str) -> None:
    """A function, or an object that has `apply` only, is refused before anything goes by it."""

    class Alike:
        """Has what is called, and is none."""

        def apply(self, *arguments: Any) -> None:
            """Do nothing."""

    for value in (_wanted, Alike()):
        with pytest.raises(LocalError, match=field):
            PeerConfig(address="192.0.2.1", **{field: value})  # type: ignore[arg-type]  # on purpose
        with pytest.raises(LocalError, match="no Policy"):
            Chain.of(ACCEPT_ALL, value)  # type: ignore[arg-type]  # as above
