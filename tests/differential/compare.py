"""Runs one scenario with one daemon, and compares what it chose with what our preset chooses."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import attrs

from bgplib import Context, Update, decode
from bgplib.decision import DecisionContext, DecisionProcess
from bgplib.decision.context import everything_resolvable
from bgplib.iana.families import Family
from bgplib.rib import Rib
from bgplib.route import Route
from tests.differential.daemons import Chooser
from tests.differential.feed import feed
from tests.differential.scenarios import (
    CONFEDERATION,
    DAEMON_AS,
    DAEMON_ID,
    Announcement,
    Neighbour,
    Scenario,
    announcements,
)

__all__ = ["Comparison", "compare", "our_process", "our_rib"]


@attrs.frozen(kw_only=True)
class Comparison:
    """What a daemon and a preset made of the same routes."""

    daemon: str  #: the daemon's name
    scenario: str  #: the scenario's name
    routes: int  #: how many routes there were
    prefixes: int  #: to how many prefixes
    equal: int  #: for how many the same path was chosen
    #: for how many another one was, since the daemon compares MULTI_EXIT_DISC in pairs
    in_pairs: int
    #: whose path the daemon chose for all others, and our explanation
    different: tuple[tuple[str, int | None, str], ...]


def our_process(chooser: Chooser, scenario: Scenario) -> DecisionProcess:
    """Return the preset of a daemon, configured as the scenario asks."""
    if scenario.options.ignore_as_path_length:
        return chooser.preset.without("shortest AS_PATH")
    return chooser.preset


def our_rib(
    process: DecisionProcess,
    scenario: Scenario,
    routes: list[Announcement],
    resolve: Callable[[bytes], int | None] = everything_resolvable,
) -> Rib:
    """Feed the same routes, in the same order, to a RIB of ours."""
    own = {DAEMON_AS, CONFEDERATION} if scenario.confederation else {DAEMON_AS}
    rib = Rib(
        process,
        DecisionContext(
            resolve=resolve,
            local_asns=own,
            identifier=DAEMON_ID,
            cluster_id=DAEMON_ID,
            always_compare_med=scenario.options.always_compare_med,
        ),
    )
    sources = {neighbour: neighbour.source for neighbour in scenario.neighbours}
    contexts = {neighbour: _context(neighbour) for neighbour in scenario.neighbours}
    for route in routes:
        context = contexts[route.neighbour]
        message = decode(route.update.encode(context), context)
        assert isinstance(message, Update)
        rib.update(sources[route.neighbour], message)
    return rib


def _context(neighbour: Neighbour) -> Context:
    return Context(
        families=(Family.IPV4_UNICAST,),
        session=neighbour.session,
        local_as=DAEMON_AS,
        peer_as=neighbour.asn,
        aigp=neighbour.aigp,
    )


def _number(route: Route | None) -> int | None:
    return None if route is None else route.source.address[-1] - 10


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.33.1", 0))
        port: int = sock.getsockname()[1]
        return port


def compare(chooser: Chooser, scenario: Scenario, count: int, seed: int) -> Comparison:
    """Feed both, and compare."""
    routes = announcements(scenario, count, seed)
    port = free_port()
    with chooser.make(scenario, port) as daemon:
        theirs = asyncio.run(feed(chooser, daemon, scenario, routes, port))
    process = our_process(chooser, scenario)
    rib = our_rib(process, scenario, routes, chooser.cost)
    paired = our_rib(chooser.in_pairs(process), scenario, routes, chooser.cost)
    prefixes = sorted({route.prefix for route in routes})
    in_pairs = 0
    different = []
    for prefix in prefixes:
        chosen = theirs.get(prefix)
        if _number(rib.best(prefix)) == chosen:
            continue
        if chosen is not None and _number(paired.best(prefix)) == chosen:
            in_pairs += 1
        else:
            different.append((prefix, chosen, str(rib.explain(prefix))))
    return Comparison(
        daemon=chooser.name,
        scenario=scenario.name,
        routes=len(routes),
        prefixes=len(prefixes),
        equal=len(prefixes) - in_pairs - len(different),
        in_pairs=in_pairs,
        different=tuple(different),
    )
