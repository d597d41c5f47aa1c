"""AttributeBlock: plain reading, reading by type, making, changing, and the store."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.attributes import (
    Aggregator,
    As4Aggregator,
    As4Path,
    AsPath,
    AtomicAggregate,
    AttributeBlock,
    AttributeReader,
    BlockStore,
    ClusterList,
    Communities,
    LargeCommunities,
    LocalPref,
    MpUnreachNlri,
    MultiExitDisc,
    NextHop,
    OnlyToCustomer,
    Origin,
    OriginatorId,
    PathAttribute,
    Segment,
    UnknownAttribute,
)
from bgplib.attributes._table import CODECS, DEFAULT_TABLE
from bgplib.attributes.reader import neutral_reader
from bgplib.context import Context, SessionType
from bgplib.errors import EncodeError, LocalError
from bgplib.iana.families import Family
from bgplib.messages.decoder import decode
from bgplib.messages.update import Update
from bgplib.testing.strategies.attributes import attribute_blocks, attribute_lists
from bgplib.testing.strategies.context import contexts

HOST = bytes((192, 0, 2, 1))
TWO_OCTETS = AttributeReader(Context(four_octet_as=False, session=None), DEFAULT_TABLE)
BIG = 4200000001


def as4(*asns: int) -> As4Path:
    """Make an AS4_PATH of one AS_SEQUENCE."""
    return As4Path((Segment(2, asns),))


def test_common_attributes_are_read_plainly() -> None:
    """Ints, tuples and octets, for programs that read millions of blocks."""
    block = AttributeBlock.of(
        (
            Origin(1),
            AsPath.parse("1 {2,3} (4)"),
            NextHop(HOST),
            MultiExitDisc(5),
            LocalPref(6),
            AtomicAggregate(),
            Aggregator(7, HOST),
            Communities((8, 9)),
            OriginatorId(10),
            ClusterList((11, 12)),
            LargeCommunities(((13, 14, 15),)),
            OnlyToCustomer(16),
        )
    )
    assert block.origin == 1
    assert block.as_path == ((2, (1,)), (1, (2, 3)), (3, (4,)))
    assert block.as_path_length == 2
    assert block.as_path_text == "1 {2,3} (4)"
    assert block.origin_asn is None
    assert block.next_hop == HOST
    assert block.med == 5
    assert block.local_pref == 6
    assert block.atomic_aggregate
    assert block.aggregator == (7, HOST)
    assert block.communities == (8, 9)
    assert block.originator_id == 10
    assert block.cluster_list == (11, 12)
    assert block.large_communities == ((13, 14, 15),)
    assert block.only_to_customer == 16
    assert block.routable
    assert block.whole
    assert len(block) == 12
    assert 35 in block
    assert 16 not in block


def test_what_is_not_there_reads_as_nothing() -> None:
    """None, an empty tuple, or False."""
    block = AttributeBlock.of(())
    for number in (block.origin, block.med, block.local_pref, block.originator_id):
        assert number is None
    assert block.next_hop is None
    assert block.aggregator is None
    assert block.only_to_customer is None
    assert block.as_path == ()
    assert block.communities == block.cluster_list == block.extended_communities == ()
    assert block.large_communities == ()
    assert not block.atomic_aggregate
    assert not block.routable
    assert block.get(Origin) is None
    assert list(block) == []


@given(st.data())
def test_typed_and_plain_reading_agree(data: st.DataObject) -> None:
    """`get` gives the value that was put in; iteration gives all of them in the wire's order."""
    context = data.draw(contexts())
    values = data.draw(attribute_lists(context))
    block = AttributeBlock.of(values, AttributeReader(context, DEFAULT_TABLE))
    known = [value for value in values if not isinstance(value, UnknownAttribute)]
    for value in known:
        assert block.get(type(value)) == value
        assert block.get(type(value)) is block.get(type(value))
    listed = list(block)
    assert [attribute.code for attribute in listed] == sorted(a.code for a in listed)
    assert {attribute.value for attribute in listed} == set(values)
    assert b"".join(_wire(attribute) for attribute in listed) == block.octets
    assert repr(block).startswith("<AttributeBlock ORIGIN ")


def _wire(attribute: PathAttribute) -> bytes:
    size = 2 if attribute.flags & 0x10 else 1
    head = bytes((attribute.flags, attribute.code)) + len(attribute.octets).to_bytes(size, "big")
    return head + attribute.octets


@given(st.data())
def test_blocks_are_compared_by_octets_and_width(data: st.DataObject) -> None:
    """The same octets under another AS number width are other attributes (RFC 6793)."""
    context = data.draw(contexts())
    block = data.draw(attribute_blocks(context))
    assert block == AttributeBlock.of([a.value for a in block], block.reader)
    assert hash(block) == hash(AttributeBlock.of([a.value for a in block], block.reader))
    other = neutral_reader(not context.four_octet_as, DEFAULT_TABLE)
    assert AttributeBlock(b"", {}, block.reader) != AttributeBlock(b"", {}, other)
    assert block != "block"


def test_attributes_are_compared_by_type_flags_and_octets() -> None:
    """Two attributes with the same value but other flags differ."""
    one = next(iter(AttributeBlock.of([UnknownAttribute(code=250, flags=0xC0, octets=b"x")])))
    other = next(iter(AttributeBlock.of([UnknownAttribute(code=250, flags=0xE0, octets=b"x")])))
    assert one != other
    assert one == next(iter(AttributeBlock.of([one.value])))
    assert len({one, other}) == 2
    assert (one.name, repr(one)) == ("UNKNOWN(250)", "<UNKNOWN(250) UNKNOWN(250) 0x78 flags=0xc0>")


@pytest.mark.parametrize(
    "values",
    [
        (Origin(0), Origin(1)),
        (MpUnreachNlri(Family.IPV6_UNICAST),),
        (UnknownAttribute(code=14, flags=0x80, octets=b""),),
        (UnknownAttribute(code=0, flags=0x80, octets=b""),),
        (UnknownAttribute(code=250, flags=0x40, octets=b""),),
        (UnknownAttribute(code=1, flags=0x40, octets=b"\x03"),),
        (Origin(0), UnknownAttribute(code=2, flags=0x40, octets=b"\2\1" + bytes(4))),
        (NextHop(bytes(4)),),
        # Two values of 40,000 octets each fit in attributes, but not in an UPDATE.
        (Communities((1,) * 10_000), ClusterList((1,) * 10_000)),
    ],
)
def test_what_is_no_block_is_not_made(values: tuple[object, ...]) -> None:
    """RFC 7606 §3 (g), RFC 4271 §4.3: once each, well-formed, and at most 65,535 octets."""
    with pytest.raises(EncodeError):
        AttributeBlock.of(values)


def test_a_class_without_a_row_is_the_callers_mistake() -> None:
    """`get` and `of` take the classes of the table."""
    block = AttributeBlock.of([Origin(0)])
    with pytest.raises(LocalError):
        block.get(str)
    with pytest.raises(LocalError):
        AttributeBlock.of(["igp"])


def test_as4_path_is_merged_in() -> None:
    """RFC 6793 §4.2.3: what programs read is the AS path information, not the AS_PATH alone."""
    path = AsPath.parse("64501 23456 3")
    block = AttributeBlock.of([Origin(0), path, as4(BIG, 3)], TWO_OCTETS)
    assert block.as_path_text == f"64501 {BIG} 3"
    assert block.as_path_length == 3
    assert block.get(AsPath) == path


@pytest.mark.parametrize(
    ("aggregator", "as4_aggregator", "path", "expected"),
    [
        # Both are there and AGGREGATOR is not AS_TRANS: AS4_AGGREGATOR and AS4_PATH are ignored.
        (Aggregator(64501, HOST), As4Aggregator(BIG, bytes(4)), "23456", (64501, HOST)),
        # Both are there and AGGREGATOR is AS_TRANS: AS4_AGGREGATOR is taken.
        (Aggregator(23456, HOST), As4Aggregator(BIG, bytes(4)), str(BIG), (BIG, bytes(4))),
        # Without AS4_AGGREGATOR the condition does not apply to AS4_PATH.
        (Aggregator(64501, HOST), None, str(BIG), (64501, HOST)),
        (Aggregator(23456, HOST), None, str(BIG), (23456, HOST)),
        # Without AGGREGATOR there is nobody to tell about.
        (None, As4Aggregator(BIG, HOST), str(BIG), None),
    ],
)
def test_as4_aggregator_decides(
    aggregator: Aggregator | None,
    as4_aggregator: As4Aggregator | None,
    path: str,
    expected: tuple[int, bytes] | None,
) -> None:
    """RFC 6793 §4.2.3: "if the AS number in the AGGREGATOR attribute is not AS_TRANS"."""
    values = [Origin(0), AsPath.of([23456]), as4(BIG), aggregator, as4_aggregator]
    block = AttributeBlock.of([value for value in values if value is not None], TWO_OCTETS)
    assert block.as_path_text == path
    assert block.aggregator == expected


def test_values_are_replaced_added_and_left_out() -> None:
    """A block is never changed; `replace` makes another one, in ascending order of type codes."""
    block = AttributeBlock.of([Origin(0), AsPath.of([1]), MultiExitDisc(5), Communities((1,))])
    other = block.replace(MultiExitDisc(6), LocalPref(7), without=(8,))
    assert [a.code for a in other] == [1, 2, 4, 5]
    assert (other.med, other.local_pref, other.communities) == (6, 7, ())
    assert (block.med, block.local_pref, block.communities) == (5, None, (1,))
    with pytest.raises(EncodeError):
        block.replace(MpUnreachNlri(Family.IPV6_UNICAST))


def test_a_policy_may_add_what_the_peer_may_not_send() -> None:
    """A route of an external peer gets a LOCAL_PREF and our AS in front, whatever its rules."""
    context = Context(peer_as=65001, reject_as_sets=True)
    store = BlockStore(AttributeReader(context, DEFAULT_TABLE))
    received = store.read(AttributeBlock.of([Origin(0), AsPath.of([65001])]).octets)
    assert received is not None
    changed = received.replace(LocalPref(200), AsPath.parse("65000 65001 {7,8}"), ClusterList((1,)))
    assert changed.local_pref == 200
    assert changed.as_path_text == "65000 65001 {7,8}"
    assert changed.canonical() == changed


def test_a_block_of_two_octets_becomes_one_of_four_when_changed() -> None:
    """RFC 6793 §4.2.3: a new AS_PATH beside the AS4_PATH of the old one would be merged wrong."""
    block = AttributeBlock.of([Origin(0), AsPath.of([23456, 3]), as4(BIG, 3)], TWO_OCTETS)
    path = AsPath.parse(f"{BIG + 1} {block.as_path_text}")
    changed = block.replace(path)
    assert changed.four_octet_as
    assert changed.as_path_text == f"{BIG + 1} {BIG} 3"
    assert 17 not in changed


def test_canonical_blocks_are_in_order_and_short() -> None:
    """RFC 4271 §4.3, §5: ascending order, one octet of length where it does, unused bits 0."""
    octets = bytes.fromhex("cffa01aa" + "9f04000400000001" + "5002 0000" + "e0fb 00" + "40010100")
    block = BlockStore(neutral_reader(True, DEFAULT_TABLE)).read(octets)
    assert block is not None
    canonical = block.canonical()
    assert (
        canonical.octets.hex() == "40010100" + "400200" + "80040400000001" + "c0fa01aa" + "e0fb00"
    )
    assert canonical.canonical() == canonical


def test_partial_is_kept_where_it_means_something() -> None:
    """RFC 4271 §4.3, §5: of optional transitive attributes only, where it is never cleared."""
    octets = bytes.fromhex("60010100" + "600200" + "a0040400000001" + "e0080400000001" + "e0fa01aa")
    block = BlockStore(neutral_reader(True, DEFAULT_TABLE)).read(octets)
    assert block is not None
    canonical = bytes.fromhex(
        "40010100" + "400200" + "80040400000001" + "e0080400000001" + "e0fa01aa"
    )
    assert block.canonical().octets == canonical
    assert block.replace().octets == canonical
    assert block.canonical().is_canonical
    assert not block.is_canonical


def test_unrecognised_attributes_are_passed_on_with_partial_set() -> None:
    """RFC 4271 §5: transitive ones with the Partial bit set, non-transitive ones not at all."""
    values = [
        Origin(0),
        AsPath(),
        Communities((1,)),
        UnknownAttribute(code=200, flags=0xC0, octets=b"x"),
        UnknownAttribute(code=240, flags=0x80, octets=b"y"),
        UnknownAttribute(code=250, flags=0xE0, octets=b"z"),
    ]
    passed = AttributeBlock.of(values).passed_on()
    assert [(a.code, a.flags) for a in passed] == [
        (1, 0x40),
        (2, 0x40),
        (8, 0xC0),
        (200, 0xE0),
        (250, 0xE0),
    ]
    assert passed.passed_on() == passed


def test_blocks_made_of_values_are_canonical_at_once() -> None:
    """Only an unknown attribute brings flags that may need cleaning."""
    assert AttributeBlock.of([Origin(0)]).is_canonical
    odd = AttributeBlock.of([UnknownAttribute(code=250, flags=0xDF, octets=b"x")])
    assert not odd.is_canonical
    assert odd.canonical().octets.hex() == "c0fa0178"


NARROW_SAFE = contexts(sessions=(None,))


@given(st.data())
def test_widths_convert_without_loss(data: st.DataObject) -> None:
    """RFC 6793 §4.2: path and aggregator are the same after a way through 2-octet speakers."""
    context = attrs.evolve(data.draw(NARROW_SAFE), four_octet_as=True)
    block = data.draw(attribute_blocks(context))
    narrow = block.canonical(neutral_reader(False, DEFAULT_TABLE))
    again = narrow.canonical(neutral_reader(True, DEFAULT_TABLE))
    assert not narrow.four_octet_as
    assert again.aggregator == narrow.aggregator == block.aggregator
    assert narrow.as_path_length == block.as_path_length
    kept = [a for a in block if a.code not in (2, 7, 17, 18)]
    assert [a for a in again if a.code not in (2, 7, 17, 18)] == kept
    # What AS4_PATH cannot carry: confederation segments with large numbers, or not in front.
    if all(kind <= 2 for kind, _ in block.as_path):
        assert narrow.as_path == again.as_path == block.as_path


@pytest.mark.parametrize(
    ("path", "narrow", "as4_path"),
    [
        ("1 2", "1 2", None),
        (f"1 {BIG}", "1 23456", f"1 {BIG}"),
        (f"(1) {BIG}", "(1) 23456", str(BIG)),
        # Not all numbers are mappable, so AS4_PATH is sent, without the segment that is why.
        (f"({BIG}) 1", "(23456) 1", "1"),
        # An AS4_PATH of confederation segments alone would be empty, which is malformed.
        (f"({BIG})", "(23456)", None),
    ],
)
def test_as4_path_is_sent_where_needed(path: str, narrow: str, as4_path: str | None) -> None:
    """RFC 6793 §4.2.2: "except for the case where all of the AS path information is" mappable."""
    block = AttributeBlock.of([Origin(0), AsPath.parse(path)])
    sent = block.canonical(neutral_reader(False, DEFAULT_TABLE))
    assert str(sent.get(AsPath)) == narrow
    found = sent.get(As4Path)
    assert (None if found is None else str(found)) == as4_path


def test_as4_aggregator_is_sent_where_needed() -> None:
    """RFC 6793 §4.2.2: AS4_AGGREGATOR is not sent for a mappable AS number."""
    for asn, number, there in ((65535, 65535, False), (65536, 23456, True)):
        block = AttributeBlock.of([Origin(0), AsPath(), Aggregator(asn, HOST)])
        sent = block.canonical(neutral_reader(False, DEFAULT_TABLE))
        assert sent.get(Aggregator) == Aggregator(number, HOST)
        assert (18 in sent) is there
        assert sent.aggregator == (asn, HOST)


def test_a_store_keeps_two_generations() -> None:
    """What was not asked for since the last but one change of generations leaves."""
    store = BlockStore(neutral_reader(True, DEFAULT_TABLE), limit=4)
    octets = [AttributeBlock.of([MultiExitDisc(number)]).octets for number in range(100)]
    first = store.read(octets[0])
    assert store.read(octets[0]) is first
    for item in octets:
        assert store.read(item) is not None
        assert store.peek(octets[0]) is first  # asked for all the time
        assert len(store) <= 8
    assert store.peek(octets[1]) is None
    assert store.read(b"\x40\x01\x01\x03") is None
    assert store.peek(b"\x40\x01\x01\x03") is None


def test_rules_of_a_session_are_not_the_rows() -> None:
    """RFC 7606 §7.5: an external peer's LOCAL_PREF is dropped, an internal one's is not."""
    octets = AttributeBlock.of([LocalPref(1)]).octets
    for session in (*SessionType, None):
        reader = AttributeReader(Context(session=session), DEFAULT_TABLE)
        assert (BlockStore(reader).read(octets) is None) == (session is SessionType.EXTERNAL)
    assert len(neutral_reader(True, DEFAULT_TABLE).rules) == 256
    assert {codec.code for codec in CODECS if codec.discarded_unread(Context()) is not None} >= {
        5,
        9,
        10,
        17,
        18,
    }


@pytest.mark.parametrize("wrong", [1, "ORIGIN", None])
def test_values_are_asked_for_by_their_class(wrong: Any) -> None:
    """Type codes and names are none."""
    block = AttributeBlock.of([Origin(0)])
    with pytest.raises(LocalError, match="is no class of values"):
        block.get(wrong)


def test_a_class_is_in_a_block_whose_values_have_it() -> None:
    """As its type code is, however the block was made."""
    made = AttributeBlock.of([Origin(0), AsPath.parse("65001")])
    update = Update.announce(["10.0.0.0/8"], next_hop="192.0.2.1", attributes=made)
    read = decode(update.encode())
    assert isinstance(read, Update)
    for block in (made, read.attributes):
        assert Origin in block
        assert 1 in block
        assert LocalPref not in block
        assert 5 not in block
        with pytest.raises(LocalError, match="no path attribute has values of class int"):
            assert int not in block
        with pytest.raises(LocalError, match="'ORIGIN' is no type code, nor a class"):
            assert "ORIGIN" in block


@pytest.mark.parametrize(
    ("path", "origin"),
    [("", None), ("1 2", 2), ("1 2 2", 2), ("1 {2}", None), ("(64512) 1 2", 2), ("(64512)", None)],
)
def test_the_origin_of_a_path(path: str, origin: int | None) -> None:
    """RFC 6811 §2: the rightmost AS, if the final segment is an AS_SEQUENCE."""
    assert AttributeBlock.of([AsPath.parse(path)]).origin_asn == origin
