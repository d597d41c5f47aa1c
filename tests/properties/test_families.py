"""NLRI of every family: octets, text and keys are lossless, and no octets crash a codec."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.iana.families import Family
from bgplib.messages.decoder import Decoder
from bgplib.messages.update import Update
from bgplib.nlri import UnknownNlri, evpn, mcast_vpls, mup, mvpn, sfc
from bgplib.nlri._codec import AnyNlriCodec
from bgplib.nlri._table import CODECS
from bgplib.nlri.flowspec import FlowSpecNlri
from bgplib.nlri.reader import FamilyReader
from bgplib.octets import Reader
from bgplib.testing.strategies import families as strategies
from bgplib.testing.strategies import route_groups

FAMILIES = [
    pytest.param(family, codec, id=str(family)) for codec in CODECS for family in codec.families
]
# There are so many families that a quarter of a profile's examples is enough for each.
few = settings(max_examples=max(10, settings().max_examples // 4))
LABELED = {Family.IPV4_LABELED, Family.IPV6_LABELED, Family.IPV4_VPN, Family.IPV6_VPN}
LABELED |= {Family.IPV4_CLASSFUL_TRANSPORT, Family.IPV6_CLASSFUL_TRANSPORT}


def contexts(family: Family) -> st.SearchStrategy[Context]:
    """Make contexts with and without path identifiers and several labels."""
    return st.builds(
        lambda paths, stacks: Context(
            add_path_receive=[family] * paths,
            add_path_send=[family] * paths,
            multiple_labels=[family] * (stacks and family in LABELED),
        ),
        st.booleans(),
        st.booleans(),
    )


def test_the_sweep_is_not_empty() -> None:
    """All families of the table are swept: 40 of them at least."""
    assert len(FAMILIES) >= 40


@pytest.mark.parametrize(("family", "codec"), FAMILIES)
@few
@given(data=st.data())
def test_octets_are_lossless(family: Family, codec: AnyNlriCodec, data: st.DataObject) -> None:
    """What a group encodes to, a reader of the same context reads as the same NLRI."""
    context = data.draw(contexts(family))
    group = data.draw(route_groups(family, context, announced=False))
    octets = group.encode(context)
    read = FamilyReader(family, codec, context).read(octets, 0, len(octets))
    assert read.nlri == group.nlri
    assert read.encode(context) == octets


@pytest.mark.parametrize(("family", "codec"), FAMILIES)
@few
@given(data=st.data())
def test_withdrawals_name_the_same_routes(
    family: Family, codec: AnyNlriCodec, data: st.DataObject
) -> None:
    """A withdrawal has the keys of what it withdraws, whatever becomes of labels.

    RFC 8277 §2.4.
    """
    context = data.draw(contexts(family))
    group = data.draw(route_groups(family, context, announced=False))
    octets = group.encode(context, withdrawn=True)
    reader = FamilyReader(family, codec, context)
    assert reader.read(octets, 0, len(octets), withdrawn=True).keys == group.keys


@pytest.mark.parametrize(("family", "codec"), FAMILIES)
@few
@given(data=st.data())
def test_updates_are_lossless(family: Family, codec: AnyNlriCodec, data: st.DataObject) -> None:
    """An UPDATE that withdraws NLRI of any family decodes to them, without findings."""
    context = data.draw(contexts(family))
    group = data.draw(route_groups(family, context, announced=False))
    octets = Update.build(withdrawn=[group]).encode(context)
    update = Decoder(context).decode(octets)
    assert isinstance(update, Update)
    assert update.findings == ()
    assert [read.keys for read in update.withdrawn] == [group.keys]
    assert update.encode() == octets


@pytest.mark.parametrize(("family", "codec"), FAMILIES)
@few
@given(octets=st.binary(max_size=80), data=st.data())
def test_no_octets_crash_a_codec(
    family: Family, codec: AnyNlriCodec, octets: bytes, data: st.DataObject
) -> None:
    """Any octets give NLRI, which print and encode again, or DecodeError."""
    context = data.draw(contexts(family))
    well_formed = data.draw(route_groups(family, context, announced=False)).encode(context)
    cut = data.draw(st.integers(0, len(well_formed)))
    field = well_formed[:cut] + octets
    reader = FamilyReader(family, codec, context)
    for withdrawn in (False, True):
        try:
            group, _ = reader.read_with_faults(field, 0, len(field), withdrawn=withdrawn)
        except DecodeError:
            continue
        assert "\n" not in " ".join(map(str, group))
        again = group.encode(context, withdrawn=withdrawn)
        read, _ = reader.read_with_faults(again, 0, len(again), withdrawn=withdrawn)
        assert read.keys == group.keys


TYPED = {Family.L2VPN_EVPN: evpn.parse, Family.IPV4_MCAST_VPN: mvpn.parse}
TYPED |= {Family.IPV6_MCAST_VPN: mvpn.parse, Family.IPV4_MUP: mup.parse, Family.IPV6_MUP: mup.parse}
TYPED |= {Family.SFC: sfc.parse, Family.L2VPN_MCAST_VPLS: mcast_vpls.parse}


@pytest.mark.parametrize("family", TYPED, ids=str)
@given(data=st.data())
def test_the_text_of_routes_is_lossless(family: Family, data: st.DataObject) -> None:
    """`parse` reads what `str` prints of a route.

    Text has the number of a label, not the four bits behind it, so that texts are compared.
    """
    route = data.draw(strategies.nlri(family, Context()))
    assert str(TYPED[family](str(route))) == str(route)


@pytest.mark.parametrize(
    "family", [Family.IPV4_FLOWSPEC, Family.IPV6_FLOWSPEC, Family.L2VPN_FLOWSPEC_VPN], ids=str
)
@given(data=st.data())
def test_the_text_of_flow_specifications_is_lossless(family: Family, data: st.DataObject) -> None:
    """`parse` reads what `str` prints of a flow specification, operators and values alike."""
    rule = data.draw(strategies.nlri(family, Context()))
    assert isinstance(rule, FlowSpecNlri)
    text = " ".join(map(str, rule.components))
    assert str(FlowSpecNlri.parse(text, rd=rule.rd)) == str(rule)


def test_unknown_routes_are_kept() -> None:
    """RFC 7606 §5.4 is of who advertised the family; who did not keeps routes octet for octet."""
    octets = bytes.fromhex("6304deadbeef") + bytes.fromhex("031100") + bytes(7)
    octets += bytes.fromhex("00000064") + b"\x20" + bytes((192, 0, 2, 1))
    reader = FamilyReader(Family.L2VPN_EVPN, evpn.CODEC, Context())
    group, faults = reader.read_with_faults(octets, 0, len(octets))
    unknown, known = group.nlri
    assert isinstance(unknown, UnknownNlri)
    assert unknown.octets == bytes.fromhex("6304deadbeef")
    assert isinstance(known, evpn.InclusiveMulticast)
    assert [fault.error.rfc for fault in faults] == ["RFC 7606 §5.4"]
    assert group.encode(Context()) == octets


def test_a_route_is_decoded_alone() -> None:
    """A codec reads one NLRI and leaves the reader at the next one."""
    octets = bytes.fromhex("180a0000") + bytes.fromhex("08c0")
    reader = Reader(octets)
    first = CODECS[0].decode(reader, Family.IPV4_UNICAST, Context())
    assert (str(first), reader.remaining) == ("10.0.0.0/24", 2)
