"""Every octet of every message is in one field, whatever the octets are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.findings import Finding, Treatment
from bgplib.iana.families import Family
from bgplib.kernel.framing import MARKER
from bgplib.messages.decoder import decode
from bgplib.messages.dissection import MessageField, dissect
from bgplib.messages.open import Open
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.messages.update import Update
from bgplib.testing import malformed, strategies
from bgplib.testing.strategies.messages import covering_filters, filters


def check(octets: bytes, context: Context) -> MessageField:
    """Check what holds for any octets."""
    message = dissect(octets, context)
    assert b"".join(leaf.octets for leaf in message.leaves()) == octets
    at = 0
    for leaf in message.leaves():
        assert leaf.offset == at
        at += len(leaf.octets)
    for field in message.walk():
        assert field.octets == octets[field.offset : field.offset + len(field.octets)]
        assert b"".join(part.octets for part in field.parts) in (field.octets, b"")
        for finding in field.findings:
            assert field is message or finding.octets in field.octets
    lines = str(message).split("\n")
    assert "".join(line[7:23].strip() for line in lines) == octets.hex()
    return message


def findings_of(message: MessageField) -> list[Finding]:
    """Return all findings, in the order of the fields."""
    return [finding for field in message.walk() for finding in field.findings]


@given(st.data())
def test_a_message_without_fault_is_cut_as_it_is_decoded(data: st.DataObject) -> None:
    """Texts are those of the values, in the order of the wire, and nothing is left over."""
    context = data.draw(strategies.contexts())
    octets = data.draw(strategies.message_octets(context))
    message = check(octets, context)
    decoded = decode(octets, context)
    names = [field.name for field in message.walk()]
    assert "octets left over" not in names
    fields = [field for field in message.walk() if field.name == "NLRI" and field.text]
    if isinstance(decoded, Update) and not decoded.findings:
        nlri = [str(each) for group in decoded.announced for each in group.nlri]
        withdrawn = [str(each) for group in decoded.withdrawn for each in group.nlri]
        assert sorted(field.text for field in fields) == sorted(nlri + withdrawn)
        (block,) = [f.parts for f in message.walk() if f.name == "Path Attributes"] or [()]
        attributes = list(decoded.path_attributes())
        assert [field.name for field in block] == [each.name for each in attributes]
        values = [part for field in block for part in field.parts if part.name == "Attribute Value"]
        assert {part.text for part in values} <= {str(each.value) for each in attributes} | {""}
    if isinstance(decoded, Open):
        assert [name for name in names if name in {c.name for c in decoded.capabilities}] == [
            c.name for c in decoded.capabilities
        ]


@given(st.data())
def test_a_damaged_message_is_cut_to_the_last_octet(data: st.DataObject) -> None:
    """All findings of `decode` stand somewhere, once; what it refuses stands as one of its own."""
    context = data.draw(strategies.contexts())
    octets = data.draw(strategies.damaged_messages(context))
    message = check(octets, context)
    found = findings_of(message)
    try:
        decoded = decode(octets, context)
    except DecodeError as error:
        assert [each.treatment for each in found] == [Treatment.SESSION_RESET]
        assert found[0].text == error.text
        return
    if not isinstance(decoded, RouteRefresh):  # outbound route filters are read here only
        assert sorted(map(str, found)) == sorted(map(str, decoded.findings))


@given(st.binary(max_size=80), st.integers(0, 6), strategies.contexts())
def test_any_octets_are_cut(octets: bytes, kind: int, context: Context) -> None:
    """Behind a right header, behind half of one, and without any."""
    check(octets, context)
    check(malformed.message(kind, octets), context)
    check((MARKER + octets)[:30], context)


@given(st.data())
def test_a_message_that_is_cut_off_anywhere(data: st.DataObject) -> None:
    """The Length is right, and the end is missing; or there is more than it says."""
    context = data.draw(strategies.contexts())
    octets = data.draw(strategies.message_octets(context))
    check(octets[: data.draw(st.integers(0, len(octets)))], context)
    more = check(octets + MARKER, context)
    assert more.parts[-1].name == "octets behind the message"


@pytest.mark.parametrize("case", list(malformed.cases()), ids=lambda case: case.name)
def test_malformed_messages(case: malformed.MalformedCase) -> None:
    """What must cost something has a finding."""
    message = check(case.octets, case.context)
    if case.expected is None and case.octets[18:19] != b"\x03":
        treatments = [finding.treatment for finding in findings_of(message)]
        assert max(treatments, default=Treatment.NONE) in case.acceptable


@given(st.data())
def test_outbound_route_filters(data: st.DataObject) -> None:
    """RFC 5291 §4: entries stand one by one, with the texts of their values."""
    from bgplib.messages import outbound_route_filter

    family = data.draw(st.sampled_from((Family.IPV4_UNICAST, Family.IPV4_VPN, Family.L2VPN_EVPN)))
    some = filters(1) if family == Family.IPV4_UNICAST else covering_filters(family)
    made = data.draw(some)
    refresh = RouteRefresh(family, 0, outbound_route_filter.encode(made))
    message = check(refresh.encode(), Context())
    entries = [field.text for field in message.walk() if field.name == "ORF entry"]
    known = [each.entries for each in made.filters if not isinstance(each.entries, bytes)]
    assert entries == [str(entry) for several in known for entry in several]
    assert findings_of(message) == []
