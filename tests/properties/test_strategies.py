"""The strategies of `bgplib.testing` make all that bgplib has a type for, and make it well."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

import bgplib
from bgplib.attributes import AttributeReader
from bgplib.attributes import extended_communities as communities
from bgplib.attributes._codec import AnyAttributeCodec
from bgplib.attributes._table import CODECS, DEFAULT_TABLE
from bgplib.capabilities import _table as capabilities
from bgplib.context import Context, SessionType
from bgplib.errors import BGPError, DecodeError
from bgplib.findings import Treatment
from bgplib.iana import messages
from bgplib.iana.families import Family
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.messages.update import Update
from bgplib.nlri._routes import RouteTable
from bgplib.nlri.evpn import _table as evpn
from bgplib.nlri.mcast_vpls import _table as mcast_vpls
from bgplib.nlri.mup import _table as mup
from bgplib.nlri.mvpn import _table as mvpn
from bgplib.nlri.sfc import _table as sfc
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.session import Negotiation, SessionConfig
from bgplib.session.opening import open_of
from bgplib.testing import strategies
from bgplib.testing.strategies import capabilities as of_capabilities
from bgplib.testing.strategies import every
from bgplib.testing.strategies import families as of_families
from bgplib.testing.strategies.attributes import attributes_of
from bgplib.testing.strategies.communities import extended_community_octets
from bgplib.testing.strategies.context import UNICAST_FAMILIES

#: a session that drops no attribute unread
OPEN_TO_ALL: Final = Context(
    session=SessionType.INTERNAL, four_octet_as=False, bgpsec_receive=(Family.IPV4_UNICAST,)
)
FAMILIES: Final = sorted(DEFAULT_REGISTRY.families)
T = TypeVar("T")
few = settings(max_examples=max(5, settings().max_examples // 10))


def drawn_from(strategy: st.SearchStrategy[T], count: int) -> list[T]:
    """Return so many values of a strategy, the same in every run."""
    found: list[T] = []

    @seed(1)
    @settings(
        max_examples=count,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def draw(value: T) -> None:
        found.append(value)

    draw()
    return found


def test_every_attribute_has_a_strategy() -> None:
    """One for each row of the table; what the session drops unread is left out."""
    codes = {codec.code for codec in CODECS}
    assert strategies.values_by_code(OPEN_TO_ALL).keys() == codes
    external = strategies.values_by_code(Context()).keys()
    unread = {codec.code for codec in CODECS if codec.discarded_unread(Context())}
    assert external == codes - unread
    assert unread


@few
@pytest.mark.parametrize("codec", CODECS, ids=[codec.name for codec in CODECS])
@given(data=st.data())
def test_every_attribute_is_well_formed(codec: AnyAttributeCodec, data: st.DataObject) -> None:
    """Its values are of the row's class, and are what their octets say, in every context."""
    context = data.draw(strategies.contexts(sessions=tuple(SessionType)))
    made = strategies.values_by_code(context)
    if codec.code not in made:
        context = OPEN_TO_ALL
        made = strategies.values_by_code(context)
    value = data.draw(made[codec.code])
    assert type(value) is codec.value
    code, octets = AttributeReader(context, DEFAULT_TABLE).encode(value)
    assert code == codec.code
    body = octets[4 if octets[0] & 0x10 else 3 :]
    assert codec.length.accepts(len(body))
    assert codec.decode(body, context) == value


@few
@pytest.mark.parametrize("family", FAMILIES, ids=str)
@given(data=st.data())
def test_every_family_has_routes(family: Family, data: st.DataObject) -> None:
    """Routes to announce and to withdraw, with and without path identifiers, read without fault."""
    context = Context(session=SessionType.INTERNAL, families=[family])
    if data.draw(st.booleans()):
        context = context.with_add_path(family)
    update = data.draw(strategies.updates_of_any_family(context))
    again = bgplib.decode(update.encode(context), context)
    assert isinstance(again, Update)
    assert again.treatment is Treatment.NONE, again.findings
    assert {group.family for group in (*again.announced, *again.withdrawn)} == {family}


@few
@given(data=st.data())
def test_next_hops_of_vpn_routes_have_no_distinguisher(data: st.DataObject) -> None:
    """RFC 4364 §4.3.2, RFC 4659 §3.2.1.1: it is zero, and a second address is link-local."""
    family = data.draw(st.sampled_from((Family.IPV4_VPN, Family.IPV6_VPN, Family.IPV6_UNICAST)))
    octets = data.draw(strategies.route_groups(family, Context())).next_hop_octets
    step = len(octets) if len(octets) < 32 else len(octets) // 2
    zeros = 8 if step in (12, 24) else 0
    for at in range(0, len(octets), step):
        assert octets[at : at + zeros] == bytes(zeros)
    if step < len(octets):
        assert octets[-16:-8] == b"\xfe\x80" + bytes(6)


@pytest.mark.parametrize(
    ("family", "table"),
    [
        (Family.L2VPN_EVPN, evpn.ROUTES),
        (Family.IPV4_MCAST_VPN, mvpn.ROUTES),
        (Family.IPV6_MCAST_VPN, mvpn.ROUTES),
        (Family.L2VPN_MCAST_VPLS, mcast_vpls.ROUTES),
        (Family.IPV4_MUP, mup.ROUTES),
        (Family.IPV6_MUP, mup.ROUTES),
        (Family.SFC, sfc.ROUTES),
    ],
    ids=lambda each: str(each) if isinstance(each, Family) else "",
)
def test_every_route_type_comes(family: Family, table: RouteTable) -> None:
    """Among the routes of a family are those of each row."""
    wanted = {row.value for row in table.rows}
    drawn = drawn_from(of_families.nlri(family, Context()), 40 * len(wanted))
    assert {type(route) for route in drawn} == wanted
    assert len(wanted) >= 2  # the table is not empty


def test_every_capability_comes() -> None:
    """As a value, and as octets with its code."""
    rows = capabilities.CODECS
    values = drawn_from(of_capabilities.capabilities(known=True), 20 * len(rows))
    assert {type(value) for value in values} == {codec.value for codec in rows}
    octets = drawn_from(of_capabilities.capability_octets(), 60 * len(rows))
    assert {each[0] for each in octets} >= {codec.code for codec in rows}


def test_every_extended_community_comes() -> None:
    """The strategy of octets makes each type code that there is a kind for, sooner or later."""
    wanted = {code for codec in communities.CODECS for code in codec.codes}
    drawn = drawn_from(extended_community_octets(known=True), 20 * len(wanted))
    assert {int.from_bytes(octets[:2], "big") for octets in drawn} == wanted
    assert len(wanted) > 50


def test_every_type_of_message_comes() -> None:
    """RFC 4271 §4.1, RFC 2918 §3: of each type there are many, but for the one KEEPALIVE."""
    drawn = drawn_from(strategies.messages_of_any_type(OPEN_TO_ALL), 300)
    counts = Counter(type(message) for message in drawn)
    assert counts.keys() == {Open, Update, Notification, Keepalive, RouteRefresh}
    assert min(counts[kind] for kind in (Open, Notification, RouteRefresh)) > 10
    assert counts[Update] > 60


def test_damage_comes_to_attributes_that_few_sessions_see() -> None:
    """RFC 7606 §2: several of them are malformed in a few hundred messages."""
    rare = strategies.values_by_code(OPEN_TO_ALL).keys() - attributes_of(OPEN_TO_ALL).keys()
    found = set[int | None]()
    for octets in drawn_from(every._updates_with_a_damaged_value(OPEN_TO_ALL), 600):
        with suppress(DecodeError):
            found |= {each.attribute for each in bgplib.decode(octets, OPEN_TO_ALL).findings}
    assert len(found & rare) > 4


@given(data=st.data())
def test_messages_of_every_type_are_without_fault(data: st.DataObject) -> None:
    """What `messages_of_any_type` and `message_octets` make is accepted in its context."""
    context = data.draw(strategies.contexts())
    octets = data.draw(strategies.message_octets(context))
    message = bgplib.decode(octets, context)
    assert message.treatment is Treatment.NONE, message.findings
    assert message.encode(context) == octets


@given(data=st.data())
def test_damaged_messages_have_right_headers(data: st.DataObject) -> None:
    """RFC 4271 §4.1: whatever is wrong with them is in their bodies."""
    context = data.draw(strategies.contexts())
    octets = data.draw(strategies.damaged_messages(context))
    assert octets[:16] == b"\xff" * 16
    assert int.from_bytes(octets[16:18], "big") == len(octets)
    assert messages.OPEN <= octets[18] <= messages.ROUTE_REFRESH
    try:
        bgplib.decode(octets, context)
    except BGPError:
        return


def test_strategies_are_made_once() -> None:
    """What makes no difference to the NLRI of a family makes no other strategy; dicts are free."""
    family = Family.L2VPN_EVPN
    plain = of_families.nlri(family, Context())
    assert plain is of_families.nlri(family, Context(peer_as=7, four_octet_as=False))
    assert plain is not of_families.nlri(family, Context(add_path_send=[family]))
    strategies.values_by_code(Context()).clear()
    assert strategies.values_by_code(Context())


def test_what_is_exported_is_there() -> None:
    """`strategies.__all__` names functions, in order, and none has the name of a module."""
    assert strategies.__all__ == sorted(strategies.__all__)
    modules = {path.stem for path in Path(strategies.__file__).parent.glob("*.py")}
    assert not modules & set(strategies.__all__)
    assert all(callable(getattr(strategies, name)) for name in strategies.__all__)


@st.composite
def opens_of_sessions(draw: st.DrawFn, asn: int) -> Open:
    """Make OPENs as configurations lead to them, with what may be agreed on."""
    some = st.sets(st.sampled_from(UNICAST_FAMILIES))
    families = draw(some.map(lambda found: {Family.IPV4_UNICAST, *found}))
    config = SessionConfig(
        local_as=asn,
        local_identifier="192.0.2.1",
        families=sorted(families),
        four_octet_as=draw(st.booleans()),
        add_path_send=draw(some) & families,
        add_path_receive=draw(some) & families,
        extended_messages=draw(st.booleans()),
        extended_next_hop=draw(st.sampled_from(((), (Family.IPV4_UNICAST,)))),
    )
    return open_of(config)


@given(st.data())
def test_what_is_made_for_a_peer_is_what_it_takes(data: st.DataObject) -> None:
    """RFC 4271 §9.1.2: a route whose path has the receiver's own AS is no route for it.

    A path begins with the AS of who sends it (RFC 7606 §7.2), which of a session is us.
    """
    ours = data.draw(opens_of_sessions(65000))
    theirs = data.draw(opens_of_sessions(data.draw(st.sampled_from((65000, 65001)))))
    agreed = Negotiation.of(ours, theirs)
    context = strategies.peer_context(agreed)
    assert (context.local_as, context.peer_as) == (theirs.asn, ours.asn)
    octets = data.draw(strategies.updates(context)).encode(agreed.directions(Context())[1])
    received = Negotiation.of(theirs, ours).receiving
    for each in (octets, data.draw(strategies.update_octets(context))):
        found = bgplib.decode(each, received)
        assert isinstance(found, Update)
        assert found.treatment is Treatment.NONE, found.findings
        if found.announced and received.session is SessionType.EXTERNAL:
            assert found.attributes.as_path[0][1][0] == ours.asn
