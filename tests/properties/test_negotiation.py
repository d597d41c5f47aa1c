"""Negotiation, of any two OPENs: both ends agree, and what the report proposes helps."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Final

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

from bgplib import capabilities as sorts
from bgplib.capabilities import (
    AddPath,
    Capability,
    GracefulRestart,
    LongLivedGracefulRestart,
    MultipleLabels,
    Role,
)
from bgplib.context import SessionType
from bgplib.iana.families import Family
from bgplib.messages.open import Open
from bgplib.session.negotiation import Agreement, Negotiation
from bgplib.testing.strategies.messages import opens

_FAMILIES: Final = (
    Family.IPV4_UNICAST,
    Family.IPV6_UNICAST,
    Family.IPV4_LABELED,
    Family.L2VPN_EVPN,
)
_OTHER_END: Final = {
    "send": "receive",
    "receive": "send",
    "the peer restarts": "we restart",
    "we restart": "the peer restarts",
}


@st.composite
def _related(draw: st.DrawFn, families: Sequence[Family] = _FAMILIES, least: int = 0) -> Open:
    """Make OPENs of few families, so that two of them have something in common.

    Args:
        draw: what draws.
        families: those that there are.
        least: how many of each are named, at least.
    """
    family = st.sampled_from(families)
    some = st.lists(family, min_size=least, max_size=3)
    mode = st.integers(0, 4)
    pairs = st.lists(st.tuples(family, mode), min_size=least, max_size=3).map(tuple)
    flags = st.booleans()
    restarting = st.builds(sorts.GracefulRestartFamily, family, flags)
    staying = st.builds(
        sorts.LongLivedFamily,
        family=family,
        stale_time=st.integers(0, 9),
        forwarding=flags,
    )
    filters = st.lists(st.tuples(st.sampled_from((64, 65)), mode), min_size=least, max_size=2)
    filtering = st.builds(sorts.OrfEntry, family, filters.map(tuple))
    asn = draw(st.sampled_from((64500, 64501, 4_200_000_000)))
    values: list[Capability] = [sorts.Multiprotocol(family) for family in draw(some)]
    for value in (
        sorts.FourOctetAs(asn),
        sorts.ExtendedMessage(),
        sorts.RouteRefreshCapability(),
        sorts.EnhancedRouteRefresh(),
        sorts.UnknownCapability(200, b"x"),
        sorts.Fqdn(b"r1", b""),
    ):
        values += [value] * draw(st.integers(0, 2))
    for strategy in (
        st.builds(AddPath, pairs),
        st.builds(sorts.ExtendedNextHop, pairs),
        st.builds(MultipleLabels, pairs),
        st.builds(Role, st.integers(0, 6)),
        st.builds(
            sorts.Bgpsec,
            afi=st.sampled_from((1, 1, 2, 3)),
            send=flags,
            version=st.sampled_from((0, 0, 1)),
        ),
        st.builds(
            GracefulRestart,
            restart_time=st.integers(0, 9),
            families=st.lists(restarting, min_size=least, max_size=3).map(tuple),
            notification=flags,
            restarted=flags,
        ),
        st.builds(
            LongLivedGracefulRestart, st.lists(staying, min_size=least, max_size=3).map(tuple)
        ),
        st.builds(
            sorts.OutboundRouteFiltering,
            st.lists(filtering, min_size=least, max_size=2, unique=True).map(tuple),
        ),
    ):
        values += draw(st.lists(strategy, min_size=least, max_size=2))
    return Open.build(
        asn=asn,
        hold_time=draw(st.sampled_from((0, 3, 90, 180))),
        identifier="192.0.2.1",
        capabilities=draw(st.permutations(values)),
        extended=True,
    )


_any = opens() | _related()
#: two OPENs, most of which have much in common
_pairs = st.one_of(
    st.tuples(_any, _any),
    *(st.tuples(*[_related(_FAMILIES[:few], 1)] * 2) for few in (1, 2)),
)
#: what two ends agreed on
_AGREED: Final = Counter[str]()
_sessions = st.none() | st.sampled_from(SessionType)


def _say(message: Open, value: Capability) -> Open:
    """Return an OPEN that says one thing more, as a configuration would say it."""
    said = list(message.capabilities)
    if isinstance(value, AddPath):
        old = message.capability(AddPath)
        modes = {} if old is None else dict(old.valid)
        for family, mode in value.modes:
            modes[family] = modes.get(family, 0) | mode
        value = AddPath(tuple(modes.items()))
    elif isinstance(value, MultipleLabels):
        labels = message.capability(MultipleLabels)
        value = MultipleLabels(value.counts + (() if labels is None else labels.valid))
    elif isinstance(value, GracefulRestart):
        restart = message.capability(GracefulRestart)
        if restart is not None:
            value = attrs.evolve(
                value,
                families=restart.families + value.families,
                notification=restart.notification or value.notification,
            )
    elif isinstance(value, LongLivedGracefulRestart):
        longer = message.capability(LongLivedGracefulRestart)
        value = LongLivedGracefulRestart(
            (() if longer is None else longer.families) + value.families
        )
    if isinstance(value, AddPath | MultipleLabels | GracefulRestart | Role):
        said = [each for each in said if type(each) is not type(value)]
    return attrs.evolve(message, parameters=((*said, value),))


def _line(negotiation: Negotiation, subject: str) -> Agreement:
    (found,) = [line for line in negotiation.report if line.subject == subject]
    return found


def _from_the_other_end(subject: str) -> str:
    for here, there in _OTHER_END.items():
        if subject.endswith(f" {here}"):
            return subject.removesuffix(here) + there
    return subject


@given(_pairs, _sessions)
def _both_ends_agree(pair: tuple[Open, Open], session: SessionType | None) -> None:
    ours, theirs = pair
    here = Negotiation.of(ours, theirs, session)
    there = Negotiation.of(theirs, ours, session)
    assert here.hold_time == there.hold_time
    assert frozenset(here.families) == frozenset(there.families) == here.context.families
    assert here.send_extended == there.receive_extended
    assert here.context.add_path_send == there.context.add_path_receive
    assert here.orf_send == there.orf_receive
    assert here.long_lived.keys() == there.long_lived.keys()
    assert (here.graceful_restart is None) == (there.graceful_restart is None)
    if here.graceful_restart is not None and there.graceful_restart is not None:
        assert set(here.graceful_restart.families) == set(there.graceful_restart.our_families)
        assert here.graceful_restart.notification == there.graceful_restart.notification
    mirrored = {_from_the_other_end(line.subject): line for line in there.report}
    for line in here.report:
        other = mirrored.pop(line.subject)
        assert line.agreed == other.agreed, line
        assert (line.ours, line.theirs) == (other.theirs, other.ours), line
        if line.subject != "ROLE":  # of two ways to agree on roles each end proposes its own
            assert (line.offer, line.request) == (other.request, other.offer), line
    assert not mirrored
    for name in ("families", "orf_send", "long_lived", "graceful_restart"):
        _AGREED[name] += bool(getattr(here, name))
    _AGREED["add_path"] += bool(here.context.add_path_send)
    _AGREED["stale"] += here.graceful_restart is not None and bool(here.graceful_restart.families)


def test_both_ends_agree() -> None:
    """Times and families are the same at both ends; what one sends the other receives."""
    _AGREED.clear()
    _both_ends_agree()
    # All of it was agreed on by some.
    assert min(_AGREED.values()) > 0, _AGREED


@given(_pairs, _sessions)
def test_nothing_goes_beyond_the_families(
    pair: tuple[Open, Open], session: SessionType | None
) -> None:
    """What belongs to a family is agreed on only where the family is (RFC 4760 §8)."""
    ours, theirs = pair
    found = Negotiation.of(ours, theirs, session)
    families = frozenset(found.families)
    assert found.end_of_rib_families <= families
    assert found.long_lived.keys() <= families
    assert {family for family, _ in found.orf_send | found.orf_receive} <= families
    if found.graceful_restart is not None:
        assert frozenset(found.graceful_restart.families) <= families
        assert found.graceful_restart.forwarding <= frozenset(found.graceful_restart.families)
    for line in found.report:
        assert line.family is None or line.family in families or not line.agreed


@given(_any, _any, _sessions)
def test_the_report_says_what_the_values_say(
    ours: Open, theirs: Open, session: SessionType | None
) -> None:
    """The lines in force are those that the context and the other values have."""
    found = Negotiation.of(ours, theirs, session)
    context = found.context
    agreed = {line.subject for line in found.report if line.agreed}
    expected = {"hold time"}
    expected |= {f"MULTIPROTOCOL {family}" for family in found.families}
    expected |= {f"ADD_PATH {family} send" for family in context.add_path_send}
    expected |= {f"ADD_PATH {family} receive" for family in context.add_path_receive}
    expected |= {f"BGPSEC {family} send" for family in context.bgpsec_send}
    expected |= {f"BGPSEC {family} receive" for family in context.bgpsec_receive}
    expected |= {f"MULTIPLE_LABELS {family}" for family in context.multiple_labels}
    expected |= {str(sorts.ExtendedNextHop((pair,))) for pair in context.extended_next_hop}
    expected |= {f"LONG_LIVED_GRACEFUL_RESTART {family}" for family in found.long_lived}
    for word, pairs in (("send", found.orf_send), ("receive", found.orf_receive)):
        expected |= {f"OUTBOUND_ROUTE_FILTERING {each} {kind} {word}" for each, kind in pairs}
    expected |= {"FOUR_OCTET_AS"} if context.four_octet_as else set()
    expected |= {"EXTENDED_MESSAGE send"} if found.send_extended else set()
    expected |= {"EXTENDED_MESSAGE receive"} if found.receive_extended else set()
    expected |= {"ROUTE_REFRESH send"} if found.route_refresh else set()
    expected |= {"ENHANCED_ROUTE_REFRESH send"} if found.enhanced_route_refresh else set()
    terms = found.graceful_restart
    if terms is not None:
        expected |= {"GRACEFUL_RESTART"}
        expected |= {"GRACEFUL_RESTART notification"} if terms.notification else set()
        expected |= {f"GRACEFUL_RESTART {each}, the peer restarts" for each in terms.families}
        expected |= {f"GRACEFUL_RESTART {each}, we restart" for each in terms.our_families}
    own = {"ROLE", "ROUTE_REFRESH receive", "ENHANCED_ROUTE_REFRESH receive"}
    assert agreed - own == expected


@given(_any, _any, _sessions)
def test_every_line_says_why(ours: Open, theirs: Open, session: SessionType | None) -> None:
    """Subjects are there once; reasons always; remedies only where something is not in force."""
    found = Negotiation.of(ours, theirs, session)
    subjects = [line.subject for line in found.report]
    assert len(subjects) == len(set(subjects))
    for line in found.report:
        assert line.reason
        assert line.remedy is None or line.remedy
        assert not (line.agreed and (line.remedy or line.offer or line.request))
        assert all(str(value) in (line.remedy or "") for value in line.offer + line.request)
    assert json.loads(json.dumps(found.to_json()))["report"][0]["subject"] == "hold time"
    assert str(found).count("\n") >= len(subjects)


@given(_any, _any, st.data())
def test_a_remedy_helps(ours: Open, theirs: Open, data: st.DataObject) -> None:
    """With the capabilities that a line asks of both ends added, it is in force."""
    session = SessionType.EXTERNAL
    lacking = [
        line for line in Negotiation.of(ours, theirs, session).report if line.offer or line.request
    ]
    assume(lacking)
    line = data.draw(st.sampled_from(lacking))
    for value in line.offer:
        ours = _say(ours, value)
    for value in line.request:
        theirs = _say(theirs, value)
    assert _line(Negotiation.of(ours, theirs, session), line.subject).agreed, line
