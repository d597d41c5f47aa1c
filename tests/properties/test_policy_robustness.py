"""Policy on whatever peers send: nothing fails, and what comes out can be sent."""

from __future__ import annotations

import json
from typing import Final

from hypothesis import assume, given, reject
from hypothesis import strategies as st

from bgplib.attributes import AttributeBlock, UnknownAttribute
from bgplib.capabilities.role import Role
from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.messages.decoder import decode
from bgplib.messages.update import Update
from bgplib.policy import (
    EXTENDED,
    LARGE,
    ROLES_IN,
    WELL_KNOWN_OUT,
    Action,
    AspaTable,
    Chain,
    Policy,
    PolicyContext,
    RoaTable,
    Statement,
    TextRegex,
)
from bgplib.policy.matchers import (
    AspaIs,
    AsPathHas,
    AsPathLength,
    AsPathMatches,
    FamilyIs,
    FromSession,
    HasAttribute,
    LocalPrefIs,
    MedIs,
    NeighbourAs,
    NextHopIn,
    Not,
    OriginAs,
    OriginIs,
    PrefixLength,
    PrefixList,
    RpkiIs,
    community,
    extended_community,
    ipv6_extended_community,
    large_community,
)
from bgplib.policy.modifiers import (
    AddCommunities,
    AddLocalPref,
    AddMed,
    Prepend,
    PrependNeighbour,
    RemoveAttribute,
    RemoveCommunities,
    RemovePrivateAs,
    SetAttribute,
    SetNextHop,
    SetOrigin,
    SetValidationState,
    SetWeight,
)
from bgplib.route import Path, Route, Source
from bgplib.testing import strategies
from tests.unit.policy.routes import PEER

CONTEXT: Final = PolicyContext(
    peer=PEER,
    local_as=64500,
    local_address="192.0.2.254",
    role=Role.parse("customer"),
    roas=RoaTable.of(("0.0.0.0/0", 65001, 24)),
    aspas=AspaTable.of({1: [2]}),
)
MATCHERS: Final = (
    AsPathMatches("(_[0-9]+)*_6500[0-9]_"),
    AsPathHas.of(65001),
    AsPathLength(least=2),
    OriginAs.of(65001),
    NeighbourAs.of(65001),
    OriginIs("igp"),
    MedIs(least=7),
    LocalPrefIs(least=7),
    NextHopIn.of("192.0.2.0/24"),
    HasAttribute(8),
    FromSession.of("external"),
    FamilyIs.of("ipv4"),
    PrefixList.of("0.0.0.0/0 le 24", "::/0 le 48"),
    PrefixLength(most=24),
    RpkiIs("valid"),
    AspaIs("unknown"),
    community("65001:*", quantity="all"),
    extended_community("rt:*:1", TextRegex("^validation"), quantity="exactly"),
    large_community("1:*:*"),
    ipv6_extended_community("rt:[*]:*"),
)
MODIFIERS: Final = (
    AddLocalPref(7),
    AddMed(-7),
    SetWeight(7),
    SetOrigin("egp"),
    Prepend(3),
    PrependNeighbour(3),
    RemovePrivateAs("nearest"),
    AddCommunities.of("1:1", "no-export"),
    AddCommunities.of("1:2:3", kind=LARGE),
    RemoveCommunities.of("rt:*:*", kind=EXTENDED),
    SetValidationState("valid"),
    RemoveAttribute(26),
    SetAttribute(UnknownAttribute(code=250, flags=0xC0, octets=b"x")),
    SetNextHop("192.0.2.9"),
)
EVERYTHING: Final = Chain.of(
    ROLES_IN,
    Policy(
        name="everything",
        statements=[
            *(
                Statement(name=f"ask {at}", matchers=[matcher, Not(matcher)], action=Action.REJECT)
                for at, matcher in enumerate(MATCHERS)
            ),
            Statement(name="change", modifiers=MODIFIERS),
        ],
    ),
)


@st.composite
def received(draw: st.DrawFn) -> Route:
    """Draw what a decoder makes of an UPDATE, sound or damaged."""
    context = draw(strategies.contexts())
    octets = draw(strategies.update_octets(context) | strategies.mutated_updates(context))
    try:
        update = decode(octets, context)
    except DecodeError:  # what is refused whole brings no route
        reject()
    assert isinstance(update, Update)
    assume(update.announced)
    group = update.announced[0]
    source = Source(address="192.0.2.1", asn=65001, session=context.session)
    path = Path(source, update.attributes, group.next_hop_octets, nlri=group.nlri[0])
    return Route(group.family, group.keys[0], path)


@given(received())
def test_nothing_fails(found: Route) -> None:
    """Every matcher answers, every modifier changes, and both can be read of afterwards."""
    result = EVERYTHING.apply(found, CONTEXT)
    assert json.dumps(result.to_json())
    assert str(result)
    assert result.statement == "change"
    block = result.route.attributes
    assert block.canonical() == block
    assert {65537, 0xFFFFFF01} <= set(block.communities)
    assert block.as_path_length == found.path.as_path_length + 6
    sent = WELL_KNOWN_OUT.apply(result.route, CONTEXT)
    assert not sent.accepted


@given(strategies.attribute_blocks(Context()))
def test_changed_blocks_are_well_formed(block: AttributeBlock) -> None:
    """What a modifier makes of a block reads as a receiver would read it."""
    path = Path(PEER, block, "192.0.2.1")
    for modifier in MODIFIERS:
        path = modifier.change(path, CONTEXT)
    again = path.attributes.canonical()
    assert again == path.attributes
    assert [each.code for each in again] == sorted(each.code for each in again)
