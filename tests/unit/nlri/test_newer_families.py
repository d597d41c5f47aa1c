"""Families that few speakers have: the figures of their RFCs, octet by octet, both ways."""

from __future__ import annotations

from typing import Any, Final

import attrs
import pytest

from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError, ParseError
from bgplib.findings import Treatment
from bgplib.iana.families import Family
from bgplib.nlri import (
    FamilyReader,
    NlriGroup,
    car,
    classful_transport,
    four_over_six,
    l1vpn,
    mcast_vpls,
    mup,
    pseudowire,
    sfc,
)
from bgplib.nlri._codec import AnyNlriCodec
from bgplib.nlri._routes import UnknownRoute
from bgplib.nlri.car import CarLabelIndex, CarLabels, CarNlri, CarSids
from bgplib.nlri.l1vpn import L1vpnNlri
from bgplib.nlri.pseudowire import PseudowireNlri
from bgplib.nlri.unicast import UnicastNlri
from bgplib.nlri.vpn import VpnNlri
from bgplib.octets import Reader
from bgplib.values.label import Label
from bgplib.values.prefix import Prefix
from bgplib.values.route_distinguisher import RouteDistinguisher
from bgplib.values.tlv import Tlv

CONTEXT: Final = Context()
RD: Final = RouteDistinguisher.parse("65000:1")
RD_HEX: Final = "0000 fde8 0000 0001"
HOST: Final = Prefix.parse("192.0.2.1/32")
V4: Final = bytes((192, 0, 2, 1))
V6: Final = b"\x20\x01\x0d\xb8" + bytes(11) + b"\x01"
SOURCE, GROUP = bytes((198, 51, 100, 1)), bytes((233, 252, 0, 1))

#: family, row, octets as the figure has them, value
FIGURES: Final[list[tuple[Family, Any, str, Any]]] = [
    (
        Family.IPV4_CLASSFUL_TRANSPORT,
        classful_transport.CODEC,
        f"78 000641 {RD_HEX} c0000201",
        VpnNlri(labels=(Label.of(100, bottom=True),), rd=RD, prefix=HOST),
    ),
    (
        Family.IPV4_4OVER6,
        four_over_six.CODEC,
        "18 c00002",
        UnicastNlri(Prefix.parse("192.0.2.0/24")),
    ),
    (Family.L2VPN_PSEUDOWIRE, pseudowire.CODEC, "00", PseudowireNlri()),
    (
        Family.L2VPN_PSEUDOWIRE,
        pseudowire.CODEC,
        f"78 {RD_HEX} 0000fde8 c00002",
        PseudowireNlri(rd=RD, global_id=65000, prefix=Prefix.parse("192.0.2.0/24")),
    ),
    (
        Family.L2VPN_PSEUDOWIRE,
        pseudowire.CODEC,
        f"a0 {RD_HEX} 0000fde8 c0000201 00000007",
        PseudowireNlri(rd=RD, global_id=65000, prefix=HOST, ac_id=7),
    ),
    (
        Family.IPV4_L1VPN,
        l1vpn.CODEC,
        "10 04 c0000201 0001 08 00000005 c6336401",
        L1vpnNlri(ppi_address=V4, cpi_afi=1, cpi_address=bytes((0, 0, 0, 5)) + SOURCE),
    ),
    (
        Family.IPV4_CAR,
        car.CODEC,
        "13 09 01 20 c0000201 00000064 01 06 000640 000c80",
        CarNlri(
            prefix=HOST,
            color=100,
            tlvs=(CarLabels((Label.of(100, bottom=False), Label.of(200, bottom=False))),),
        ),
    ),
    (
        Family.IPV6_CAR,
        car.CODEC,
        "18 09 02 40 20010db800000000 42 07 00 0000 00000007 03 02 abcd",
        CarNlri(
            prefix=Prefix.parse("2001:db8::/64"),
            tlvs=(CarLabelIndex(index=7), CarSids(b"\xab\xcd")),
        ),
    ),
    (
        Family.IPV4_VPN_CAR,
        car.CODEC,
        f"13 11 01 20 {RD_HEX} c0000201 00000064",
        CarNlri(rd=RD, prefix=HOST, color=100),
    ),
    (
        Family.SFC,
        sfc.CODEC,
        f"0001 000a {RD_HEX} 0005",
        sfc.ServiceFunctionInstance(rd=RD, service_function_type=5),
    ),
    (
        Family.SFC,
        sfc.CODEC,
        f"0002 000b {RD_HEX} 000009",
        sfc.ServiceFunctionPath(rd=RD, spi=9),
    ),
    (
        Family.L2VPN_MCAST_VPLS,
        mcast_vpls.CODEC,
        f"03 16 {RD_HEX} 20 c6336401 20 e9fc0001 c0000201",
        mcast_vpls.VplsSPmsi(rd=RD, source=SOURCE, group=GROUP, originator=V4),
    ),
    (
        Family.L2VPN_MCAST_VPLS,
        mcast_vpls.CODEC,
        f"04 14 03 0e {RD_HEX} 00 00 c6336401 c0000201",
        mcast_vpls.VplsLeaf(
            route_key=bytes.fromhex(f"030e {RD_HEX} 00 00 c6336401"), originator=V4
        ),
    ),
]
IDS: Final = [f"{family}-{at}" for at, (family, *_) in enumerate(FIGURES)]
each = pytest.mark.parametrize(("family", "codec", "figure", "value"), FIGURES, ids=IDS)


@each
def test_fields(family: Family, codec: AnyNlriCodec, figure: str, value: Any) -> None:
    """Each field stands where the figure puts it, and its text leads back to it."""
    octets = bytes.fromhex(figure)
    reader = Reader(octets + b"\xff")
    assert codec.decode(reader, family, CONTEXT) == value
    assert reader.remaining == 1
    assert codec.encode(value, family, CONTEXT) == octets
    assert type(value).parse(str(value)) == value
    numbered = attrs.evolve(value, path_id=7)
    assert type(value).parse(str(numbered)) == numbered


@each
def test_no_shorter_ones(family: Family, codec: AnyNlriCodec, figure: str, value: Any) -> None:
    """RFC 7606 §5.3: NLRI that run past the field cannot be read."""
    octets = bytes.fromhex(figure)
    for length in range(1, len(octets)):
        with pytest.raises(DecodeError):
            codec.decode(Reader(octets[:length]), family, CONTEXT)


@pytest.mark.parametrize(
    ("family", "lengths"),
    [
        (Family.IPV4_CLASSFUL_TRANSPORT, {4, 12, 16, 24, 32, 48}),  # RFC 9832 §6.2
        (Family.IPV6_CLASSFUL_TRANSPORT, {4, 12, 16, 24, 32, 48}),
        (Family.IPV4_CAR, {4, 16, 32}),  # RFC 9871 §2.9
        (Family.IPV6_CAR, {4, 16, 32}),
        (Family.IPV4_VPN_CAR, {12, 24, 48}),  # RFC 9871 §9.1
        (Family.IPV4_4OVER6, {16}),  # RFC 5747 §3.3.1
        (Family.L2VPN_PSEUDOWIRE, {4, 16}),  # RFC 7267 §4.1
        (Family.IPV6_L1VPN, {4, 16}),  # RFC 5195 §3
    ],
    ids=str,
)
def test_next_hops(family: Family, lengths: set[int]) -> None:
    """The lengths of next hops are those of the RFC, and no others are sent."""
    for size in range(1, 50):
        group = NlriGroup.of(family, [])
        with_hop = NlriGroup(family, group._codec, nlri=(), next_hop_octets=bytes(size))
        if size in lengths:
            with_hop.check_next_hop(CONTEXT)
        else:
            with pytest.raises(EncodeError):
                with_hop.check_next_hop(CONTEXT)


@pytest.mark.parametrize("bits", [1, 64, 95, 129, 144, 159, 161, 255])
def test_lengths_of_pseudowires(bits: int) -> None:
    """RFC 7267 §4.1: 0, 96 to 128 and 160 bits are all that a prefix of addresses can have."""
    octets = bytes((bits,)) + bytes(32)
    with pytest.raises(DecodeError):
        pseudowire.CODEC.decode(Reader(octets), Family.L2VPN_PSEUDOWIRE, CONTEXT)


def test_frames_of_car() -> None:
    """RFC 9871 §2.11: NLRI Length is at least 2, and Key Length at least 2 below it."""
    for octets in (b"\x00", b"\x01\x00", b"\x02\x01\x01", b"\x03\x02\x02\x00"):
        with pytest.raises(DecodeError) as caught:
            car.CODEC.decode(Reader(octets), Family.IPV4_CAR, CONTEXT)
        assert caught.value.treatment is None


@pytest.mark.parametrize(
    "octets",
    [
        "0a 08 01 20 c0000201 000064",  # three octets of color
        "08 06 02 20 c0000201 00",  # one octet too many in the key of type 2
        "07 05 02 21 c0000201",  # more bits than an address has
        "04 02 01 08 c0",  # no color
    ],
)
def test_keys_of_car(octets: str) -> None:
    """RFC 9871 §2.11: a key that is wrong for its type discards that NLRI, and no other."""
    right = bytes.fromhex("07 05 02 20 c0000202")
    field = bytes.fromhex(octets) + right
    reader = FamilyReader(Family.IPV4_CAR, car.CODEC, CONTEXT)
    group, faults = reader.read_with_faults(field, 0, len(field))
    assert group.nlri == (CarNlri(prefix=Prefix.parse("192.0.2.2/32")),)
    assert [fault.error.treatment for fault in faults] == [Treatment.IGNORE]


def test_tlvs_of_car() -> None:
    """RFC 9871 §2.11: TLVs past the end withdraw the route; other faults leave out the TLV."""
    judge = car.CODEC.judge
    assert judge is not None
    head = bytes.fromhex("05 02 20 c0000201")
    for rest in ("01 04 000640", "01", "01 03 000640 02"):
        octets = head + bytes.fromhex(rest)
        nlri = car.CODEC.decode(Reader(bytes((len(octets),)) + octets), Family.IPV4_CAR, CONTEXT)
        assert nlri.tlvs == ()
        assert nlri.rest == bytes.fromhex(rest)
        fault = judge([nlri], Family.IPV4_CAR, CONTEXT, ())
        assert fault is not None
        assert fault.treatment is Treatment.TREAT_AS_WITHDRAW
    tlvs = bytes.fromhex("01 02 0006  42 03 000000  03 11") + bytes(17)
    octets = head + tlvs
    nlri = car.CODEC.decode(Reader(bytes((len(octets),)) + octets), Family.IPV4_CAR, CONTEXT)
    assert [type(tlv) for tlv in nlri.tlvs] == [Tlv, Tlv, Tlv]
    assert nlri.effective == ()
    assert judge([nlri], Family.IPV4_CAR, CONTEXT, ()) is None


def test_the_first_tlv_of_a_type_counts() -> None:
    """RFC 9871 §2.11: all but the first instance of a type are discarded."""
    first, second = CarLabels((Label.of(1),)), CarLabels((Label.of(2),))
    nlri = CarNlri(prefix=HOST, tlvs=(first, Tlv(9, b""), second, CarSids(V6)))
    assert nlri.effective == (first, CarSids(V6))
    assert CarSids(V6 * 2).sids == (V6, V6)
    assert CarSids(b"\x01").sids == ()


def test_withdrawals_of_car_are_keys_alone() -> None:
    """RFC 9871 §2.9.1: the non-key TLVs are omitted in MP_UNREACH_NLRI."""
    nlri = CarNlri(prefix=HOST, color=100, tlvs=(CarLabels((Label.of(100),)),))
    group = NlriGroup.of(Family.IPV4_CAR, [nlri])
    octets = group.encode(CONTEXT, withdrawn=True)
    assert octets == bytes.fromhex("0b 09 01 20 c0000201 00000064")
    read = FamilyReader(Family.IPV4_CAR, car.CODEC, CONTEXT).read(octets, 0, 12, withdrawn=True)
    assert read.keys == group.keys


def test_types_of_car_that_nobody_knows() -> None:
    """RFC 9871 §2.11: a speaker discards them; one that only watches keeps them."""
    field = bytes.fromhex("04 02 07 abcd")
    watching = FamilyReader(Family.IPV4_CAR, car.CODEC, CONTEXT)
    group, faults = watching.read_with_faults(field, 0, len(field))
    assert len(faults) == 1
    assert group.encode(CONTEXT) == field
    (unknown,) = group.nlri
    assert isinstance(unknown, UnknownRoute)
    assert unknown.route_type == 7
    agreed = Context(families=[Family.IPV4_CAR])
    group, _ = FamilyReader(Family.IPV4_CAR, car.CODEC, agreed).read_with_faults(field, 0, 5)
    assert group.nlri == ()


@pytest.mark.parametrize(
    ("family", "codec", "value"),
    [
        (Family.IPV6_CAR, car.CODEC, CarNlri(prefix=HOST)),
        (Family.IPV4_VPN_CAR, car.CODEC, CarNlri(prefix=HOST)),
        (Family.IPV4_CAR, car.CODEC, CarNlri(prefix=HOST, rd=RD)),
        (Family.IPV4_CAR, car.CODEC, CarNlri(prefix=HOST, color=1 << 32)),
        (Family.IPV4_CAR, car.CODEC, CarNlri(prefix=HOST, tlvs=(CarLabels(()),))),
        (Family.IPV4_CAR, car.CODEC, CarNlri(prefix=HOST, tlvs=(CarSids(bytes(17)),))),
        (Family.IPV4_CAR, car.CODEC, CarNlri(prefix=HOST, tlvs=(CarSids(V6, flags=1),))),
        (Family.IPV4_CAR, car.CODEC, CarNlri(prefix=HOST, rest=bytes(250))),
        (Family.L2VPN_PSEUDOWIRE, pseudowire.CODEC, PseudowireNlri(global_id=1)),
        (Family.L2VPN_PSEUDOWIRE, pseudowire.CODEC, PseudowireNlri(rd=RD, ac_id=1)),
        (Family.L2VPN_PSEUDOWIRE, pseudowire.CODEC, PseudowireNlri(rd=RD, global_id=-1)),
        (
            Family.IPV4_L1VPN,
            l1vpn.CODEC,
            L1vpnNlri(ppi_address=bytes(250), cpi_afi=1, cpi_address=V4),
        ),
        (
            Family.IPV4_L1VPN,
            l1vpn.CODEC,
            L1vpnNlri(ppi_address=V4, cpi_afi=1 << 16, cpi_address=V4),
        ),
        (Family.SFC, sfc.CODEC, sfc.ServiceFunctionPath(rd=RD, spi=1 << 24)),
    ],
)
def test_what_has_no_place_is_refused(family: Family, codec: AnyNlriCodec, value: Any) -> None:
    """A caller's value that the form cannot hold is an EncodeError."""
    with pytest.raises(EncodeError):
        codec.encode(value, family, CONTEXT)


def test_words_of_routes() -> None:
    """The types of SFC and MCAST-VPLS routes have words, and others are refused."""
    route = sfc.parse("[type:sfpr][rd:65000:1][spi:9]")
    assert route == sfc.ServiceFunctionPath(rd=RD, spi=9)
    leaf = mcast_vpls.parse("[type:vpls-leaf][route-key:0300][orig:192.0.2.1]")
    assert leaf == mcast_vpls.VplsLeaf(route_key=b"\x03\x00", originator=V4)
    for parse in (sfc.parse, mcast_vpls.parse):
        with pytest.raises(ParseError):
            parse("[type:leaf][orig:192.0.2.1]")


@pytest.mark.parametrize(("family", "size"), [(Family.IPV4_MUP, 4), (Family.IPV6_MUP, 16)])
@pytest.mark.parametrize("teid_bits", range(-1, 34))
def test_endpoints_have_as_many_bits_of_a_teid(family: Family, size: int, teid_bits: int) -> None:
    """draft-ietf-bess-mup-safi §3.1.4: address and TEID in bits; the TEID is 0 to 32 of them."""
    address, teid = bytes(range(1, size + 1)), b"\xff" * ((teid_bits + 7) // 8)
    body = bytes(8) + bytes((8 * size + teid_bits,)) + address + teid
    octets = b"\1\0\4" + bytes((len(body),)) + body
    if not 0 <= teid_bits <= 32:
        with pytest.raises(DecodeError, match="bits"):
            mup.CODEC.decode(Reader(octets), family, CONTEXT)
        return
    route = mup.CODEC.decode(Reader(octets), family, CONTEXT)
    assert isinstance(route, mup.Type2SessionTransformed)
    found = route.endpoint
    assert (found.address, found.teid_bits, len(found.teid)) == (address, teid_bits, len(teid))
    # The bits that count are kept, the others are not there.
    assert int.from_bytes(found.teid, "big").bit_count() == teid_bits
    assert mup.parse(str(route)) == route
