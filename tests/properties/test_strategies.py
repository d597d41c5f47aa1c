"""The strategies of `bgplib.testing` make all that bgplib has a type for, and make it well."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import attrs
import pytest
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

import bgplib
from bgplib.attributes import AttributeReader
from bgplib.attributes import extended_communities as communities
from bgplib.attributes._codec import AnyAttributeCodec
from bgplib.attributes._table import CODECS, DEFAULT_TABLE
from bgplib.capabilities import _table as capabilities
from bgplib.context import Context, SessionType
from bgplib.errors import BGPError
from bgplib.findings import Treatment
from bgplib.iana import messages
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.nlri._routes import RouteTable
from bgplib.nlri.evpn import _table as evpn
from bgplib.nlri.mup import _table as mup
from bgplib.nlri.mvpn import _table as mvpn
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.testing import strategies
from bgplib.testing.strategies import capabilities as of_capabilities
from bgplib.testing.strategies import families as of_families
from bgplib.testing.strategies.communities import extended_community_octets

#: a session that drops no attribute unread
OPEN_TO_ALL: Final = Context(
    session=SessionType.INTERNAL, four_octet_as=False, bgpsec_receive=(Family.IPV4_UNICAST,)
)
FAMILIES: Final = sorted(DEFAULT_REGISTRY.families)
few = settings(max_examples=max(5, settings().max_examples // 10))


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
    assert codec.encode(codec.decode(body, context), context) == body


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


@pytest.mark.parametrize("table", [evpn.ROUTES, mvpn.ROUTES, mup.ROUTES])
def test_every_route_type_has_a_strategy(table: RouteTable) -> None:
    """A strategy of routes can be made for each row."""
    rows = table.rows
    assert len(rows) >= 4
    for row in rows:
        for family in FAMILIES:
            assert of_families.routes(row, family) is not None


def test_every_capability_has_a_strategy() -> None:
    """One for each row of the table."""
    assert of_capabilities._STRATEGIES.keys() == {codec.value for codec in capabilities.CODECS}


def test_every_extended_community_comes() -> None:
    """The strategy of octets makes each type code that there is a kind for, sooner or later."""
    wanted = {code for codec in communities.CODECS for code in codec.codes}
    found = set[int]()

    @seed(1)
    @settings(max_examples=20 * len(wanted), database=None, phases=(Phase.generate,))
    @given(extended_community_octets(known=True))
    def draw(octets: bytes) -> None:
        found.add(int.from_bytes(octets[:2], "big"))

    draw()
    assert found == wanted
    assert len(wanted) > 50


@given(data=st.data())
def test_messages_of_every_type_are_without_fault(data: st.DataObject) -> None:
    """What `messages_of_any_type` and `message_octets` make is accepted in its context."""
    context = data.draw(strategies.contexts(sessions=(SessionType.INTERNAL,)))
    context = attrs.evolve(context, families=None, add_path_receive=(), add_path_send=())
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
