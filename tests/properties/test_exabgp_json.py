"""What is read of ExaBGP's JSON says what was written, and mistakes are told with their path."""

from __future__ import annotations

import copy
import json
from typing import Any, Final

import attrs
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bgplib.capabilities import AddPath, Multiprotocol
from bgplib.context import Context
from bgplib.errors import BGPError, EncodeError, ParseError
from bgplib.formats.exabgp_json import from_exabgp, to_exabgp
from bgplib.messages.decoder import Decoder, Message
from bgplib.messages.open import Open
from bgplib.messages.update import Update
from bgplib.nlri import Nlri, UnicastNlri
from bgplib.nlri.flowspec import (
    BitmaskComponent,
    BitmaskTerm,
    Component,
    FlowSpecNlri,
    NumericComponent,
    NumericTerm,
)
from bgplib.nlri.labeled import LabeledNlri
from bgplib.nlri.vpls import VplsNlri
from bgplib.nlri.vpn import VpnNlri
from bgplib.session.negotiation import Negotiation
from bgplib.testing.strategies.every import messages_of_any_type
from bgplib.testing.strategies.update import update_octets
from bgplib.values.label import Label
from tests.oracle.test_exabgp_json import FAMILIES, FLOWS, UNICAST
from tests.unit.formats.exabgp_json.test_golden import ENVELOPE

CONTEXT: Final = Context(families=(*FAMILIES, *FLOWS), session=None)
ADD_PATH: Final = Context(
    families=UNICAST, add_path_receive=UNICAST, add_path_send=UNICAST, session=None
)
QUIET: Final = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


def written(message: Message) -> dict[str, Any]:
    try:
        line: dict[str, Any] = json.loads(json.dumps(to_exabgp(message, ENVELOPE)))
    except EncodeError:
        assume(False)
    return line


def is_telling(line: dict[str, Any]) -> bool:
    """Say whether ExaBGP's form tells all that it stands for."""
    capabilities = line["neighbor"].get("open", {}).get("capabilities", {})
    # Several of a kind, or modes that RFC 7911 does not know, are not told apart.
    return "invalid" not in json.dumps(capabilities)


def told(nlri: Nlri) -> Nlri:
    """Return NLRI without what ExaBGP's form does not tell, such as the bits behind a label."""
    if isinstance(nlri, LabeledNlri | VpnNlri):
        bare = tuple(Label.of(label.value, bottom=label.bottom) for label in nlri.labels)
        return attrs.evolve(nlri, labels=bare)
    if isinstance(nlri, VplsNlri):
        return attrs.evolve(nlri, label_base=Label.of(nlri.label_base.value))
    if isinstance(nlri, FlowSpecNlri):
        return attrs.evolve(nlri, components=tuple(map(_told_component, nlri.components)))
    return nlri


def _told_component(component: Component) -> Component:
    """Return a component whose values have no more octets than they need."""
    if isinstance(component, NumericComponent):
        numbers = (
            # What is true, or false, is so whatever the value is.
            NumericTerm.of(
                term.sign,
                0 if term.sign in ("true", "false") else term.value,
                conjunction=term.conjunction,
            )
            for term in component.terms
        )
        return attrs.evolve(component, terms=tuple(numbers))
    if isinstance(component, BitmaskComponent):
        bits = (
            BitmaskTerm.of(term.sign, term.value, conjunction=term.conjunction)
            for term in component.terms
        )
        return attrs.evolve(component, terms=tuple(bits))
    return component


@QUIET
@given(data=st.data(), context=st.sampled_from((CONTEXT, ADD_PATH)))
def test_what_is_read_says_the_same(data: st.DataObject, context: Context) -> None:
    """A line gives a message whose line it is; routes are the same values."""
    message = data.draw(messages_of_any_type(context))
    if isinstance(message, Update):
        # In a withdrawal the field of labels is sent as RFC 8277 §2.4 has it, whatever it was.
        message = Decoder(context).decode(message.encode(context))
        assert isinstance(message, Update)
        for group in message.announced:
            # RFC 2545 §3: the second of two next hops is a link-local one.
            second = b"" if group.next_hop is None else group.next_hop.link_local
            assume(not second or second[:2] == b"\xfe\x80")
    line = written(message)
    if isinstance(message, Open):
        assume(is_telling(line))
    found = from_exabgp(json.dumps(line))
    assert found.envelope == ENVELOPE
    assert found.message is not None
    again = written(found.message)
    assert again == line
    if isinstance(message, Update):
        assert isinstance(found.message, Update)
        assert found.message.end_of_rib == message.end_of_rib
        for ours, theirs in zip(found.message.announced, message.announced, strict=True):
            assert ours.family == theirs.family
            assert [told(each) for each in ours.nlri] == [told(each) for each in theirs.nlri]


@QUIET
@given(octets=update_octets(CONTEXT))
def test_updates_as_others_send_them(octets: bytes) -> None:
    """Several groups of routes in one UPDATE come back."""
    update = Decoder(CONTEXT).decode(octets)
    line = written(update)
    try:
        found = from_exabgp(line)
    except BGPError as error:
        # Routes of IPv4 in MP_REACH_NLRI and in NLRI, with two next hops: which are which?
        assert "no room" in str(error)
        return
    assert found.message is not None
    assert written(found.message) == line


@QUIET
@given(octets=update_octets(ADD_PATH), direction=st.sampled_from(("receive", "send")))
def test_octets_that_stand_there_are_decoded(octets: bytes, direction: str) -> None:
    """With `header` and `body` nothing is lost; how they are read is said, or handed in."""
    update = Decoder(ADD_PATH).decode(octets)
    try:
        line = to_exabgp(update, ENVELOPE, direction=direction, octets=octets)
    except EncodeError:
        assume(False)
    found = from_exabgp(line, ADD_PATH).message
    assert found is not None
    assert (found, found.encode()) == (update, octets)


@QUIET
@given(data=st.data())
def test_damaged_lines(data: st.DataObject) -> None:
    """Whatever stands at any place of a line, BGPError alone leaves the reader."""
    line = written(data.draw(messages_of_any_type(CONTEXT)))
    damaged = copy.deepcopy(line)
    places = list(_places(damaged))
    where, key = data.draw(st.sampled_from(places))
    junk: tuple[Any, ...] = (None, True, -1, 1 << 70, 2.5, "", "x", "0x", "0x0", "1:2", "&", "=&")
    junk += ([], {}, [[]], {"": 1})
    what = data.draw(st.sampled_from(("value", "value", "delete", "rename")))
    if what == "value" or isinstance(where, list):
        where[key] = data.draw(st.sampled_from(junk))
    else:
        value = where.pop(key)
        if what == "rename":
            where[data.draw(st.sampled_from(("", "x", "attribute-0xFF-0xC0", "0")))] = value
    try:
        from_exabgp(json.dumps(damaged))
    except BGPError as error:
        assert str(error)


def _places(value: Any) -> Any:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        yield value, key
        if isinstance(item, dict | list):
            yield from _places(item)


def test_what_was_negotiated_says_how_octets_are_read() -> None:
    """RFC 7911 §3: with path identifiers the same octets are others, by direction."""
    families = [Multiprotocol(family) for family in UNICAST]
    ours = [*families, AddPath(((UNICAST[0], 1), (UNICAST[1], 2)))]
    theirs = [*families, AddPath(((UNICAST[0], 2), (UNICAST[1], 1)))]
    local, remote = (
        Open.build(asn=65000, hold_time=90, identifier="192.0.2.1", capabilities=each)
        for each in (ours, theirs)
    )
    negotiation = Negotiation.of(local, remote)
    for family, direction in zip(UNICAST, ("receive", "send"), strict=True):
        context = Context(add_path_receive=(family,), add_path_send=(family,), session=None)
        prefix = "10.0.0.0/8" if family.afi == 1 else "2001:db8::/32"
        nlri = UnicastNlri.parse(f"{prefix} path-id 7")
        octets = Update.withdraw([nlri], family=family).encode(context)
        update = Decoder(context).decode(octets)
        assert isinstance(update, Update)
        line = to_exabgp(
            update, ENVELOPE, direction=direction, negotiation=negotiation, octets=octets
        )
        found = from_exabgp(line).message
        assert isinstance(found, Update)
        assert found.encode() == octets
        assert found.withdrawn == update.withdrawn
        del line["neighbor"]["negotiated"]
        with pytest.raises(ParseError, match="hand in a context"):
            from_exabgp(line)
