"""RFC 4271: the UPDATE message and its attributes, as far as RFC 7606 has not changed them."""

from __future__ import annotations

import pytest

from bgplib.attributes import (
    Aggregator,
    AsPath,
    AtomicAggregate,
    LocalPref,
    MultiExitDisc,
    NextHop,
    Origin,
    UnknownAttribute,
)
from bgplib.attributes._codec import AnyAttributeCodec
from bgplib.attributes._table import DEFAULT_TABLE
from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError
from bgplib.kernel.framing import MARKER
from bgplib.messages.decoder import Message, decode
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup
from tests.conformance.updates import (
    EXTERNAL,
    INTERNAL,
    IPV4,
    NLRI,
    OLD,
    attribute,
    codes,
    encoded,
    is_fine,
    is_withdrawn,
    judged,
    message,
    refused,
    route,
    texts,
    treatment,
    update,
)

BASE = (attribute(0x40, 1, b"\0"), attribute(0x40, 2, b"\2\1\0\0\xfd\xe9"))
HOP = attribute(0x40, 3, bytes((192, 0, 2, 1)))
VALUES = (Origin(0), AsPath.of([65001]))


def header(length: int, kind: int, marker: bytes = MARKER) -> bytes:
    """Make a header."""
    return marker + length.to_bytes(2, "big") + bytes((kind,))


# -- §4.1, §6.1 ------------------------------------------------------------------------------------


@pytest.mark.parametrize("marker", [bytes(16), b"\xff" * 15 + b"\xfe", b"\xfe" + b"\xff" * 15])
def test_41_the_marker(marker: bytes) -> None:
    """§4.1: "it MUST be set to all ones"; §6.1: Connection Not Synchronized."""
    assert refused(header(19, 4, marker)) == (1, 1, b"")
    assert Update.end_of_rib_of(IPV4).encode()[:16] == MARKER


#: one message of each type
MESSAGES = [
    Open.build(asn=65001, hold_time=90, identifier=1),
    Update.withdraw(["10.0.0.0/8"]),
    Notification(6, 2),
    Keepalive(),
    RouteRefresh(IPV4),
]


@pytest.mark.parametrize("value", MESSAGES, ids=lambda value: type(value).__name__)
def test_41_headers_that_are_sent(value: Message) -> None:
    """§4.1: a marker of ones, the length of the message and no more, and the type."""
    octets = value.encode()
    assert octets[:19] == header(len(octets), value.type)
    assert decode(octets) == value
    with pytest.raises(DecodeError):
        decode(octets + b"\0")


def test_41_the_longest_message() -> None:
    """§4.1: "no greater than 4096"; what would be longer is not sent."""
    room = 4096 - len(route(attribute(0xD0, 250)).encode())
    longest = route(attribute(0xD0, 250, bytes(room)))
    assert is_fine(longest)
    assert len(longest.encode()) == 4096
    values = (*VALUES, NextHop(bytes((192, 0, 2, 1))))
    for size, fits in ((room, True), (room + 1, False)):
        big = UnknownAttribute(code=250, flags=0xC0, octets=bytes(size))
        sent = Update.build(attributes=(*values, big), announced=longest.announced)
        if fits:
            assert len(sent.encode()) == 4096
        else:
            with pytest.raises(EncodeError):
                sent.encode()


@pytest.mark.parametrize("length", [0, 18, 4097, 65535])
def test_41_the_length(length: int) -> None:
    """§4.1: "at least 19 and no greater than 4096"; §6.1: Bad Message Length, and the field."""
    assert refused(header(length, 2)) == (1, 2, length.to_bytes(2, "big"))


@pytest.mark.parametrize(("kind", "length"), [(1, 28), (2, 22), (3, 20), (4, 20)])
def test_61_the_minimum_length_of_each_type(kind: int, length: int) -> None:
    """§6.1: less "than the minimum length" of the message, or a KEEPALIVE that "is not equal"."""
    octets = header(length, kind).ljust(length, b"\0")
    assert refused(octets) == (1, 2, length.to_bytes(2, "big"))


@pytest.mark.parametrize(("kind", "length"), [(1, 29), (2, 23), (3, 21), (4, 19)])
def test_61_the_shortest_of_each_type(kind: int, length: int) -> None:
    """§6.1: the minimum length itself is none that is less."""
    body = b"\4\xfd\xe9\0\x5a\x0a\0\0\2\0" if kind == 1 else bytes(length - 19)
    found = decode(header(length, kind) + body)
    assert found.type == kind
    assert found.encode() == header(length, kind) + body


def test_61_a_length_that_is_not_that_of_the_octets() -> None:
    """§4.1: Length is "the total length of the message, including the header in octets"."""
    octets = Update.withdraw(["10.0.0.0/8"]).encode()
    assert refused(octets + b"\0") == (1, 2, octets[16:18])
    assert refused(octets[:-1]) == (1, 2, octets[16:18])


@pytest.mark.parametrize("kind", [0, 6, 128, 255])
def test_61_the_type(kind: int) -> None:
    """§6.1: Bad Message Type; the data is "the erroneous Type field"."""
    assert refused(header(19, kind)) == (1, 3, bytes((kind,)))


# -- §4.3 ------------------------------------------------------------------------------------------


def test_43_the_shortest_update() -> None:
    """§4.3: "The minimum length of the UPDATE message is 23 octets"."""
    assert judged(message(2, bytes(4))).findings == ()
    assert refused(message(2, bytes(3)))[:2] == (1, 2)


def test_43_routes_are_withdrawn_and_announced_at_once() -> None:
    """§4.3: "MAY simultaneously advertise a feasible route and withdraw multiple unfeasible"."""
    found = judged(update(*BASE, HOP, nlri=NLRI, withdrawn=b"\x08\x0a\x08\x0b"))
    assert is_fine(found)
    assert texts(found.withdrawn) == ["10.0.0.0/8", "11.0.0.0/8"]


def test_43_a_prefix_in_both_fields() -> None:
    """§4.3: it is treated "as though the WITHDRAWN ROUTES do not contain the address prefix".

    Both are handed out, withdrawals first; who applies them in that order does as asked.
    """
    found = judged(update(*BASE, HOP, nlri=NLRI, withdrawn=NLRI))
    assert found.findings == ()
    assert texts(found.withdrawn) == texts(found.announced) == ["198.51.100.0/24"]


def test_43_a_length_of_zero_matches_all() -> None:
    """§4.3: "with prefix, itself, of zero octets"."""
    assert is_fine(route(nlri=b"\0"), "0.0.0.0/0")


def test_43_trailing_bits_are_irrelevant() -> None:
    """§4.3: "Note that the value of trailing bits is irrelevant."."""
    found = route(nlri=b"\x09\x0a\xff")
    assert is_fine(found, "10.128.0.0/9")
    assert found.canonical().encode()[-3:] == b"\x09\x0a\x80"


WELL_KNOWN = [row for row in DEFAULT_TABLE.codecs if row.flags == 0x40]
SENT = (Origin(0), AsPath.of([1]), NextHop(bytes((192, 0, 2, 1))), LocalPref(1), AtomicAggregate())


def test_43_flags_that_are_sent() -> None:
    """§4.3: well-known: Transitive "MUST be set to 1"; there and in MULTI_EXIT_DISC no Partial."""
    assert [type(value) for value in SENT] == [row.value for row in WELL_KNOWN]
    assert {encoded(value)[0] for value in SENT} == {0x40}
    assert encoded(MultiExitDisc(1))[0] == 0x80
    assert encoded(Aggregator(1, bytes(4)))[0] == 0xC0


@pytest.mark.parametrize("row", WELL_KNOWN, ids=lambda row: row.name)
@pytest.mark.parametrize("flags", [0x00, 0x80, 0xC0])
def test_43_well_known_attributes_with_other_flags(row: AnyAttributeCodec, flags: int) -> None:
    """§4.3: neither optional nor non-transitive."""
    value = next(encoded(value)[3:] for value in SENT if type(value) is row.value)
    found = route(attribute(flags, row.code, value), context=INTERNAL)
    assert is_withdrawn(found)
    assert found.findings[0].notification.subcode == 4


@pytest.mark.parametrize("low", [1, 8, 15])
def test_43_unused_flags(low: int) -> None:
    """§4.3: "They MUST be zero when sent and MUST be ignored when received."."""
    found = route(attribute(0x40 | low, 1, b"\0"), attribute(0xC0 | low, 250, b"x"))
    assert is_fine(found)
    again = judged(Update.build(attributes=found.attributes, announced=found.announced).encode())
    assert {a.flags & 15 for a in again.path_attributes()} == {0}


def test_43_partial_of_what_is_not_optional_transitive() -> None:
    """§4.3: "the Partial bit MUST be set to 0"; received as 1 it is no error (RFC 7606 §3 c)."""
    found = route(attribute(0x60, 1, b"\0"), attribute(0xA0, 4, bytes(4)))
    assert is_fine(found)
    again = judged(found.canonical().encode())
    assert [a.flags for a in again.path_attributes() if a.code in (1, 4)] == [0x40, 0x80]


def test_43_extended_length() -> None:
    """§4.3: the Attribute Length is two octets if the bit is set, whatever it says."""
    found = route(b"\x50\x01\x00\x01\x00")
    assert is_fine(found)
    assert found.attributes.origin == 0
    assert found.canonical().encode()[23:27] == b"\x40\x01\x01\x00"
    sent = encoded(UnknownAttribute(code=250, flags=0xC0, octets=bytes(256)))
    assert sent[:4] == b"\xd0\xfa\x01\x00"


@pytest.mark.parametrize("value", [0, 1, 2])
def test_43_origin(value: int) -> None:
    """§4.3 (a): IGP, EGP and INCOMPLETE; §6.3: anything else is undefined."""
    found = route(attribute(0x40, 1, bytes((value,))))
    assert is_fine(found)
    assert found.attributes.origin == value
    octets = attribute(0x40, 1, bytes((value + 3,)))
    bad = route(octets)
    assert is_withdrawn(bad)
    notification = bad.findings[0].notification
    assert (notification.code, notification.subcode, notification.data) == (3, 6, octets)


def test_43_as_path() -> None:
    """§4.3 (b): segments of type, length and 2-octet numbers (four octets by RFC 6793)."""
    found = route(attribute(0x40, 2, bytes.fromhex("0202 fde9 0001 0102 0002 0003")), context=OLD)
    assert is_fine(found)
    assert found.attributes.as_path == ((2, (65001, 1)), (1, (2, 3)))


def test_43_aggregator() -> None:
    """§4.3 (g): an AS number and "the IP address of the BGP speaker that formed" the route."""
    value = Aggregator(65001, bytes((192, 0, 2, 1)))
    found = route(encoded(value, OLD), context=OLD)
    assert is_fine(found)
    assert encoded(value, OLD) == bytes.fromhex("c00706fde9c0000201")
    assert found.attributes.aggregator == (65001, bytes((192, 0, 2, 1)))


# -- §5 --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", SENT, ids=lambda value: type(value).__name__)
def test_5_well_known_attributes_are_recognised(value: object) -> None:
    """§5: "BGP implementations MUST recognize all well-known attributes."."""
    found = route(encoded(value), context=INTERNAL)
    assert is_fine(found)
    assert found.attributes.get(type(value)) == value


@pytest.mark.parametrize("context", [EXTERNAL, INTERNAL])
def test_5_mandatory_attributes_are_sent(context: Context) -> None:
    """§5: mandatory ones "MUST be included in every UPDATE message that contains NLRI"."""
    whole = Update.announce(["10.0.0.0/8"], next_hop="192.0.2.1", attributes=VALUES)
    assert codes(judged(whole.encode(context), context)) == [1, 2, 3]


@pytest.mark.parametrize("missing", [Origin, AsPath, NextHop])
@pytest.mark.parametrize("context", [EXTERNAL, INTERNAL])
def test_5_nothing_is_sent_without_mandatory_attributes(missing: type, context: Context) -> None:
    """§5: "in both IBGP and EBGP exchanges if NLRI are contained in the UPDATE message"."""
    values = [value for value in SENT[:3] if not isinstance(value, missing)]
    sent = Update.build(attributes=values, announced=[NlriGroup.of(IPV4, ["10.0.0.0/8"])])
    with pytest.raises(EncodeError, match="without"):
        sent.encode(context)


def test_5_well_known_attributes_are_passed_on() -> None:
    """§5: once updated, "it MUST pass these attributes to its peers"; others as they came."""
    found = route(encoded(AtomicAggregate()), encoded(LocalPref(7)), context=INTERNAL)
    updated = found.attributes.replace(AsPath.of([65000, 65001]), Origin(2))
    sent = Update.build(attributes=updated.passed_on(), announced=found.announced)
    again = judged(sent.encode(INTERNAL), INTERNAL)
    assert codes(again) == [1, 2, 3, 5, 6]
    assert (again.attributes.origin, again.attributes.as_path_text) == (2, "65000 65001")


def test_5_unrecognised_transitive_attributes() -> None:
    """§5: "SHOULD be accepted", and passed along "with the Partial bit ... set to 1"."""
    found = route(attribute(0xC0, 250, b"x"))
    assert is_fine(found)
    passed = Update.build(attributes=found.attributes.passed_on(), announced=found.announced)
    again = judged(passed.encode())
    assert [(a.flags, a.octets) for a in again.path_attributes() if a.code == 250] == [(0xE0, b"x")]


def test_5_recognised_transitive_attributes_keep_partial() -> None:
    """§5: Partial "set to 1 by some previous AS ... MUST NOT be set back to 0"."""
    found = route(attribute(0xE0, 8, bytes(4)))
    passed = Update.build(attributes=found.attributes.passed_on(), announced=found.announced)
    assert [a.flags for a in judged(passed.encode()).path_attributes() if a.code == 8] == [0xE0]
    whole = route(attribute(0xC0, 8, bytes(4))).attributes.passed_on()
    assert [a.flags for a in whole if a.code == 8] == [0xC0]


def test_5_unrecognised_non_transitive_attributes() -> None:
    """§5: "MUST be quietly ignored and not passed along to other BGP peers"."""
    found = route(attribute(0x80, 250, b"x"))
    assert is_fine(found)
    assert 250 not in found.attributes.passed_on()


def test_5_attributes_are_sent_in_ascending_order() -> None:
    """§5: "SHOULD order path attributes within the UPDATE message in ascending order"."""
    values = (MultiExitDisc(1), AsPath.of([1]), AtomicAggregate(), Origin(0), LocalPref(2))
    sent = Update.announce(["10.0.0.0/8"], next_hop="192.0.2.1", attributes=values)
    assert codes(judged(sent.encode(INTERNAL), INTERNAL)) == [1, 2, 3, 4, 5, 6]


def test_5_attributes_are_received_in_any_order() -> None:
    """§5: "MUST be prepared to handle path attributes ... that are out of order"."""
    found = judged(update(HOP, *BASE[::-1], nlri=NLRI))
    assert is_fine(found)
    assert codes(found) == [3, 2, 1]


def test_5_no_attribute_is_sent_twice() -> None:
    """§5: it "cannot appear more than once within the Path Attributes field"."""
    with pytest.raises(EncodeError):
        Update.announce(["10.0.0.0/8"], next_hop="192.0.2.1", attributes=(*VALUES, Origin(1)))


def test_512_an_empty_path_is_sent_inside() -> None:
    """§5.1.2: "An empty AS_PATH attribute is one whose length field contains the value zero"."""
    assert encoded(AsPath()) == b"\x40\x02\x00"
    assert is_fine(route(b"\x40\x02\x00", context=INTERNAL))


def test_512_a_segment_holds_255_numbers() -> None:
    """§5.1.2: more than 255 "will cause an overflow", so that there is a new segment."""
    path = AsPath.of([65001] * 256)
    assert [len(segment.asns) for segment in path.segments] == [255, 1]
    assert is_fine(route(encoded(path)))


def test_515_local_pref_of_an_external_peer() -> None:
    """§5.1.5: "MUST be ignored by the receiving speaker"."""
    found = route(encoded(LocalPref(7)))
    assert found.attributes.local_pref is None
    assert texts(found.announced) == ["198.51.100.0/24"]
    assert route(encoded(LocalPref(7)), context=INTERNAL).attributes.local_pref == 7


# -- §6.3 ------------------------------------------------------------------------------------------


def test_63_a_wrong_length_of_an_attribute() -> None:
    """§6.3: Attribute Length Error, and "the erroneous attribute (type, length, and value)"."""
    octets = attribute(0x80, 4, b"\0\0\0")
    notification = route(octets).findings[0].notification
    assert (notification.code, notification.subcode, notification.data) == (3, 5, octets)


def test_63_an_attribute_that_is_missing() -> None:
    """§6.3: Missing Well-known Attribute, and "the Attribute Type Code of the missing" one."""
    notification = route(without=2).findings[0].notification
    assert (notification.code, notification.subcode, notification.data) == (3, 3, b"\x02")


def test_63_a_well_known_attribute_that_is_not_recognised() -> None:
    """§6.3: Unrecognized Well-known Attribute, and the attribute."""
    octets = attribute(0x40, 250, b"x")
    found = route(octets)
    notification = found.findings[0].notification
    assert (notification.code, notification.subcode, notification.data) == (3, 2, octets)
    assert is_withdrawn(found)
    assert is_fine(route(attribute(0xC0, 250, b"x")))


@pytest.mark.parametrize("hop", [(0, 0, 0, 0), (127, 0, 0, 1), (224, 0, 0, 1), (255,) * 4])
def test_63_next_hop_is_a_host(hop: tuple[int, ...]) -> None:
    """§6.3: "represents a valid IP host address"; else Invalid NEXT_HOP Attribute."""
    octets = attribute(0x40, 3, bytes(hop))
    found = route(octets)
    assert is_withdrawn(found)
    notification = found.findings[0].notification
    assert (notification.code, notification.subcode, notification.data) == (3, 8, octets)
    with pytest.raises(EncodeError):
        Update.build(attributes=(*VALUES, NextHop(bytes(hop))))


@pytest.mark.parametrize(
    "hop", [(1, 0, 0, 0), (126, 0, 0, 1), (128, 0, 0, 1), (223, 255, 255, 255)]
)
def test_63_next_hops_that_are_hosts(hop: tuple[int, ...]) -> None:
    """§6.3: classes A to C without 0.0.0.0 and 127/8."""
    assert is_fine(route(attribute(0x40, 3, bytes(hop))))


def test_63_a_malformed_path() -> None:
    """§6.3: "the Error Subcode MUST be set to Malformed AS_PATH"."""
    notification = route(attribute(0x40, 2, b"\5\1\0\0\0\1")).findings[0].notification
    assert (notification.code, notification.subcode, notification.data) == (3, 11, b"")


def test_63_the_leftmost_as() -> None:
    """§6.3: "MAY check whether the leftmost ... AS in the AS_PATH attribute is equal to" it."""
    found = route(context=Context(peer_as=65009))
    assert is_withdrawn(found)
    assert found.findings[0].notification.subcode == 11
    assert is_fine(route(context=Context(peer_as=65001)))
    assert is_fine(route(context=EXTERNAL))


def test_63_an_optional_attribute_in_error() -> None:
    """§6.3: "the Error Subcode MUST be set to Optional Attribute Error", with the attribute."""
    octets = attribute(0xC0, 7, bytes(8))
    notification = route(octets).findings[0].notification
    assert (notification.code, notification.subcode, notification.data) == (3, 9, octets)


def test_63_an_attribute_twice() -> None:
    """§6.3: "the Error Subcode MUST be set to Malformed Attribute List"."""
    found = judged(update(*BASE, HOP, BASE[0], nlri=NLRI))
    assert found.findings[0].notification.subcode == 1


def test_63_a_network_field_in_error() -> None:
    """§6.3: "the Error Subcode MUST be set to Invalid Network Field"."""
    found = route(nlri=b"\x21\0\0\0\0\0")
    assert treatment(found) == "session-reset"
    assert found.findings[0].notification.subcode == 10


def test_63_attributes_without_nlri() -> None:
    """§6.3: it "SHALL be treated as a valid UPDATE message"."""
    found = judged(update(*BASE, HOP))
    assert found.findings == ()
    assert found.announced == found.withdrawn == ()
    assert found.end_of_rib is None


@pytest.mark.parametrize("prefix", [b"\x04\xe0", b"\x20\xe0\x00\x00\x01", b"\x08\x7f"])
def test_63_semantically_incorrect_prefixes(prefix: bytes) -> None:
    """§6.3: "an error SHOULD be logged locally, and the prefix SHOULD be ignored": not an error.

    Which prefixes are unexpected is the policy's to say; the message is well-formed.
    """
    found = route(nlri=NLRI + prefix)
    assert found.findings == ()
    assert len(texts(found.announced)) == 2
