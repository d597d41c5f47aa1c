"""Topologies: networks of speakers as operators build them, ready to be run.

    topology = leaf_spine(leaves=4, spines=2)
    report = topology.converge()
    assert report.settled

Each function makes the speakers and their links; what they announce, and what happens to the links,
is up to the program. All time is virtual, and equal seeds give equal runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations
from typing import Any, Final

import attrs

from bgplib._checks import check
from bgplib.attributes import MultiExitDisc
from bgplib.context import Context
from bgplib.decision import RFC4271, AsPathRule, DecisionContext, MultipathRules
from bgplib.decision.preference import SHORTEST_AS_PATH, SHORTEST_AS_PATH_WITH_CONFEDERATION
from bgplib.decision.tie_break import LOWEST_IDENTIFIER
from bgplib.decision.vendor import CONFEDERATION_OVER_INTERNAL
from bgplib.errors import LocalError
from bgplib.iana.families import Family
from bgplib.policy import Action, Policy
from bgplib.policy.well_known import shutting_down
from bgplib.route import Route
from bgplib.speaker import Confederation, Speaker, SpeakerConfig
from bgplib.testing.network import Counts, Network
from bgplib.testing.nodes import Link, Router
from bgplib.values.address import address_text

__all__ = [
    "MED_OSCILLATION_PREFIX",
    "Report",
    "Topology",
    "confederation",
    "full_mesh",
    "leaf_spine",
    "med_oscillation",
    "route_reflector",
    "route_server",
]

_ANY_FIRST_AS: Final = Context(enforce_first_as=False)
_HEEDS_SHUTDOWN: Final = Policy(
    name="accept all, at last what is shut down",
    statements=[shutting_down()],
    default=Action.ACCEPT,
)
#: before the identifier, and the prefix, of the first router; behind the last of 192.168.0.0/16 and
#: of 10.0.0.0/8, which 65,535 routers have, go on those that follow
_IDENTIFIERS: Final = 0xC0A80000
_PREFIXES: Final = 0x0A000000
_FIRST_PRIVATE_AS: Final = 64512


@attrs.frozen(kw_only=True)
class Report:
    """What it took to settle."""

    settled: bool  #: whether nothing was announced or withdrawn any more
    #: seconds of virtual time from the start to the last UPDATE that arrived
    convergence_time: float
    #: how many of each type all speakers sent since the report before this one; 0 of those that
    #: nobody ever sent, which are not listed
    messages: Mapping[str, int]
    octets: int  #: how many octets they sent since then
    #: best paths at the end: for each router, prefix to the AS path and the peer it is from
    tables: Mapping[str, Mapping[str, str]] = attrs.field(repr=False)


@attrs.define(eq=False)
class Topology:
    """A network of speakers, by name."""

    network: Network  #: the wires and the time
    routers: dict[str, Router] = attrs.field(factory=dict)  #: the speakers
    #: for each router the prefix that it originates; others originate nothing
    prefixes: dict[str, str] = attrs.field(factory=dict)
    #: what routers that share the load among equal paths share it by; None: they do not
    multipath: MultipathRules | None = None
    _messages: Mapping[str, int] = attrs.field(factory=dict, init=False)  #: of earlier reports
    _octets: int = attrs.field(default=0, init=False)  #: of earlier reports

    def add(self, name: str, asn: int, *, originates: bool = True, **fields: Any) -> Router:
        """Add a speaker, whose BGP Identifier and prefix follow from how many there are.

        Args:
            name: what tells it apart.
            asn: its AS number.
            originates: it announces a prefix of its own.
            fields: further fields of `SpeakerConfig`.

        Raises:
            LocalError: there is a router of that name; or `originates` is not True or False.
        """
        check(originates, bool, "originates")
        if name in self.routers:
            raise LocalError(f"there is a router {name} already")
        number = len(self.routers) + 1
        identifier = address_text((_IDENTIFIERS + number).to_bytes(4, "big"))
        speaker = Speaker(SpeakerConfig(local_as=asn, identifier=identifier, **fields))
        router = self.routers[name] = self.network.add(speaker, name)
        if originates:
            network = address_text((_PREFIXES + (number << 8)).to_bytes(4, "big"))
            self.prefixes[name] = f"{network}/24"
            speaker.originate(self.prefixes[name], self.network.now)
        return router

    def link(self, left: str, right: str, **properties: Any) -> Link:
        """Link two speakers; see `Network.link`.

        Raises:
            LocalError: there is no router of a name, or they are linked already.
        """
        return self.network.link(self._router(left), self._router(right), **properties)

    def wire(self, left: str, right: str) -> Link:
        """Return the link between two speakers.

        Raises:
            LocalError: there is none, or no router of a name.
        """
        found = self._router(left).node(self._router(right)).attached
        if found is None:
            raise LocalError(f"{left} has no link to {right}")
        return found

    def _router(self, name: str) -> Router:
        router = self.routers.get(name)
        if router is None:
            known = ", ".join(self.routers) or "none"
            raise LocalError(f"there is no router {name}; there are {known}")
        return router

    def cut(self, left: str, right: str) -> None:
        """Break the link between two speakers."""
        self.network.cut(self.wire(left, right))

    def repair(self, left: str, right: str) -> None:
        """Let a link work again."""
        self.wire(left, right).up = True

    def start(self) -> None:
        """Start all speakers."""
        self.network.start()

    def converge(self, *, quiet: float = 60.0, limit: float = 3600.0) -> Report:
        """Start what was not started, and let time go by until no UPDATE comes for a while.

        Args:
            quiet: for how many seconds nothing has to be announced or withdrawn; more than 0. What
                is longer in coming, such as the end of Hold Time behind a wire that was cut
                silently, of `mrai` or of a graceful restart, needs a larger number.
            limit: after so many seconds it is taken for what never settles.

        Raises:
            LocalError: quiet is not more than 0.
        """
        check(quiet, float, "quiet")
        if quiet <= 0:
            raise LocalError(f"quiet is {quiet}: nothing is announced in no time at all")
        network = self.network
        began = network.now
        if not any(router.alarm is not None for router in self.routers.values()):
            self.start()
        settled = False
        while not settled and network.now < began + limit:
            network.run(quiet)
            latest = network.last_update
            settled = latest is None or latest + quiet <= network.now
        latest = network.last_update
        messages, octets = network.messages(), network.octets
        earlier, self._messages = self._messages, messages
        before, self._octets = self._octets, octets
        return Report(
            settled=settled,
            convergence_time=max(0.0, (began if latest is None else latest) - began),
            messages=Counts((name, n - earlier.get(name, 0)) for name, n in messages.items()),
            octets=octets - before,
            tables=self.tables(),
        )

    def tables(self) -> dict[str, dict[str, str]]:
        """Return what each router chose: destination to the AS path and the peer it is from."""
        names = self._names()
        return {
            name: {
                route.destination: _described(route, names)
                for route in sorted(router.speaker.loc_rib, key=lambda route: route.key)
            }
            for name, router in self.routers.items()
        }

    def _names(self) -> dict[int, str]:
        """Return who has which BGP Identifier."""
        return {router.speaker.source.identifier: name for name, router in self.routers.items()}

    def equal_paths(self, name: str, prefix: str) -> list[str]:
        """Return the peers among which a router shares the load to a prefix.

        Raises:
            LocalError: the topology has no rules for that, or there is no such router.
        """
        if self.multipath is None:
            raise LocalError("the routers of this topology do not share the load")
        router = self._router(name)
        shared = router.speaker.rib.multipath(prefix, rules=self.multipath)
        names = self._names()
        return sorted(names.get(route.source.identifier, str(route.source)) for route in shared)


def _described(route: Route, names: Mapping[int, str]) -> str:
    source = names.get(route.source.identifier, str(route.source))
    return f"{route.attributes.as_path_text or '-'} from {source}"


def both_ends(
    link: Mapping[str, Any],
    left: Mapping[str, Any] | None = None,
    right: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the fields of a link, in which what a program says goes over what a topology says.

    Args:
        link: what the program says, perhaps with `left_peer` and `right_peer`.
        left: fields of the `PeerConfig` at the left end, of the topology.
        right: the same at the right end.

    Raises:
        LocalError: fields of a peer are no mapping.
    """
    fields = dict(link)
    for name, ours in (("left_peer", left or {}), ("right_peer", right or {})):
        theirs = fields.get(name) or {}
        check(theirs, Mapping, name)
        fields[name] = {**ours, **theirs}
    return fields


def _count(value: int, name: str, least: int = 0) -> None:
    """Check how many routers there are to be.

    Raises:
        LocalError: it is no number, or less than there have to be.
    """
    check(value, int, name)
    if value < least:
        raise LocalError(f"{name} is {value}, it must be at least {least}")


def full_mesh(count: int, *, seed: int = 0, **link: Any) -> Topology:
    """Return routers of one AS, each with a session with every other (RFC 4271 §9.2).

    They are `r1`, `r2` and so on.

    Args:
        count: how many.
        seed: of the delays, where links have `jitter`.
        link: fields of every link.

    Raises:
        LocalError: `count` is no number of routers.
    """
    _count(count, "count")
    topology = Topology(Network(seed))
    names = [f"r{number}" for number in range(1, count + 1)]
    for name in names:
        topology.add(name, _FIRST_PRIVATE_AS)
    for left, right in combinations(names, 2):
        topology.link(left, right, **link)
    return topology


def route_reflector(
    clients: int, reflectors: int = 1, *, seed: int = 0, cluster_id: str | None = None, **link: Any
) -> Topology:
    """Return clients of one AS, and reflectors that have sessions with all of them (RFC 4456).

    Reflectors are `rr1`, `rr2` and so on, and announce nothing; clients are `c1`, `c2`.

    Args:
        clients: how many clients.
        reflectors: how many reflectors; they have sessions with each other.
        seed: of the delays, where links have `jitter`.
        cluster_id: the CLUSTER_ID of all reflectors; None: each has its own.
        link: fields of every link; `left_peer` is what a reflector knows of a client.

    Raises:
        LocalError: how many there are to be is no number of routers.
    """
    _count(clients, "clients")
    _count(reflectors, "reflectors")
    topology = Topology(Network(seed))
    mirrors = [f"rr{number}" for number in range(1, reflectors + 1)]
    ends = [f"c{number}" for number in range(1, clients + 1)]
    for name in mirrors:
        topology.add(name, _FIRST_PRIVATE_AS, originates=False, cluster_id=cluster_id)
    for name in ends:
        topology.add(name, _FIRST_PRIVATE_AS)
    for left, right in combinations(mirrors, 2):
        topology.link(left, right, **link)
    for mirror in mirrors:
        for end in ends:
            topology.link(mirror, end, **both_ends(link, {"route_reflector_client": True}))
    return topology


def confederation(
    members: int,
    routers: int = 2,
    *,
    seed: int = 0,
    identifier: int = 65000,
    plain: bool = False,
    **link: Any,
) -> Topology:
    """Return a ring of Member-ASes, each a full mesh, and a neighbour outside (RFC 5065).

    RFC 5065 §5.3 counts no Member-ASes in the length of a path, and takes those who announce it
    for internal. Identifiers decide then, around a ring perhaps for ever, so that vendors have two
    steps besides: fewer Member-ASes, and other Member-ASes over one's own. Routers are `m1r1`,
    `m1r2`, `m2r1` and so on, and the neighbour, which is one of `m1r1`, is `outside`.

    Args:
        members: how many Member-ASes; the first router of each links to the last of the next.
        routers: how many routers each has.
        seed: of the delays, where links have `jitter`.
        identifier: the AS number that the neighbour knows.
        plain: choose by RFC 5065 alone.
        link: fields of every link.

    Raises:
        LocalError: how many there are to be is no number from 1 on.
    """
    _count(members, "members", 1)
    _count(routers, "routers", 1)
    topology = Topology(Network(seed))
    asns = [_FIRST_PRIVATE_AS + number for number in range(members)]
    names = [
        [f"m{member}r{number}" for number in range(1, routers + 1)]
        for member in range(1, members + 1)
    ]
    whole = Confederation(identifier, asns)
    process = RFC4271
    if not plain:
        process = process.replacing(SHORTEST_AS_PATH, SHORTEST_AS_PATH_WITH_CONFEDERATION)
        process = process.inserting(CONFEDERATION_OVER_INTERNAL, before=LOWEST_IDENTIFIER)
    for asn, group in zip(asns, names, strict=True):
        for name in group:
            topology.add(name, asn, confederation=whole, process=process)
        for left, right in combinations(group, 2):
            topology.link(left, right, **link)
    ring = list(range(members)) if members > 2 else list(range(members - 1))
    for member in ring:
        topology.link(names[member][0], names[(member + 1) % members][-1], **link)
    topology.add("outside", 64496)
    topology.link("outside", names[0][0], **link)
    return topology


def route_server(clients: int, *, seed: int = 0, **link: Any) -> Topology:
    """Return a route server, `rs`, and clients of an AS each, `c1`, `c2` and so on (RFC 7947).

    Args:
        clients: how many.
        seed: of the delays, where links have `jitter`.
        link: fields of every link; `left_peer` is what the route server knows of a client.

    Raises:
        LocalError: `clients` is no number of routers.
    """
    _count(clients, "clients")
    topology = Topology(Network(seed))
    topology.add("rs", _FIRST_PRIVATE_AS, originates=False)
    for number in range(1, clients + 1):
        name = f"c{number}"
        topology.add(name, _FIRST_PRIVATE_AS + number)
        # A path from a route server does not begin with the server's AS (RFC 7947 §2.2.2.1).
        topology.link(
            "rs",
            name,
            **both_ends(link, {"route_server_client": True}, {"rules": _ANY_FIRST_AS}),
        )
    return topology


def leaf_spine(leaves: int, spines: int, *, seed: int = 0, **link: Any) -> Topology:
    """Return a data centre of two tiers: every leaf has a session with every spine (RFC 7938).

    RFC 7938 §5.2.1 gives all devices of the upper tier one AS number, and each leaf its own; leaves
    share the load among paths through all spines (§6.1), and turn away from one that is about to be
    shut down (RFC 8326 §4.1). They are `leaf1` and `spine1` and so on, and report their best paths
    as events.

    Args:
        leaves: how many leaves.
        spines: how many spines.
        seed: of the delays, where links have `jitter`.
        link: fields of every link; `left_peer` is what a leaf knows of a spine.

    Raises:
        LocalError: how many there are to be is no number of routers.
    """
    _count(leaves, "leaves")
    _count(spines, "spines")
    topology = Topology(
        Network(seed),
        multipath=MultipathRules(maximum=max(spines, 1), as_path=AsPathRule.LENGTH),
    )
    for number in range(1, spines + 1):
        topology.add(f"spine{number}", _FIRST_PRIVATE_AS, originates=False, best_changes=True)
    heeding = {"import_policy": _HEEDS_SHUTDOWN}
    for number in range(1, leaves + 1):
        topology.add(f"leaf{number}", _FIRST_PRIVATE_AS + number, best_changes=True)
        for spine in range(1, spines + 1):
            topology.link(
                f"leaf{number}",
                f"spine{spine}",
                **both_ends(link, heeding, heeding),
            )
    return topology


def med_oscillation(
    *, seed: int = 0, always_compare_med: bool = False, add_paths: bool = False, **link: Any
) -> Topology:
    """Return two clusters of reflectors whose choice may never settle (RFC 3345).

    Routers b and c are clients of reflector a, e is one of reflector d. AS 6 announces a prefix to
    b, and AS 10 to c with a MULTI_EXIT_DISC of 10 and to e with one of 0. Whatever a chooses makes
    d choose so that a has to choose again: MULTI_EXIT_DISC of c's path loses against e's, which is
    further away than b's, which hides e's from a. AS 6 is `x6`, and AS 10 is `x10a` and `x10b`.

    Args:
        seed: of the delays, where links have `jitter`.
        always_compare_med: compare MULTI_EXIT_DISC whatever the neighbouring AS: it settles.
        add_paths: internal sessions carry all paths (RFC 7964): it settles.
        link: fields of every link; `left_peer` is what a reflector knows of a client, and an AS
            outside of a router inside.
    """
    topology = Topology(Network(seed))
    #: how far the border routers are from the reflectors
    costs = {"a": {"b": 5, "c": 4, "e": 13}, "d": {"b": 6, "c": 9, "e": 12}}
    numbers = {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}
    addresses = {bytes((192, 168, 0, number)): name for name, number in numbers.items()}

    def resolver(name: str) -> Callable[[bytes], int | None]:
        return lambda next_hop: costs.get(name, {}).get(addresses.get(next_hop, ""), 1)

    decision = DecisionContext(always_compare_med=always_compare_med)
    for name in numbers:
        topology.add(name, 100, originates=False, resolve=resolver(name), decision=decision)
    inside: dict[str, Any] = {}
    if add_paths:
        inside = {"send_paths": None, "add_path_receive": [Family.IPV4_UNICAST]}
    for reflector, client in (("a", "b"), ("a", "c"), ("d", "e")):
        topology.link(
            reflector,
            client,
            **both_ends(
                link,
                {"route_reflector_client": True, **inside},
                {"next_hop_self": True, **inside},
            ),
        )
    topology.link("a", "d", **both_ends(link, inside, inside))
    for name, asn, border, med in (("x6", 6, "b", 1), ("x10a", 10, "c", 10), ("x10b", 10, "e", 0)):
        outside = topology.add(name, asn, originates=False)
        outside.speaker.originate(
            MED_OSCILLATION_PREFIX, topology.network.now, attributes=[MultiExitDisc(med)]
        )
        topology.link(name, border, **link)
    return topology


#: what AS 6 and AS 10 announce in `med_oscillation`
MED_OSCILLATION_PREFIX: Final = "10.0.0.0/8"
