"""Payloads that come and go, and a speaker that had the last of them from the beginning: the twin.

It is told the same UPDATEs, and has to choose the same and to tell its peers the same octets.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bgplib.attributes import AsPath
from bgplib.attributes.extended_communities import ExtendedCommunities, from_int
from bgplib.context import Context
from bgplib.iana.families import Family
from bgplib.policy import (
    ACCEPT_ALL,
    Action,
    AspaTable,
    Chain,
    Policy,
    PolicyContext,
    Roa,
    RoaTable,
    Statement,
)
from bgplib.policy.matchers import AspaIs, RpkiIs
from bgplib.policy.modifiers import SetLocalPref, SetMed, SetValidationState
from bgplib.route import Route
from bgplib.speaker import Peer, Speaker
from tests.unit.speaker.world import World

_FAMILIES: Final = (Family.IPV4_UNICAST, Family.IPV6_UNICAST)
_PREFIXES: Final = (
    "0.0.0.0/0",
    "10.0.0.0/8",
    "10.0.0.0/15",
    "10.1.0.0/16",
    "10.1.1.0/24",
    "10.1.1.1/32",
    "10.128.0.0/9",
    "2001:db8::/32",
    "2001:db8:1::/48",
)
_ASNS: Final = (0, 65000, 65001, 65002, 65009)
#: what was seen: payloads that mattered at once, and payloads that mattered in the end
_SEEN: Final = Counter[str]()


def _policy(name: str, *statements: tuple[Any, Any]) -> Policy:
    """Return a policy of matchers, each with what it modifies; None: it refuses."""
    return Policy(
        name=name,
        statements=[
            Statement(name=str(number), matchers=matcher, action=Action.REJECT)
            if modifiers is None
            else Statement(name=str(number), matchers=matcher, modifiers=modifiers)
            for number, (matcher, modifiers) in enumerate(statements)
        ],
        default=Action.ACCEPT,
    )


def _crowded(_route: Route, context: PolicyContext) -> bool:
    """Hold where there are many payloads, wherever they are."""
    return context.roas is not None and len(context.roas) > 2


_DROP: Final = _policy("drop", (RpkiIs("invalid"), None))
_RANK: Final = _policy(
    "rank",
    (RpkiIs("valid"), SetLocalPref(200)),
    (RpkiIs("not-found") & ~RpkiIs("invalid"), SetLocalPref(150)),
)
_MARK: Final = _policy(
    "mark",
    (RpkiIs("invalid"), (SetValidationState("invalid"), SetMed(9))),
    (RpkiIs("valid"), SetValidationState("valid")),
)
_PATHS: Final = _policy("paths", (AspaIs("invalid"), None), (AspaIs("valid"), SetLocalPref(120)))
_OWN: Final = _policy("own", (_crowded, None))
_POLICIES: Final = st.sampled_from(
    (ACCEPT_ALL, _DROP, _RANK, _MARK, _PATHS, _OWN, Chain.of(_RANK, _DROP), Chain.of(_PATHS, _MARK))
)


@st.composite
def _roas(draw: st.DrawFn) -> RoaTable | None:
    if draw(st.sampled_from((False,) * 5 + (True,))):
        return None
    roas = []
    for text, asn in draw(
        st.lists(st.tuples(st.sampled_from(_PREFIXES), st.sampled_from(_ASNS)), max_size=4)
    ):
        roa = Roa(prefix=text, asn=asn)
        longest = len(roa.prefix.address) * 8
        most = min(roa.prefix.length + draw(st.integers(0, 16)), longest)
        roas.append(attrs.evolve(roa, max_length=most))
    return RoaTable(roas)


_ASPAS: Final = st.none() | st.dictionaries(
    st.sampled_from(_ASNS[1:]), st.lists(st.sampled_from(_ASNS), min_size=1, max_size=2), max_size=3
).map(AspaTable.of)


@attrs.frozen
class _Plan:
    """How a speaker is configured, what it is told, and which payloads it has when."""

    roas: RoaTable | None
    aspas: AspaTable | None
    policies: tuple[Any, ...]  # for import from each peer, and for export to each
    paths: int | None  # how many to a destination are told
    steps: tuple[tuple[Any, ...], ...]


def _plans() -> st.SearchStrategy[_Plan]:
    roas, aspas = st.tuples(st.just("roas"), _roas()), st.tuples(st.just("aspas"), _ASPAS)
    tables = st.lists(roas | aspas, min_size=1, max_size=2).map(dict)
    prefixes, peers = st.sampled_from(_PREFIXES), st.integers(0, 3)
    announce = st.tuples(
        st.just("announce"),
        st.integers(0, 4),
        prefixes,
        st.sampled_from(("", "65009", "65002 65009", "65009 {65001}")),
        st.none() | st.integers(0, 2),
    )
    validate = st.tuples(st.just("validate"), tables)
    # `one_of` would take each of these once, however often it is named.
    step = st.sampled_from(
        (
            *(announce,) * 6,
            st.tuples(st.just("withdraw"), st.integers(0, 4), prefixes),
            *(validate,) * 3,
            st.tuples(st.just("cut"), peers),
            st.tuples(st.just("block"), peers),
            st.tuples(st.just("refresh"), peers),
            st.tuples(st.just("settle")),
        )
    ).flatmap(lambda kind: kind)
    return st.builds(
        _Plan,
        _roas(),
        _ASPAS,
        st.tuples(*[_POLICIES] * 8),
        st.sampled_from((1, 1, 2, None)),
        st.lists(step, min_size=9, max_size=25).map(tuple),
    )


class _Hub:
    """A speaker with two external peers, a client and another internal peer; all say something."""

    def __init__(self, plan: _Plan, **tables: Any) -> None:
        self.world = World()
        self.world.keep_events = False
        self.speaker = self.world.speaker(65000, 9, **tables)
        self.others: list[Speaker] = []
        self.near: list[Peer] = []
        self.far: list[Peer] = []
        for number, asn in enumerate((65001, 65002, 65000, 65000)):
            other = self.world.speaker(asn, number + 1)
            near, far = self.world.link(
                self.speaker,
                other,
                families=_FAMILIES,
                rules=Context(enforce_first_as=False),
                output_limit=200,
                next_hop_ipv6="2001:db8::1",
                left_side={
                    "import_policy": plan.policies[number],
                    "export_policy": plan.policies[number + 4],
                    "route_reflector_client": number == 2,
                    "send_paths": plan.paths,
                },
                right_side={"add_path_receive": _FAMILIES if plan.paths != 1 else ()},
            )
            self.others.append(other)
            self.near.append(near)
            self.far.append(far)
        self.world.start()

    def play(self, plan: _Plan, *, all_of_it: bool) -> dict[str, Any]:
        """Let what a plan says happen, or the routes alone, and return what came of it."""
        for name, *values in plan.steps:
            if all_of_it or name in ("announce", "withdraw"):
                getattr(self, f"_{name}")(*values)
        self.world.blocked.clear()
        self.world.wait(400)
        assert all(peer.is_established for peer in (*self.near, *self.far))
        return self._tables()

    def _announce(self, who: int, prefix: str, path: str, state: int | None) -> None:
        attributes: list[object] = [AsPath.parse(path)] if path else []
        if state is not None:
            attributes.append(ExtendedCommunities((from_int(0x4300000000000000 + state),)))
        by = (*self.others, self.speaker)[who]
        by.originate(prefix, self.world.now, attributes=attributes)
        if by is not self.speaker:
            self.world.settle()

    def _withdraw(self, who: int, prefix: str) -> None:
        (*self.others, self.speaker)[who].withdraw(prefix, self.world.now)
        self.world.settle()

    def _validate(self, tables: dict[str, Any]) -> None:
        before = _said(self.speaker.loc_rib)
        self.speaker.update_validation(self.world.now, **tables)
        _SEEN["at once"] += before != _said(self.speaker.loc_rib)

    def _cut(self, who: int) -> None:
        self.world.cut(self.near[who])

    def _block(self, who: int) -> None:
        self.world.blocked.add(self.near[who])

    def _refresh(self, who: int) -> None:
        connection = self.far[who].connection
        if connection is not None and connection.writable:
            self.far[who].request_refresh(_FAMILIES[0], self.world.now)

    def _settle(self) -> None:
        self.world.settle()

    def _tables(self) -> dict[str, Any]:
        """Return what came in, what was chosen, what goes out, and what arrived there."""
        speaker = self.speaker
        found: dict[str, Any] = {"chosen": _said(speaker.loc_rib)}
        for near, far in zip(self.near, self.far, strict=True):
            found[f"taken from {near.name}"] = _said(speaker.adj_rib_in(near, after_policy=True))
            found[f"told {near.name}"] = _said(speaker.adj_rib_out(near))
            found[f"heard by {near.name}"] = _said(far.speaker.adj_rib_in(far))
        return found


def _said(routes: Any) -> Counter[tuple[Any, ...]]:
    """Return routes by all that they say, but for the numbers that tell several paths apart."""
    return Counter(
        (
            route.family,
            route.key,
            route.source.address,
            route.path.attributes.octets,
            route.path.next_hop_octets,
            route.path.preference,
        )
        for route in routes
    )


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(_plans())
def _payloads_lead_to_the_same_whenever_they_came(plan: _Plan) -> None:
    hub = _Hub(plan, roas=plan.roas, aspas=plan.aspas)
    found = hub.play(plan, all_of_it=True)
    config = hub.speaker.config
    assert found == _Hub(plan, roas=config.roas, aspas=config.aspas).play(plan, all_of_it=False)
    former = _Hub(plan, roas=plan.roas, aspas=plan.aspas).play(plan, all_of_it=False)
    _SEEN["in the end"] += found != former


def test_payloads_lead_to_the_same_whenever_they_came() -> None:
    """RFC 6811 §4: all that payloads affect has been validated again when they came and went."""
    _SEEN.clear()
    _payloads_lead_to_the_same_whenever_they_came()
    # Routes fared otherwise by some of them.
    assert _SEEN["at once"]
    assert _SEEN["in the end"]
