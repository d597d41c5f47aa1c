"""RIB entries: attributes, next hops in two forms, findings, and the UPDATE that they came in."""

from __future__ import annotations

import attrs
import pytest

from bgplib.attributes import AsPath, AttributeBlock, Origin
from bgplib.attributes.reader import AttributeReader
from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError
from bgplib.findings import Treatment
from bgplib.formats import mrt
from bgplib.iana.families import Family
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.rib import Rib
from bgplib.values.address import address_octets
from tests.unit.formats.samples import BLOCK, IPV6_BLOCK, attribute, peers, rib

GLOBAL = address_octets("2001:db8::ff")
LOCAL = address_octets("fe80::1")


def entry(octets: bytes) -> mrt.RibEntry:
    return attrs.evolve(rib().entries[0], octets=octets)


def with_mp_reach(value: bytes) -> mrt.RibEntry:
    return entry(attribute(0x80, 14, value) + IPV6_BLOCK.octets)


def test_attributes_read_plainly() -> None:
    """The block of an entry is that of an UPDATE."""
    found = rib().entries[0]
    assert found.attributes == BLOCK
    assert found.attributes.as_path_text == "64496 64511 64502"
    assert found.attributes.communities == (64496 << 16 | 14,)
    assert str(found.next_hop) == "198.51.100.188"
    assert found.findings == ()


@pytest.mark.parametrize("hop", [GLOBAL, GLOBAL + LOCAL, b"\xc0\x00\x02\x01"])
def test_next_hop_of_the_abbreviated_form(hop: bytes) -> None:
    """RFC 6396 §4.3.4: "only the Next Hop Address Length and Next Hop Address fields"."""
    found = with_mp_reach(bytes((len(hop),)) + hop)
    assert found.next_hop is not None
    assert found.next_hop.octets == hop
    assert found.attributes == IPV6_BLOCK
    assert found.findings == ()


@pytest.mark.parametrize("hop", [GLOBAL, GLOBAL + LOCAL])
def test_next_hop_of_the_form_that_an_update_has(hop: bytes) -> None:
    """Some collectors write the whole attribute; it is kept octet for octet."""
    value = b"\x00\x02\x01" + bytes((len(hop),)) + hop + b"\x00\x20\x20\x01\x0d\xb8"
    found = with_mp_reach(value)
    assert found.next_hop is not None
    assert found.next_hop.octets == hop
    assert found.attributes == IPV6_BLOCK
    record = attrs.evolve(rib("2001:db8::/32"), entries=(found,))
    (again,) = mrt.read(record.encode())
    assert again == record


def test_a_next_hop_before_or_behind_other_attributes() -> None:
    """MP_REACH_NLRI is cut out where it stands."""
    reach = attribute(0x80, 14, bytes((16,)) + GLOBAL)
    for octets in (reach + IPV6_BLOCK.octets, IPV6_BLOCK.octets + reach):
        assert entry(octets).attributes == IPV6_BLOCK
        assert str(entry(octets).next_hop) == "2001:db8::ff"


def test_an_entry_may_lack_everything() -> None:
    """A collector's own routes have no AS_PATH and no NEXT_HOP: that is no finding."""
    found = entry(b"")
    assert len(found.attributes) == 0
    assert found.next_hop is None
    assert found.findings == ()


@pytest.mark.parametrize("hop", ["0.0.0.0", "127.0.0.1"])
def test_a_collectors_own_routes_have_no_next_hop_to_speak_of(hop: str) -> None:
    """FRR and Quagga write 0.0.0.0, of a peer 0.0.0.0 that is AS 0: their `network` statements.

    From a peer it would be treated as withdrawn (RFC 7606 §7.3), and so be in no table.
    """
    own = mrt.Peer(identifier="0.0.0.0", address="0.0.0.0", asn=0)
    octets = b"".join(
        (
            attribute(0x40, 1, b"\0"),
            attribute(0x40, 2, b""),
            attribute(0x40, 3, address_octets(hop)),
        )
    )
    entry = mrt.RibEntry(peer_index=0, originated=1, octets=octets)
    table = [
        mrt.PeerIndexTable(timestamp=1, peers=(own,)),
        mrt.Rib(timestamp=1, nlri="10.9.0.0/16", entries=[entry]),
    ]
    archive = b"".join(record.encode() for record in table)
    with mrt.elements(archive) as elements:
        (element,) = elements
    assert not elements.errors
    assert (element.peer_asn, element.next_hop, element.as_path) == (0, hop, "")
    *_, record = mrt.read(archive)
    assert isinstance(record, mrt.Rib)
    assert record.entries[0].findings == ()
    assert str(record.entries[0].next_hop) == hop
    assert record.update(record.entries[0]).findings == ()
    loaded, again = Rib(), Rib()
    assert mrt.load(archive, loaded).errors == []
    assert len(loaded) == 1
    dumped = b"".join(each.encode() for each in mrt.dump(loaded, timestamp=1))
    assert mrt.load(dumped, again).errors == []
    assert again.snapshot() == loaded.snapshot()
    # Whoever says it of a route in an UPDATE is not believed.
    heard = mrt.Bgp4mpMessage(
        timestamp=1,
        peer_as=64496,
        local_as=64500,
        peer_address="192.0.2.1",
        local_address="192.0.2.9",
        octets=record.update(record.entries[0]).encode(),
    )
    with mrt.elements(heard.encode()) as elements:
        assert [each.elem_type for each in elements] == ["W"]
    assert "is not a host's address" in str(elements.errors[0])


@pytest.mark.parametrize("flags", [0x00, 0x10, 0xC0, 0x80])
def test_flags_of_a_table_are_not_those_of_a_peer(flags: int) -> None:
    """BIRD 2 writes 0x00 for NEXT_HOP, LOCAL_PREF and what a filter has set.

    What a peer sends with such flags is treated as withdrawn (RFC 7606 §3 (c)), and in no table.
    """
    values = (attribute(0, 3, b"\xc0\0\2\1"), attribute(0, 5, bytes(4)), attribute(0, 8, b"\1" * 4))
    octets = attribute(0x40, 1, b"\0") + attribute(0x40, 2, b"\2\1\0\0\xfb\xf0")
    for each in values:
        length = each[2:3] if not flags & 0x10 else b"\0" + each[2:3]
        octets += bytes((flags, each[1])) + length + each[3:]
    found = entry(octets)
    assert found.findings == ()
    assert str(found.next_hop) == "192.0.2.1"
    assert (found.attributes.local_pref, found.attributes.communities) == (0, (0x01010101,))
    assert found.octets == octets  # and it is written as it was read
    record = attrs.evolve(rib("203.0.113.0/24"), entries=(found,))
    assert record.update(found).findings == ()
    archive = b"".join(each.encode() for each in (peers(), record))
    with mrt.elements(archive) as elements:
        (element,) = elements
    assert not elements.errors
    assert (element.next_hop, element.local_pref) == ("192.0.2.1", 0)
    assert element.communities == ("257:257",)
    loaded = Rib()
    assert mrt.load(archive, loaded).errors == []
    assert [str(route.path.next_hop) for route in loaded.snapshot()] == ["192.0.2.1"]
    wish = mrt.Selection(communities="257:*")
    assert len(list(mrt.elements(archive, only=wish))) == 1


def test_findings_are_those_of_rfc_7606() -> None:
    """A malformed attribute cannot be read; offsets count from the first attribute."""
    origin = attribute(0x40, 1, b"\x07")
    path = attribute(0x40, 2, b"\x02\x01\x00\x00\xfb\xf0")
    found = entry(path + origin + attribute(0x40, 3, b"\xc0\x00\x02\x01"))
    (finding,) = found.findings
    assert finding.treatment is Treatment.TREAT_AS_WITHDRAW
    assert finding.attribute == 1
    assert finding.offset == len(path)
    assert finding.octets == origin
    assert found.attributes.origin is None
    assert found.attributes.as_path == ((2, (64496,)),)
    assert str(found.next_hop) == "192.0.2.1"


def test_offsets_of_findings_count_what_stands_in_the_entry() -> None:
    """The abbreviated MP_REACH_NLRI is shorter than the one that is judged."""
    reach = attribute(0x80, 14, bytes((16,)) + GLOBAL)
    origin = attribute(0x40, 1, b"\x07")
    path = attribute(0x40, 2, b"\x02\x01\x00\x00\xfb\xf0")
    behind = len(reach) + len(path)
    for octets, at in ((reach + path + origin, behind), (origin + reach + path, 0)):
        (finding,) = entry(octets).findings
        assert finding.offset == at
        assert finding.octets == origin
        assert str(entry(octets).next_hop) == "2001:db8::ff"


def test_a_next_hop_of_no_known_length_is_a_finding() -> None:
    """RFC 7606 §7.11: such a length makes MP_REACH_NLRI malformed."""
    found = with_mp_reach(b"\x05" + bytes(5))
    assert [finding.attribute for finding in found.findings] == [14]


def test_an_mp_reach_of_neither_form_is_a_finding() -> None:
    """It is judged as it stands."""
    found = with_mp_reach(b"\x07\x01")
    assert [finding.attribute for finding in found.findings] == [14]
    assert found.next_hop is None


def test_attributes_too_long_to_be_judged() -> None:
    """65,535 octets of attributes that are malformed do not fit in an UPDATE."""
    octets = attribute(0x40, 1, b"\x07") + attribute(0xC0, 99, bytes(65_520))
    with pytest.raises(DecodeError, match="do not fit"):
        assert entry(octets).attributes
    sound = attribute(0x40, 1, b"\x00") + attribute(0xC0, 99, bytes(65_520))
    assert len(entry(sound).attributes) == 2


def test_an_entry_as_the_update_that_brought_it() -> None:
    """The NLRI of the record and the attributes of the entry make the peer's announcement."""
    record = rib("203.0.113.0/24")
    (group,) = record.update(record.entries[0]).announced
    assert group.family == Family.IPV4_UNICAST
    assert [str(prefix) for prefix in group.prefixes] == ["203.0.113.0/24"]
    assert str(group.next_hop) == "198.51.100.188"
    record = rib("2001:db8::/32")
    update = record.update(record.entries[0])
    (group,) = update.announced
    assert group.family == Family.IPV6_UNICAST
    assert [str(prefix) for prefix in group.prefixes] == ["2001:db8::/32"]
    assert str(group.next_hop) == "2001:db8::ff"
    assert update.attributes == IPV6_BLOCK
    assert update.findings == ()


@pytest.mark.parametrize("octets", [b"", b"\x40\x02\x0e\x02", b"\x80\x0e\x01\x00", b"\x00" * 5])
def test_an_update_of_an_entry_that_says_nothing(octets: bytes) -> None:
    """No next hop, or attributes that cannot be walked: the UPDATE announces nothing."""
    record = attrs.evolve(rib("2001:db8::/32"), entries=(entry(octets),))
    update = record.update(record.entries[0])
    assert update.announced == ()
    assert update.findings


def test_entries_are_made_of_values() -> None:
    """RFC 6396 §4.3.4: four-octet AS numbers; MP_REACH_NLRI holds the next hop alone."""
    made = mrt.RibEntry.of(
        [Origin(2), AsPath.of([64497, 64511])], peer_index=1, originated=5, next_hop="2001:db8::ff"
    )
    assert made.octets == IPV6_BLOCK.octets + b"\x80\x0e\x11\x10" + GLOBAL
    assert made.attributes == IPV6_BLOCK
    narrow = AttributeReader(
        Context(four_octet_as=False, session=None), DEFAULT_REGISTRY.attributes
    )
    block = AttributeBlock.of([Origin(0)], narrow)
    with pytest.raises(EncodeError, match=r"RFC 6396 §4\.3\.4"):
        mrt.RibEntry.of(block, peer_index=0, originated=0)


def test_equal_attributes_share_a_block() -> None:
    """A table repeats attributes: they are decoded once."""
    first, second = rib("203.0.113.0/24", 0, 1).entries
    assert first.attributes is second.attributes
