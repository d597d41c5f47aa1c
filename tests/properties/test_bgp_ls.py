"""BGP-LS: octets are lossless, layouts and values agree, and no octets crash a codec."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bgplib.attributes import AsPath, BgpLs, LocalPref, Origin
from bgplib.attributes.bgp_ls import CODEC as ATTRIBUTE
from bgplib.attributes.bgp_ls._table import ATTRIBUTES
from bgplib.context import Context, SessionType
from bgplib.errors import DecodeError
from bgplib.findings import Treatment
from bgplib.formats.json import to_json
from bgplib.iana import bgp_ls as iana
from bgplib.iana.families import Family
from bgplib.messages.decoder import Decoder
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup
from bgplib.nlri.bgp_ls import CODEC
from bgplib.nlri.bgp_ls._descriptors import NODE_DESCRIPTORS
from bgplib.nlri.bgp_ls._layout import OCTETS
from bgplib.nlri.bgp_ls._nlri import descriptors_of
from bgplib.nlri.bgp_ls._table import TlvTable
from bgplib.nlri.reader import FamilyReader
from bgplib.testing.strategies import bgp_ls as strategies
from bgplib.values.next_hop import NextHop

FAMILIES = (Family.LINK_STATE, Family.LINK_STATE_VPN)
NEXT_HOPS = {
    Family.LINK_STATE: NextHop.parse("192.0.2.1"),
    Family.LINK_STATE_VPN: NextHop(bytes(8) + bytes((192, 0, 2, 1))),
}


def contexts(family: Family) -> st.SearchStrategy[Context]:
    """Make contexts of internal sessions with and without path identifiers."""
    return st.booleans().map(
        lambda paths: Context(
            session=SessionType.INTERNAL,
            add_path_receive=[family] * paths,
            add_path_send=[family] * paths,
        )
    )


@st.composite
def groups(draw: st.DrawFn, family: Family, context: Context) -> NlriGroup:
    several = draw(st.lists(strategies.link_state_nlri(family, context), min_size=1, max_size=3))
    return NlriGroup.of(family, several, next_hop=NEXT_HOPS[family])


@pytest.mark.parametrize("family", FAMILIES, ids=str)
@given(data=st.data())
def test_nlri_are_lossless(family: Family, data: st.DataObject) -> None:
    """RFC 9552 §5.2: what a group encodes to, a reader reads as the same NLRI."""
    context = data.draw(contexts(family))
    group = data.draw(groups(family, context))
    octets = group.encode(context)
    read = FamilyReader(family, CODEC, context).read(octets, 0, len(octets))
    assert read.nlri == group.nlri
    assert read.keys == group.keys
    assert read.encode(context) == octets
    assert "\n" not in " ".join(map(str, read.nlri))


@pytest.mark.parametrize("family", FAMILIES, ids=str)
@given(data=st.data())
def test_updates_are_lossless(family: Family, data: st.DataObject) -> None:
    """An UPDATE with BGP-LS NLRI and attribute is read without findings, and written the same."""
    context = data.draw(contexts(family))
    group = data.draw(groups(family, context))
    said = data.draw(strategies.attributes())
    attributes = (Origin(0), AsPath(()), LocalPref(100), said)
    octets = Update.build(attributes=attributes, announced=(group,)).encode(context)
    update = Decoder(context).decode(octets)
    assert isinstance(update, Update)
    assert update.findings == ()
    assert update.announced[0].nlri == group.nlri
    assert update.attributes.get(BgpLs) == said
    assert update.encode(context) == octets
    found = to_json(update, len(octets))
    assert json.loads(json.dumps(found, allow_nan=False)) == found


@given(strategies.attributes())
def test_attributes_are_lossless(attribute: BgpLs) -> None:
    """RFC 9552 §5.1: unknown TLVs, repeated ones, and whatever order they have, are preserved."""
    octets = ATTRIBUTE.encode(attribute, Context())
    read = ATTRIBUTE.decode(octets, Context())
    assert read == attribute
    if "nan" not in str(attribute):
        assert [tlv.value for tlv in read.tlvs] == [tlv.value for tlv in attribute.tlvs]
    assert ATTRIBUTE.encode(read, Context()) == octets
    assert "\n" not in str(read)


#: TLVs that hold others
HOLDERS = {1034, 1036, 1039, 1106, 1107, 1108, 1122, 1159, 1162, 1172}


@given(strategies.attribute_octets())
def test_octets_are_kept_or_refused(octets: bytes) -> None:
    """RFC 9552 §8.2.2: octets that add up are kept one for one, the others discard the attribute.

    What is refused is refused for sub-TLVs, since the TLVs themselves add up.
    """
    try:
        read = ATTRIBUTE.decode(octets, Context())
    except DecodeError:
        held = TlvTable({}).read(octets)
        assert any(tlv.type in HOLDERS for tlv in held)
        return
    assert ATTRIBUTE.encode(read, Context()) == octets
    assert str(read)


@given(st.binary(min_size=4, max_size=60))
def test_no_octets_crash_the_attribute(octets: bytes) -> None:
    """Any octets give a value that encodes to them, or DecodeError."""
    try:
        read = ATTRIBUTE.decode(octets, Context())
    except DecodeError:
        return
    assert ATTRIBUTE.encode(read, Context()) == octets


@pytest.mark.parametrize("family", FAMILIES, ids=str)
@given(data=st.data())
def test_no_octets_crash_the_nlri(family: Family, data: st.DataObject) -> None:
    """RFC 9552 §8.2.2: broken NLRI are passed over alone, and what is kept is kept as it came."""
    context = Context()
    field = bytearray(data.draw(groups(family, context)).encode(context))
    for _ in range(data.draw(st.integers(0, 3))):
        field[data.draw(st.integers(0, len(field) - 1))] = data.draw(st.integers(0, 255))
    octets = bytes(field) + data.draw(st.binary(max_size=12))
    reader = FamilyReader(family, CODEC, context)
    try:
        group, faults = reader.read_with_faults(octets, 0, len(octets))
    except DecodeError as error:
        assert error.treatment is None
        return
    discarded = {
        index
        for fault in faults
        if fault.error.treatment is Treatment.IGNORE
        for index in range(fault.start, fault.stop)
    }
    kept = bytes(octet for index, octet in enumerate(octets) if index not in discarded)
    assert group.encode(context) == kept
    assert all(fault.error.treatment is Treatment.IGNORE for fault in faults)


TABLES = {"attribute": ATTRIBUTES, "node": NODE_DESCRIPTORS} | {
    iana.nlri_type_name(code): descriptors_of(code) for code in iana.NLRI_TYPES
}
ROWS = [
    pytest.param(table, code, id=f"{name}-{code}")
    for name, table in TABLES.items()
    for code in table.layouts
    if code != iana.IP_REACHABILITY_INFORMATION
]


def test_the_sweep_is_not_empty() -> None:
    """All layouts are swept: those of the attribute alone are more than seventy."""
    assert len(ATTRIBUTES.layouts) > 70
    assert len(ROWS) > 150


# There are so many rows that a fifth of a profile's examples is enough for each.
@pytest.mark.parametrize(("table", "code"), ROWS)
@settings(max_examples=max(10, settings().max_examples // 5))
@given(data=st.data())
def test_values_and_octets_agree(table: TlvTable, code: int, data: st.DataObject) -> None:
    """Octets with the layout of a TLV are typed; its value makes octets that say the same."""
    tlv = table.make(code, data.draw(strategies.tlv_octets(table, code)))
    assert tlv.name == iana.TLVS[code][0]
    if table.layouts[code] is not OCTETS:
        assert not isinstance(tlv.value, bytes)
    again = table.make(tlv.name, tlv.value)
    assert again.type == code
    if "nan" not in str(tlv):
        assert again.value == tlv.value


@given(data=st.data())
def test_bandwidths_are_those_of_ieee_754(data: st.DataObject) -> None:
    """RFC 5305 §3.4: whatever number the octets are, they are not changed."""
    octets = data.draw(st.binary(min_size=4, max_size=4))
    tlv = ATTRIBUTES.make("maximum-link-bandwidth", octets)
    assert tlv.octets == octets
    assert isinstance(tlv.value, float)
    if not math.isnan(tlv.value):
        assert ATTRIBUTES.make(1089, tlv.value) == tlv
