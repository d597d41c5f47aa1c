"""RFC 9012: the Tunnel Encapsulation attribute, clause by clause; sub-TLVs of RFC 9830 too."""

from __future__ import annotations

import pytest

from bgplib.attributes import TunnelEncapsulation
from bgplib.attributes import tunnel_encapsulation as tunnels
from bgplib.errors import EncodeError
from bgplib.messages.update import Update
from bgplib.values.tlv import Tlv
from tests.conformance.updates import (
    INTERNAL,
    attribute,
    encoded,
    is_fine,
    is_withdrawn,
    judged,
    route,
)

VXLAN, SR_POLICY, UNASSIGNED = 8, 15, 0xFF00


def sub(kind: int, octets: bytes) -> bytes:
    """Make a sub-TLV."""
    size = 2 if kind >= 128 else 1
    return bytes((kind,)) + len(octets).to_bytes(size, "big") + octets


ENDPOINT = sub(6, bytes.fromhex("00000000 0001 c0000201"))
COLOR = sub(4, bytes.fromhex("030b 0000 00000064"))
BAD_ENDPOINT = sub(6, bytes.fromhex("00000000 0001 c00002"))


def tunnel(*parts: bytes, kind: int = VXLAN) -> bytes:
    """Make a Tunnel TLV."""
    octets = b"".join(parts)
    return kind.to_bytes(2, "big") + len(octets).to_bytes(2, "big") + octets


def encapsulation(octets: bytes, *, flags: int = 0xC0) -> bytes:
    """Make a Tunnel Encapsulation attribute."""
    return attribute(flags, 23, octets)


def refuses(octets: bytes, rfc: str = "RFC 9012 §13", *, flags: int = 0xC0) -> bool:
    """Say whether treat-as-withdraw is applied by a section."""
    found = route(encapsulation(octets, flags=flags))
    (finding,) = found.findings
    assert (finding.attribute, finding.rfc) == (23, rfc)
    assert found.attributes.get(TunnelEncapsulation) is None
    return is_withdrawn(found)


def value_of(found: Update) -> TunnelEncapsulation:
    """Return the attribute's value, of an UPDATE without fault."""
    assert is_fine(found)
    value = found.attributes.get(TunnelEncapsulation)
    assert value is not None
    return value


def kept(*parts: bytes, kind: int = VXLAN) -> tuple[object, ...]:
    """Return the sub-TLVs that are read of a tunnel, which is passed on as it stood."""
    octets = tunnel(*parts, kind=kind)
    found = route(encapsulation(octets))
    (only,) = value_of(found).tunnels
    assert encapsulation(octets) in found.attributes.passed_on().octets
    return only.sub_tlvs


def test_2_it_is_read() -> None:
    """§2: optional transitive, type 23: Tunnel TLVs of sub-TLVs."""
    octets = tunnel(ENDPOINT, COLOR) + tunnel(ENDPOINT, kind=7)
    value = value_of(route(encapsulation(octets)))
    endpoint = tunnels.EgressEndpoint(afi=1, address=bytes((192, 0, 2, 1)))
    color = tunnels.Color(bytes.fromhex("030b000000000064"))
    assert value == TunnelEncapsulation(
        (tunnels.Tunnel(VXLAN, (endpoint, color)), tunnels.Tunnel(7, (endpoint,)))
    )
    assert color.color == 100
    assert encoded(value) == encapsulation(octets)


def test_2_long_sub_tlvs_have_two_octets_of_length() -> None:
    """§2: "one octet if the Sub-TLV Type field contains a value in the range from 0-127"."""
    assert kept(ENDPOINT, sub(127, bytes(255)), sub(128, bytes(300)), sub(255, b""))[1:] == (
        Tlv(127, bytes(255)),
        Tlv(128, bytes(300)),
        Tlv(255, b""),
    )
    with pytest.raises(EncodeError):
        encoded(TunnelEncapsulation((tunnels.Tunnel(8, (Tlv(127, bytes(256)),)),)))


@pytest.mark.parametrize(
    "endpoint",
    ["00000000 0001 c0000201", "ffffffff 0002 20010db8000000000000000000000001", "00000000 0000"],
)
def test_3_1_endpoints(endpoint: str) -> None:
    """§3.1: IPv4, IPv6, or 0 for the next hop; the Reserved field is kept."""
    (found,) = kept(sub(6, bytes.fromhex(endpoint)))
    assert isinstance(found, tunnels.EgressEndpoint)
    assert value_of(route(encapsulation(tunnel(sub(6, bytes.fromhex(endpoint)))))).tunnels[0].usable


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "0000000000",
        "00000000 0001",
        "00000000 0001 c000020101",
        "00000000 0000 c0000201",
        "00000000 0002 c0000201",
        "00000000 0001 20010db8000000000000000000000001",
    ],
)
def test_13_no_valid_tlv(endpoint: str) -> None:
    """§13: a TLV with a malformed endpoint is ignored; no "valid TLVs": treat-as-withdraw."""
    bad = tunnel(sub(6, bytes.fromhex(endpoint)), COLOR)
    assert refuses(bad)
    assert refuses(bad + bad)


def test_13_a_tlv_with_a_malformed_endpoint_is_removed() -> None:
    """§13: it "MUST be removed from the Tunnel Encapsulation attribute" before it is passed on."""
    good, bad = tunnel(ENDPOINT, kind=7), tunnel(BAD_ENDPOINT, COLOR)
    found = route(encapsulation(bad + good + bad))
    value = value_of(found)
    assert [item.usable for item in value.tunnels] == [False, True, False]
    assert [item.endpoint_is_malformed for item in value.tunnels] == [True, False, True]
    passed = found.attributes.passed_on()
    assert passed.get(TunnelEncapsulation) == TunnelEncapsulation(value.tunnels[1:2])
    assert encapsulation(good) in passed.octets
    assert judged(found.canonical().encode()).findings == ()


def test_3_1_an_endpoint_of_another_family_is_unrecognized() -> None:
    """§3.1: with any other family the sub-TLV "is considered "unrecognized"", and is kept."""
    foreign = sub(6, bytes.fromhex("00000000 0003 0102"))
    assert kept(foreign) == (Tlv(6, foreign[2:]),)


def test_13_an_endpoint_in_an_sr_policy_has_no_meaning() -> None:
    """RFC 9830 §2.2: the endpoint of an SR Policy is in its NLRI."""
    assert kept(BAD_ENDPOINT, kind=SR_POLICY) == (Tlv(6, BAD_ENDPOINT[2:]),)


@pytest.mark.parametrize("parts", [(), (COLOR,), (ENDPOINT, ENDPOINT)])
def test_13_not_exactly_one_endpoint(parts: tuple[bytes, ...]) -> None:
    """§13: in the families of §6 such a tunnel is not used; the attribute is no error."""
    octets = encapsulation(tunnel(*parts))
    assert not value_of(route(octets)).tunnels[0].usable


@pytest.mark.parametrize(
    "octets",
    [
        tunnel(ENDPOINT, b"\1"),
        tunnel(ENDPOINT, b"\x80\0"),
        tunnel(ENDPOINT, b"\1\2\0"),
        tunnel(ENDPOINT, b"\x80\0\1"),
        tunnel(ENDPOINT[:-1]),
        tunnel(ENDPOINT, kind=UNASSIGNED) + tunnel(b"\4\xff", kind=UNASSIGNED),
    ],
)
def test_13_end_of_the_last_sub_tlv(octets: bytes) -> None:
    """§13: "The final octet of a TLV MUST also be the final octet of its final sub-TLV"."""
    assert refuses(octets)


@pytest.mark.parametrize("octets", ["0008ffff0604", "00", "0008", "000800", "0008000100"])
def test_13_tlv_past_the_end(octets: str) -> None:
    """§13: a TLV that runs past the end of the attribute is none."""
    assert refuses(tunnel(ENDPOINT) + bytes.fromhex(octets))


@pytest.mark.parametrize("length", range(4))
def test_13_no_tlv_at_all(length: int) -> None:
    """§13: "does not have any valid TLVs": treat-as-withdraw."""
    assert refuses(bytes(length))


@pytest.mark.parametrize("flags", [0x00, 0x40, 0x80])
def test_13_transitive_bit(flags: int) -> None:
    """§13: "it does not have the transitive bit set": treat-as-withdraw."""
    assert refuses(tunnel(ENDPOINT), "RFC 7606 §3 (c)", flags=flags)


def test_13_unknown_tunnel_types_are_no_error() -> None:
    """§13: with such "that BGP speaker MUST NOT consider the attribute to be malformed"."""
    assert kept(ENDPOINT, COLOR, kind=UNASSIGNED)


def test_13_unknown_sub_tlvs_are_no_error() -> None:
    """§13: an unrecognized sub-TLV "MUST remain in the attribute"."""
    assert kept(ENDPOINT, sub(99, b"\1"))[1] == Tlv(99, b"\1")


def test_13_repeated_sub_tlvs_are_no_error() -> None:
    """§13: "all the sub-TLVs MUST be propagated", though all but the first are disregarded."""
    assert len(kept(ENDPOINT, sub(7, b"\1"), sub(7, b"\2"))) == 3


MALFORMED = {
    "color of 7 octets": sub(4, bytes(7)),
    "color that is none": sub(4, bytes(8)),
    "ds of 2 octets": sub(7, bytes(2)),
    "protocol of 1 octet": sub(2, bytes(1)),
    "protocol 0xffff": sub(2, b"\xff\xff"),
    "port 0": sub(8, bytes(2)),
    "label handling 0": sub(9, b"\0"),
    "label handling 3": sub(9, b"\3"),
    "empty label stack": sub(10, b""),
    "label stack of 5 octets": sub(10, bytes(5)),
    "preference of 5 octets": sub(12, bytes(5)),
    "binding SID of 5 octets": sub(13, bytes(7)),
    "explicit null of 2 octets": sub(14, bytes(2)),
    "SRv6 binding SID of 15 octets": sub(20, bytes(17)),
    "empty segment list": sub(128, b""),
    "segment past the end": sub(128, b"\0\1\7\0"),
    "empty name": sub(129, b""),
}


@pytest.mark.parametrize("octets", MALFORMED.values(), ids=MALFORMED)
def test_13_malformed_sub_tlvs_are_as_unknown_ones(octets: bytes) -> None:
    """§13: a malformed one "MUST be treated as if it were an unrecognized sub-TLV"."""
    kind = octets[0]
    value = octets[3 if kind >= 128 else 2 :]
    assert kept(ENDPOINT, octets, COLOR)[1] == Tlv(kind, value)


WELL_FORMED = {
    "ds 0": (sub(7, b"\0"), "ds 0"),
    "protocol 0x0800": (sub(2, b"\x08\0"), "protocol 2048"),
    "port 4789": (sub(8, b"\x12\xb5"), "udp-port 4789"),
    "label handling 2": (sub(9, b"\2"), "label-handling 2"),
    "label stack": (sub(10, bytes.fromhex("0006 40ff 000c 81ff")), "labels 100/200"),
    "preference": (sub(12, bytes.fromhex("0000 000000c8")), "preference 200"),
    "no binding SID": (sub(13, bytes(2)), "binding-sid none"),
    "binding SID": (sub(13, bytes.fromhex("0000 003e8000")), "binding-sid 1000"),
    "SRv6 binding SID": (sub(13, bytes(17) + b"\1"), "binding-sid ::1"),
    "SRv6": (sub(20, bytes(17) + b"\1"), "srv6-binding-sid ::1"),
    "explicit null": (sub(14, bytes.fromhex("000003")), "explicit-null 3"),
    "path name": (sub(129, b"\0gold"), "path-name gold"),
    "policy name": (sub(130, b"\0\xff\n\\"), r"policy-name \xff\n\\"),
    "segment list": (
        sub(128, b"\0" + bytes.fromhex("0906 0000 00000002 0106 0000 00064000")),
        "[weight 2, 100]",
    ),
}


@pytest.mark.parametrize(("octets", "text"), WELL_FORMED.values(), ids=WELL_FORMED)
def test_3_sub_tlvs(octets: bytes, text: str) -> None:
    """§3 and RFC 9830 §2.4: sub-TLVs of their form are read, and print as one line."""
    found = kept(ENDPOINT, octets)[1]
    assert not isinstance(found, Tlv)
    assert str(found) == text


@pytest.mark.parametrize(
    "wrong",
    [
        tunnels.Number(99, 1),
        tunnels.Name(type=1, name=b""),
        tunnels.EgressEndpoint(afi=1, address=bytes(16)),
    ],
)
def test_3_what_has_no_form_is_not_written(wrong: tunnels.Number) -> None:
    """§3: a sub-TLV that would read as another one is refused."""
    with pytest.raises(EncodeError):
        encoded(TunnelEncapsulation((tunnels.Tunnel(VXLAN, (wrong,)),)), INTERNAL)
