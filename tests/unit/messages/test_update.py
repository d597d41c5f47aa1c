"""Update: made by programs, read from the wire, changed, and written."""

from __future__ import annotations

import pytest

from bgplib.attributes import (
    Aggregator,
    As4Path,
    AsPath,
    AttributeBlock,
    AttributeReader,
    Communities,
    LocalPref,
    MultiExitDisc,
    NextHop,
    Origin,
    Segment,
    UnknownAttribute,
)
from bgplib.attributes._table import DEFAULT_TABLE
from bgplib.context import Context, SessionType
from bgplib.errors import EncodeError
from bgplib.findings import Treatment
from bgplib.formats.json import from_json, to_json
from bgplib.iana.families import AFI_IPV6, Family
from bgplib.kernel.framing import MARKER
from bgplib.messages.decoder import Decoder
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup, UnicastNlri
from bgplib.testing import malformed
from bgplib.values.prefix import Prefix

IPV4, IPV6 = Family.IPV4_UNICAST, Family.IPV6_UNICAST
BASE = (Origin(0), AsPath.of([65001]))
BASE_HEX = "40010100" + "40020602010000fde9"


def message(body: str) -> bytes:
    """Put a header before the hex of an UPDATE's body."""
    octets = bytes.fromhex(body)
    return MARKER + (19 + len(octets)).to_bytes(2, "big") + b"\x02" + octets


def read(octets: bytes, context: Context | None = None) -> Update:
    """Decode an UPDATE."""
    update = Decoder(context).decode(octets)
    assert isinstance(update, Update)
    return update


def test_ipv4_routes_go_into_the_fields_of_rfc_4271() -> None:
    """RFC 4271 §4.3: NEXT_HOP, and the NLRI field."""
    update = Update.announce(["10.0.0.0/8", "192.0.2.0/24"], next_hop="192.0.2.1", attributes=BASE)
    octets = update.encode()
    assert octets == message("0000 0014" + BASE_HEX + "400304c0000201" + "080a" + "18c00002")
    again = read(octets)
    assert again.announced == update.announced
    assert again.attributes.next_hop == bytes((192, 0, 2, 1))
    assert again.withdrawn == ()
    assert again.findings == ()


def test_other_families_go_into_mp_reach_nlri() -> None:
    """RFC 4760 §3, RFC 7606 §5.1: as the very first attribute, without NEXT_HOP."""
    update = Update.announce(
        ["2001:db8::/32"],
        family=IPV6,
        next_hop="2001:db8::1",
        attributes=(*BASE, NextHop(bytes((192, 0, 2, 1)))),
    )
    hop = "20010db8000000000000000000000001"
    mp = "800e1a" + "000201" + "10" + hop + "00" + "2020010db8"
    assert update.encode() == message("0000 002a" + mp + BASE_HEX)


def test_flow_specifications_have_no_next_hop() -> None:
    """RFC 8955 §4: the Length of Next Hop Network Address is 0."""
    update = Update.announce(
        ["destination 10.0.0.0/8"], family="ipv4-flowspec", next_hop=None, attributes=BASE
    )
    mp = "800e09" + "000185" + "00" + "00" + "03" + "01080a"
    assert update.encode() == message("0000 0019" + mp + BASE_HEX)
    assert update.announced[0].next_hop is None


@pytest.mark.parametrize("family", ["ipv4-unicast", "ipv6-unicast"])
def test_other_routes_need_one(family: str) -> None:
    """RFC 4271 §5.1.3: it is mandatory."""
    prefix = "2001:db8::/32" if family == "ipv6-unicast" else "10.0.0.0/8"
    update = Update.announce([prefix], family=family, next_hop=None, attributes=BASE)
    with pytest.raises(EncodeError, match="next hop"):
        update.encode()


def test_withdrawals_have_no_attributes() -> None:
    """RFC 4271 §4.3, RFC 4760 §4."""
    assert Update.withdraw(["10.0.0.0/8"]).encode() == message("0002080a 0000")
    ipv6 = Update.withdraw(["::/0"], family=IPV6)
    assert ipv6.encode() == message("0000 0007 800f04 000201 00")


def test_end_of_rib_markers() -> None:
    """RFC 4724 §2: an empty UPDATE for IPv4 unicast, MP_UNREACH_NLRI alone for the others."""
    assert Update.end_of_rib_of(IPV4).encode() == message("0000 0000")
    assert Update.end_of_rib_of(IPV6).encode() == message("0000 0006 800f03 000201")
    for family in (IPV4, IPV6):
        update = read(Update.end_of_rib_of(family).encode())
        assert update.end_of_rib == family
        assert repr(update) == f"<Update End-of-RIB {family}>"
        assert update.canonical() == update == Update.end_of_rib_of(family)
        assert [part.end_of_rib for part in update.split()] == [family]


def test_an_update_of_nothing_is_no_end_of_rib() -> None:
    """RFC 4724 §2: whoever sends an empty UPDATE says that all routes were sent."""
    with pytest.raises(EncodeError):
        Update.build().encode()


@pytest.mark.parametrize(
    ("update", "context"),
    [
        # No ORIGIN, no AS_PATH (RFC 4271 §5).
        (Update.announce(["::/0"], family=IPV6, next_hop="::1", attributes=[Origin(0)]), Context()),
        (
            Update.announce(["10.0.0.0/8"], next_hop="192.0.2.1", attributes=[AsPath()]),
            Context(),
        ),
        # No next hop (RFC 4271 §5).
        (Update.build(attributes=BASE, announced=[NlriGroup.of(IPV4, ["10.0.0.0/8"])]), Context()),
        (Update.build(attributes=BASE, announced=[NlriGroup.of(IPV6, ["::/0"])]), Context()),
        # A next hop that the receiver would reset the session for (RFC 7606 §7.11).
        (Update.announce(["10.0.0.0/8"], next_hop="2001:db8::1", attributes=BASE), Context()),
        (
            Update.announce(["::/0"], family=IPV6, next_hop="192.0.2.1", attributes=BASE),
            Context(),
        ),
        # Not the address of a host (RFC 4271 §6.3).
        (Update.announce(["10.0.0.0/8"], next_hop="224.0.0.1", attributes=BASE), Context()),
        # Path identifiers against the agreement (RFC 7911 §5).
        (Update.withdraw(["10.0.0.0/8"]), Context().with_add_path(IPV4)),
        # Several groups (RFC 7606 §5.1).
        (
            Update.build(
                withdrawn=[NlriGroup.of(IPV4, ["10.0.0.0/8"]), NlriGroup.of(IPV6, ["::/0"])]
            ),
            Context(),
        ),
        # Longer than agreed (RFC 4271 §4, RFC 8654 §4).
        (Update.withdraw([f"10.{i >> 8}.{i & 255}.0/24" for i in range(1100)]), Context()),
        (
            Update.withdraw([Prefix(1, i.to_bytes(4, "big"), 32) for i in range(13200)]),
            Context(extended_messages=True),
        ),
    ],
)
def test_what_no_peer_would_take_is_not_written(update: Update, context: Context) -> None:
    """Nothing malformed is ever sent."""
    with pytest.raises(EncodeError):
        update.encode(context)


def test_ipv6_next_hops_of_ipv4_routes_need_rfc_8950() -> None:
    """RFC 8950 §3: IPv4 routes with an IPv6 next hop are in MP_REACH_NLRI."""
    context = Context().with_extended_next_hop([(IPV4, AFI_IPV6)])
    update = Update.announce(["10.0.0.0/8"], next_hop="2001:db8::1", attributes=BASE)
    octets = update.encode(context)
    assert octets[23:28].hex() == "800e170001"
    again = read(octets, context)
    assert again.announced == update.announced
    assert str(again.announced[0].next_hop) == "2001:db8::1"


def test_path_identifiers_are_kept() -> None:
    """RFC 7911 §3, in the fields of RFC 4271 and in the attributes of RFC 4760."""
    for family, text in ((IPV4, "10.0.0.0/8"), (IPV6, "2001:db8::/32")):
        context = Context().with_add_path(family)
        nlri = [UnicastNlri(Prefix.parse(text), path_id=number) for number in (1, 2)]
        hop = "192.0.2.1" if family is IPV4 else "2001:db8::1"
        update = Update.announce(nlri, family=family, next_hop=hop, attributes=BASE)
        assert read(update.encode(context), context).announced[0].path_ids == [1, 2]


def test_attributes_are_given_as_a_block_or_as_values() -> None:
    """One block can serve many UPDATEs."""
    block = AttributeBlock.of(BASE)
    one = Update.announce(["10.0.0.0/8"], next_hop="192.0.2.1", attributes=block)
    other = Update.announce(["10.0.0.0/8"], next_hop="192.0.2.1", attributes=BASE)
    assert one == other
    assert hash(one) == hash(other)
    assert one != "update"
    assert one.attributes is block


def test_a_next_hop_among_the_attributes_serves_groups_without() -> None:
    """RFC 4271 §5.1.3: NEXT_HOP is where it stands, be it given as a value."""
    group = NlriGroup.of(IPV4, ["10.0.0.0/8"])
    update = Update.build(attributes=(*BASE, NextHop(bytes((192, 0, 2, 1)))), announced=[group])
    assert read(update.encode()).attributes.next_hop == bytes((192, 0, 2, 1))


MIXED = malformed.update(
    bytes.fromhex("d0080004 00010002"),  # COMMUNITIES in a long form
    bytes.fromhex("800f04 000201 00"),  # MP_UNREACH_NLRI ::/0
    bytes.fromhex("4f0304 c0000201"),  # NEXT_HOP with unused bits set
    bytes.fromhex("800e1a 000201 10 20010db8000000000000000000000001 ff 2020010db8"),
    bytes.fromhex("400206 02010000fde9"),
    bytes.fromhex("400101 02"),
    # 10/8 and, with bits behind its length, 10.128/9 are withdrawn.
    withdrawn=bytes.fromhex("080a 090aff"),
    nlri=bytes.fromhex("18c00002"),
)


def test_every_combination_is_received() -> None:
    """RFC 7606 §5.1: "MUST still be prepared to receive these fields in any position"."""
    update = read(MIXED)
    assert update.findings == ()
    assert [(g.family, list(map(str, g))) for g in update.withdrawn] == [
        (IPV4, ["10.0.0.0/8", "10.128.0.0/9"]),
        (IPV6, ["::/0"]),
    ]
    assert [(g.family, list(map(str, g)), str(g.next_hop)) for g in update.announced] == [
        (IPV6, ["2001:db8::/32"], "2001:db8::1"),
        (IPV4, ["192.0.2.0/24"], "192.0.2.1"),
    ]
    assert update.end_of_rib is None


def test_attributes_are_listed_as_on_the_wire() -> None:
    """MP_REACH_NLRI and MP_UNREACH_NLRI stand where they stood."""
    update = read(MIXED)
    assert [a.code for a in update.path_attributes()] == [8, 15, 3, 14, 2, 1]
    assert [a.code for a in update.attributes] == [8, 3, 2, 1]
    assert [a.flags for a in update.path_attributes()][:3] == [0xD0, 0x80, 0x4F]
    assert [type(a.value).__name__ for a in update.path_attributes()] == [
        "Communities",
        "MpUnreachNlri",
        "NextHop",
        "MpReachNlri",
        "AsPath",
        "Origin",
    ]


def test_what_was_decoded_is_written_as_it_stood() -> None:
    """Odd order, long lengths, unused flag bits and bits behind prefixes included."""
    assert read(MIXED).encode() == MIXED
    assert read(MIXED).encode(Context(session=SessionType.INTERNAL)) == MIXED


def test_canonical_form_is_what_we_would_send() -> None:
    """RFC 7606 §5.1: one group in each UPDATE, the MP attribute first."""
    update = read(MIXED)
    canonical = update.canonical()
    parts = [part.encode() for part in canonical.split()]
    attributes = "40010102" + "40020602010000fde9"
    hop = "400304c0000201"
    communities = "c0080400010002"
    mp = "800e1a 000201 10 20010db8000000000000000000000001 00 2020010db8"
    assert parts == [
        message("0005 080a 090a80 0000"),
        message("0000 0007 800f04 000201 00"),
        message("0000 0031" + mp + attributes + communities),
        message("0000 001b" + attributes + hop + communities + "18c00002"),
    ]
    assert [read(part).findings for part in parts] == [()] * 4
    with pytest.raises(EncodeError):
        canonical.encode()


def test_as_withdraw_names_every_prefix() -> None:
    """RFC 7606 §2: as though all routes in the UPDATE had been withdrawn."""
    gone = read(MIXED).as_withdraw()
    assert gone.announced == ()
    assert len(gone.attributes) == 0
    assert [(g.family, list(map(str, g)), g.next_hop) for g in gone.withdrawn] == [
        (IPV4, ["10.0.0.0/8", "10.128.0.0/9"], None),
        (IPV6, ["::/0"], None),
        (IPV6, ["2001:db8::/32"], None),
        (IPV4, ["192.0.2.0/24"], None),
    ]
    made = Update.announce(["10.0.0.0/8"], next_hop="192.0.2.1", attributes=BASE).as_withdraw()
    assert made == Update.withdraw(["10.0.0.0/8"])


def test_what_is_shown_of_an_update_is_what_is_sent() -> None:
    """RFC 4271 §5.1.3: the next hop of routes is that of their group, whatever a block had before.

    JSON said `192.0.2.1` of UPDATEs that were sent with `192.0.2.99`.
    """
    block = read(WITH_LOCAL_PREF).attributes
    assert block.next_hop == b"\xc0\0\2\1"
    for family, prefix, next_hop in (
        (IPV4, "10.0.0.0/8", "192.0.2.99"),
        (IPV6, "2001:db8::/32", "2001:db8::1"),
    ):
        made = Update.announce([prefix], next_hop=next_hop, attributes=block, family=family)
        assert [a.code for a in made.path_attributes()] == [1, 2]
        shown = to_json(made)
        assert "'192.0.2.1'" not in str(shown)
        assert [each["name"] for each in shown["attributes"]] == ["ORIGIN", "AS_PATH"]
        sent = read(made.encode())
        assert str(sent.announced[0].next_hop) == next_hop
        assert from_json(shown).encode() == made.encode()
    same = Update.announce(["10.0.0.0/8"], next_hop="192.0.2.1", attributes=block)
    assert [a.code for a in same.path_attributes()] == [1, 2, 3]
    old = Update.build(attributes=block, announced=[NlriGroup.of(IPV4, ["10.0.0.0/8"])])
    assert [a.code for a in old.path_attributes()] == [1, 2, 3]
    assert str(read(old.encode()).announced[0].next_hop) == "192.0.2.1"


WITH_LOCAL_PREF = message("0000 001b" + BASE_HEX + "400304c0000201" + "40050400000064" + "080a")


def test_discarded_attributes_are_not_passed_on() -> None:
    """RFC 7606 §2: what is discarded leaves no trace in what is sent on.

    The octets are written again only by the lossless way, never in what a program makes of it.
    """
    update = read(WITH_LOCAL_PREF)
    assert update.treatment is Treatment.ATTRIBUTE_DISCARD
    assert 5 not in update.attributes
    assert not update.attributes.whole
    assert [a.code for a in update.path_attributes()] == [1, 2, 3]
    assert update.encode() == WITH_LOCAL_PREF
    clean = message("0000 0014" + BASE_HEX + "400304c0000201" + "080a")
    assert update.canonical().encode() == clean
    assert update.split()[0].encode() == clean
    made = Update.build(attributes=update.attributes, announced=update.announced)
    assert made.encode() == clean


def test_malformed_mp_attributes_do_not_count() -> None:
    """What is malformed, or there twice, is none of the attributes, but stays in the octets."""
    octets = message("0000 000b" + "800e020001" + "800f03000201")
    update = read(octets)
    assert update.treatment is Treatment.SESSION_RESET
    assert [a.code for a in update.path_attributes()] == [15]
    assert update.encode() == octets
    twice = message("0000 000c" + "800f03000201" * 2)
    assert [a.code for a in read(twice).path_attributes()] == [15]
    assert read(twice).encode() == twice


def test_treat_as_withdraw_is_written_without_attributes() -> None:
    """RFC 4271 §4.3: an UPDATE that only withdraws "will not include path attributes"."""
    update = read(message("0000 000d" + "40010103" + "40020602010000fde9" + "080a"))
    assert update.treatment is Treatment.TREAT_AS_WITHDRAW
    assert update.canonical().encode() == message("0002080a 0000")


def test_attributes_without_routes_stay() -> None:
    """RFC 4271 §6.3: such an UPDATE is valid; without its attributes it would be End-of-RIB."""
    octets = message("0000 0004" + "40010100")
    update = read(octets)
    assert update.findings == ()
    assert update.end_of_rib is None
    assert update.canonical().encode() == octets
    assert update.split() == ()


def test_as_numbers_are_written_for_the_peer() -> None:
    """RFC 6793 §4.2.2: AS_TRANS and AS4_PATH for a 2-octet speaker."""
    update = Update.announce(
        ["10.0.0.0/8"],
        next_hop="192.0.2.1",
        attributes=(Origin(0), AsPath.of([4200000001, 65001]), Aggregator(4200000001, bytes(4))),
    )
    # An external peer, and we are not it: the path begins with our own AS.
    narrow = Context(four_octet_as=False, peer_as=65009)
    again = read(update.encode(narrow), Context(four_octet_as=False))
    assert again.findings == ()
    assert [a.code for a in again.path_attributes()] == [1, 2, 3, 7, 17, 18]
    assert again.attributes.as_path_text == "4200000001 65001"
    assert again.attributes.aggregator == (4200000001, bytes(4))
    # What came from a 2-octet speaker goes to a 4-octet one merged.
    wide = read(again.encode(Context()))
    assert [a.code for a in wide.path_attributes()] == [1, 2, 3, 7]
    assert wide.attributes.as_path_text == "4200000001 65001"


def test_as4_attributes_are_never_sent_to_a_4_octet_speaker() -> None:
    """RFC 6793 §4.1: they "MUST NOT be carried in an UPDATE message between NEW BGP speakers"."""
    values = (*BASE, As4Path((Segment(2, (1,)),)), Communities((1,)))
    update = Update.announce(["10.0.0.0/8"], next_hop="192.0.2.1", attributes=values)
    assert [a.code for a in read(update.encode()).path_attributes()] == [1, 2, 3, 8]


def test_what_was_received_is_sent_on_clean() -> None:
    """RFC 4271 §4.3: unused bits "MUST be zero when sent", whatever they were when received."""
    received = read(MIXED)
    sent = Update.build(attributes=received.attributes, announced=received.announced[1:])
    assert [a.flags for a in read(sent.encode()).path_attributes()] == [0x40, 0x40, 0x40, 0xC0]


def test_a_block_of_two_octets_is_rewritten_for_four() -> None:
    """A program may hand a block from one session to another."""
    narrow = AttributeReader(Context(four_octet_as=False), DEFAULT_TABLE)
    block = AttributeBlock.of((*BASE, MultiExitDisc(1)), narrow)
    update = Update.announce(["10.0.0.0/8"], next_hop="192.0.2.1", attributes=block)
    assert update.encode().hex()[46:] == BASE_HEX + "400304c0000201" + "80040400000001" + "080a"


def test_a_summary_fits_on_a_line() -> None:
    """`repr` names what is announced and withdrawn, and the treatment if there is one."""
    assert repr(read(WITH_LOCAL_PREF)) == (
        "<Update announces <NlriGroup ipv4-unicast: 1 NLRI via 192.0.2.1>, attribute-discard>"
    )
    assert repr(Update.withdraw(["10.0.0.0/8"])) == (
        "<Update withdraws <NlriGroup ipv4-unicast: 1 NLRI>>"
    )


def test_local_pref_is_carried_inside() -> None:
    """RFC 4271 §5.1.5: between internal peers."""
    context = Context(session=SessionType.INTERNAL)
    update = Update.announce(
        ["10.0.0.0/8"], next_hop="192.0.2.1", attributes=(*BASE, LocalPref(100))
    )
    assert read(update.encode(context), context).attributes.local_pref == 100


def test_attributes_beside_withdrawals_stay() -> None:
    """RFC 4271 §4.3 has no use for them: whoever wants them gone takes `canonical`."""
    block = AttributeBlock.of([*BASE, NextHop.parse("192.0.2.1")])
    withdrawn = Update.withdraw(["10.0.0.0/8"]).withdrawn
    made = Update(block, (), withdrawn)
    assert read(made.encode()).attributes == block
    assert len(read(made.canonical().encode()).attributes) == 0


def test_path_attributes_that_no_length_can_say() -> None:
    """RFC 4271 §4.3: the Total Path Attribute Length has two octets, MP_REACH_NLRI included."""
    big = UnknownAttribute(code=250, flags=0xC0, octets=bytes(65_510))
    block = AttributeBlock.of([*BASE, big])
    update = Update.announce(
        ["2001:db8::/32"], next_hop="2001:db8::1", attributes=block, family=IPV6
    )
    with pytest.raises(EncodeError, match="longer than 65535 octets"):
        update.encode(Context(extended_messages=True))


def test_the_canonical_form_has_a_next_hop_where_it_is_sent() -> None:
    """RFC 4760 §3: other families have it elsewhere; and no host's is none (RFC 4271 §5.1.3)."""
    labeled = ["10.0.0.0/8 label 7"]
    found = Update.announce(
        labeled, next_hop="192.0.2.1", attributes=BASE, family=Family.IPV4_LABELED
    )
    assert found.canonical().attributes.next_hop is None
    plain = Update.announce(["10.0.0.0/8"], next_hop="192.0.2.1", attributes=BASE)
    assert plain.canonical().attributes.next_hop == bytes((192, 0, 2, 1))
    nobody = Update.announce(["10.0.0.0/8"], next_hop="224.0.0.1", attributes=BASE)
    assert nobody.canonical().attributes.next_hop is None
