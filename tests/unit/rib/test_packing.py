"""Packing: fields, sizes, and what happens to routes that do not fit."""

from __future__ import annotations

import pytest

from bgplib.attributes.as4_path import As4Path
from bgplib.attributes.as_path import AsPath
from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.origin import Origin
from bgplib.attributes.unknown import UnknownAttribute
from bgplib.context import Context
from bgplib.errors import EncodeError
from bgplib.iana.families import Family
from bgplib.messages.decoder import decode
from bgplib.messages.update import Update
from bgplib.nlri import UnknownNlri
from bgplib.nlri.labeled import LabeledNlri
from bgplib.rib.packing import Packed, Packer
from bgplib.route import Path
from bgplib.values.label import Label
from bgplib.values.prefix import Prefix
from tests.unit.decision.paths import block, path
from tests.unit.rib.test_rib import ONE, V4, V6

TEN, ELEVEN, TWELVE = b"\x08\x0a", b"\x08\x0b", b"\x08\x0c"
PLAIN = Context()


def padded(size: int) -> AttributeBlock:
    """Make attributes of so many octets, without NEXT_HOP."""
    empty = AttributeBlock.of([Origin(0), AsPath(())])
    rest = size - len(empty.octets) - 4
    return AttributeBlock.of(
        [Origin(0), AsPath(()), UnknownAttribute(code=250, flags=0xD0, octets=bytes(rest))]
    )


def updates(packed: Packed, context: Context = PLAIN) -> list[Update]:
    """Decode messages."""
    found = [decode(octets, context) for octets in packed.messages]
    assert all(isinstance(update, Update) and not update.findings for update in found)
    return [update for update in found if isinstance(update, Update)]


def test_nothing_is_nothing() -> None:
    """No message for no change, nor for a path without destinations."""
    assert Packer(V4, PLAIN).pack({}, {}) == Packed(())
    assert Packer(V4, PLAIN).pack({None: []}, {path(): []}) == Packed(())


def test_ipv4_prefixes_go_into_the_fields_of_rfc_4271() -> None:
    """§4.3: Withdrawn Routes and Network Layer Reachability Information, octet for octet."""
    one = Path(ONE, block("1"), "192.0.2.9")
    packed = Packer(V4, PLAIN).pack({None: [TEN, ELEVEN]}, {one: [TWELVE, TEN]})
    head = "ff" * 16
    origin, as_path, next_hop = "40010100", "400206" + "020100000001", "400304c0000209"
    assert [octets.hex() for octets in packed.messages] == [
        head + "001b02" + "0004" + "080a080b" + "0000",
        head + "002f02" + "0000" + "0014" + origin + as_path + next_hop + "080c080a",
    ]


def test_withdrawals_come_first() -> None:
    """What is told to go goes before something else comes."""
    one, two = path("1"), path("2")
    packed = Packer(V4, PLAIN).pack({None: [TEN]}, {one: [ELEVEN], two: [TWELVE]})
    assert [len(update.withdrawn) for update in updates(packed)] == [1, 0, 0]


def test_paths_with_equal_attributes_share_a_message() -> None:
    """Which source said it does not matter to the peer."""
    one, two = path("1", address="192.0.2.1"), path("1", address="192.0.2.2")
    other = path("1", via="192.0.2.8")
    packed = Packer(V4, PLAIN).pack({}, {one: [TEN], other: [ELEVEN], two: [TWELVE]})
    assert [update.announced[0].keys for update in updates(packed)] == [[TEN, TWELVE], [ELEVEN]]


@pytest.mark.parametrize("has_next_hop", [False, True])
def test_next_hop_stands_where_it_belongs(has_next_hop: bool) -> None:
    """RFC 4271 §5.1.3: the path's next hop, in place of the one among the attributes if need be.

    RFC 4271 §5: attributes in ascending order.
    """
    attributes = block("1 2", med=5, next_hop="192.0.2.77" if has_next_hop else None)
    one = Path(ONE, attributes, "192.0.2.9")
    (update,) = updates(Packer(V4, PLAIN).pack({}, {one: [TEN]}))
    assert update.attributes == block("1 2", med=5, next_hop="192.0.2.9")


def test_ipv4_with_an_ipv6_next_hop_goes_into_mp_reach() -> None:
    """RFC 8950 §3, where it was agreed on; RFC 4760 §3: then without NEXT_HOP."""
    context = Context(extended_next_hop=[(V4, 2)])
    one = Path(ONE, block("1", next_hop="192.0.2.9"), "2001:db8::1")
    (update,) = updates(Packer(V4, context).pack({}, {one: [TEN]}), context)
    assert update.announced[0].next_hop_octets == one.next_hop_octets
    assert update.attributes.next_hop is None
    assert len(update.announced[0]) == 1
    (unsent,) = Packer(V4, PLAIN).pack({}, {one: [TEN]}).unsent
    assert "next hop of 16 octets" in str(unsent.error)


def test_other_families_go_into_mp_attributes() -> None:
    """RFC 4760 §3, §4; RFC 7606 §5.1: before all other attributes."""
    one = Path(ONE, block("1", next_hop="192.0.2.9"), "2001:db8::1")
    packed = Packer(V6, PLAIN).pack({None: [b"\x10\x20\x01"]}, {one: [b"\x10\x20\x02"]})
    gone, came = updates(packed)
    assert gone.withdrawn[0].keys == [b"\x10\x20\x01"]
    assert packed.messages[1][23:25] == b"\x80\x0e"
    assert came.attributes == block("1")
    assert came.announced[0].keys == [b"\x10\x20\x02"]


def test_nlri_that_hold_more_than_the_key_come_from_the_path() -> None:
    """RFC 8277 §2.2 announces with the label, §2.4 withdraws with 0x800000."""
    family = Family.IPV4_LABELED
    nlri = LabeledNlri((Label.of(100),), Prefix.parse("10.0.0.0/8"))
    one = Path(ONE, block("1"), "192.0.2.9", nlri=nlri)
    gone, came = updates(Packer(family, PLAIN).pack({one: [TEN]}, {one: [TEN]}))
    assert str(came.announced[0].nlri[0]) == "10.0.0.0/8 label 100"
    (withdrawn,) = gone.withdrawn[0].nlri
    assert isinstance(withdrawn, LabeledNlri)
    assert (withdrawn.labels, withdrawn.prefix) == ((Label.WITHDRAWN,), nlri.prefix)


def test_path_identifiers_stand_before_the_prefix() -> None:
    """RFC 7911 §3, in withdrawals too; paths that differ in nothing else share a message."""
    context = Context().with_add_path(V4)
    one, two = path("1", path_id=0), path("1", path_id=0xFFFFFFFF)
    gone, came = updates(
        Packer(V4, context).pack({two: [TEN]}, {one: [TEN], two: [ELEVEN]}), context
    )
    assert (gone.withdrawn[0].keys, gone.withdrawn[0].path_ids) == ([TEN], [0xFFFFFFFF])
    assert (came.announced[0].keys, came.announced[0].path_ids) == ([TEN, ELEVEN], [0, 0xFFFFFFFF])


def test_a_path_identifier_is_not_sent_where_none_is_agreed_on() -> None:
    """RFC 7911 §4: one that another peer gave a path stays between that peer and us."""
    (update,) = updates(Packer(V4, PLAIN).pack({}, {path(path_id=7): [TEN]}))
    assert (update.announced[0].keys, update.announced[0].path_ids) == ([TEN], None)


def test_as_numbers_have_the_width_of_the_peer() -> None:
    """RFC 6793 §4.2.2: AS_TRANS and AS4_PATH for an old speaker; §4.1: none for a new one."""
    old = Context(four_octet_as=False)
    one = Path(ONE, block("70000 1"), "192.0.2.9")
    (update,) = updates(Packer(V4, old).pack({}, {one: [TEN]}), old)
    assert As4Path in {type(attribute.value) for attribute in update.attributes}
    assert update.attributes.as_path == one.attributes.as_path
    again = Path(ONE, update.attributes, "192.0.2.9")
    (update,) = updates(Packer(V4, PLAIN).pack({}, {again: [TEN]}))
    assert update.attributes == block("70000 1", next_hop="192.0.2.9")


@pytest.mark.parametrize("extended", [False, True])
def test_a_route_that_fits_exactly_is_sent_and_one_octet_more_is_not(extended: bool) -> None:
    """RFC 4271 §9.2: it "doesn't fit into the message"; RFC 8654 §4: then it is withdrawn."""
    context = Context(extended_messages=extended)
    maximum = context.maximum_message_length
    packer = Packer(V4, context)
    # Header, two fields of length, NEXT_HOP, and a prefix of two octets.
    room = maximum - 19 - 4 - 7 - 2
    fits, too_long = (Path(ONE, padded(size), "192.0.2.9") for size in (room, room + 1))
    (octets,) = packer.pack({}, {fits: [TEN]}).messages
    assert len(octets) == maximum
    packed = packer.pack({}, {too_long: [TEN], fits: [ELEVEN, TWELVE]})
    assert [(each.path, each.keys) for each in packed.unsent] == [(too_long, (TEN,))]
    gone, first, second = updates(packed, context)
    assert gone.withdrawn[0].keys == [TEN]
    assert [each.announced[0].keys for each in (first, second)] == [[ELEVEN], [TWELVE]]


@pytest.mark.parametrize("length", [240, 241, 250, 254, 255, 256, 257, 258, 259, 260, 300])
def test_mp_reach_fits_exactly(length: int) -> None:
    """RFC 4271 §4.3: a value of 255 octets needs one octet of length, a longer one two."""
    header = 3 if length <= 255 else 4
    one = Path(ONE, padded(4096 - 23 - header - length), "2001:db8::1")
    count = (length - 21) // 3
    keys = [b"\x10\x20" + bytes((number,)) for number in range(count)]
    packed = Packer(V6, PLAIN).pack({}, {one: keys})
    assert len(packed.messages) == 1
    assert packed.unsent == ()
    more = Packer(V6, PLAIN).pack({}, {one: [*keys, b"\x10\x21\x00"]})
    assert (len(more.messages), more.unsent) == (2, ())
    assert sum(len(update.announced[0]) for update in updates(more)) == count + 1


def test_a_long_prefix_does_not_keep_short_ones_from_being_sent() -> None:
    """Only what does not fit is left out."""
    one = Path(ONE, padded(4096 - 19 - 4 - 7 - 2), "192.0.2.9")
    packed = Packer(V4, PLAIN).pack({}, {one: [b"\x20\x0a\0\0\1", TEN, b"\0"]})
    assert [each.keys for each in packed.unsent] == [(b"\x20\x0a\0\0\1",)]
    gone, *came = updates(packed)
    assert gone.withdrawn[0].keys == [b"\x20\x0a\0\0\1"]
    assert [update.announced[0].keys for update in came] == [[TEN], [b"\0"]]


@pytest.mark.parametrize(
    ("attributes", "text"),
    [
        (AttributeBlock.of([AsPath(())]), "without ORIGIN"),
        (AttributeBlock.of([Origin(0)]), "without AS_PATH"),
        (AttributeBlock.of([]), "without ORIGIN and AS_PATH"),
    ],
)
def test_attributes_that_no_route_may_have_are_not_sent(
    attributes: AttributeBlock, text: str
) -> None:
    """RFC 4271 §5: mandatory ones "MUST be included in every UPDATE message"."""
    packed = Packer(V4, PLAIN).pack({}, {Path(ONE, attributes, "192.0.2.9"): [TEN]})
    (unsent,) = packed.unsent
    assert text in str(unsent.error)
    assert updates(packed)[0].withdrawn[0].keys == [TEN]


def test_an_address_of_no_host_is_not_sent_as_next_hop() -> None:
    """RFC 4271 §6.3: the peer would find it syntactically incorrect."""
    for via, text in ((bytes((224, 0, 0, 1)), "NEXT_HOP"), (b"", "without a next hop")):
        (unsent,) = Packer(V4, PLAIN).pack({}, {Path(ONE, block("1"), via): [TEN]}).unsent
        assert text in str(unsent.error)


def test_what_cannot_have_been_announced_is_not_withdrawn() -> None:
    """A path without identifier, or without NLRI, was never told; asked for, it is a mistake."""
    context = Context().with_add_path(V4)
    packed = Packer(V4, context).pack({}, {path(): [TEN]})
    assert (packed.messages, len(packed.unsent)) == ((), 1)
    with pytest.raises(EncodeError, match="no path identifier"):
        Packer(V4, context).pack({None: [TEN]}, {})
    labeled = Packer(Family.IPV4_LABELED, PLAIN)
    packed = labeled.pack({}, {path(): [TEN]})
    assert (packed.messages, len(packed.unsent)) == ((), 1)
    with pytest.raises(EncodeError, match="NLRI"):
        labeled.pack({path(): [TEN]}, {})


def test_nlri_of_an_unknown_family_go_out_as_they_came() -> None:
    """RFC 4760 §3: the field is opaque to a speaker that does not know the family."""
    family = Family(4242, 42)
    one = Path(ONE, block("1"), b"123", nlri=UnknownNlri(b"\x01\x02"))
    gone, came = updates(Packer(family, PLAIN).pack({one: [b"\1\2"]}, {one: [b"\1\2"]}))
    for group in (*gone.withdrawn, *came.announced):
        assert (group.family, group.nlri) == (family, (UnknownNlri(b"\x01\x02"),))
    assert came.announced[0].next_hop_octets == b"123"


def test_attributes_that_leave_no_room_at_all() -> None:
    """RFC 4271 §9.2: "a single route doesn't fit", and no message is made of the rest."""
    one = Path(ONE, padded(5000), "192.0.2.9")
    packed = Packer(V4, PLAIN).pack({}, {one: [TEN]})
    assert [(each.path, each.keys) for each in packed.unsent] == [(one, (TEN,))]
    (gone,) = updates(packed)
    assert gone.withdrawn[0].keys == [TEN]
