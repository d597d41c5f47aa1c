"""Sub-TLVs of tunnels and SR Policies: the figures of RFC 9012 and RFC 9830, octet by octet."""

from __future__ import annotations

from typing import Any, Final

import pytest

from bgplib.attributes import TunnelEncapsulation
from bgplib.attributes import tunnel_encapsulation as tunnels
from bgplib.context import Context
from bgplib.errors import ParseError
from bgplib.values.tlv import Tlv

V6: Final = "20010db8" + "00" * 11 + "01"
ADDRESS: Final = bytes.fromhex(V6)

#: tunnel type, octets of the sub-TLV, value
FIGURES: Final[list[tuple[int, str, Any]]] = [
    (15, "0c 06 0000 00000064", tunnels.Preference(value=100)),
    (15, "0d 02 0000", tunnels.BindingSid()),
    (15, "0d 06 8000 00064000", tunnels.BindingSid(flags=0x80, sid=bytes.fromhex("00064000"))),
    (15, f"14 12 0000 {V6}", tunnels.Srv6BindingSid(sid=ADDRESS)),
    (15, "0e 03 00 00 02", tunnels.ExplicitNullLabelPolicy(policy=2)),
    (15, "0f 02 03 00", tunnels.Priority(value=3)),
    (15, "82 0005 00 676f6c64", tunnels.Name(type=130, name=b"gold")),
    (10, "0a 08 00064000 000c8100", tunnels.LabelStack((b"\0\x06\x40\0", b"\0\x0c\x81\0"))),
    (
        15,
        f"80 0025 00 01 06 0000 00064000 0d 1a 0010 {V6} 0011000028181000",
        tunnels.SegmentList(
            (
                tunnels.MplsSegment(entry=bytes.fromhex("00064000")),
                tunnels.Srv6Segment(
                    reserved=0x10, sid=ADDRESS, behavior=bytes.fromhex("0011000028181000")
                ),
            )
        ),
    ),
]


@pytest.mark.parametrize(("kind", "figure", "value"), FIGURES)
def test_fields(kind: int, figure: str, value: Any) -> None:
    """Each field stands where the figure puts it, and its text leads back to it."""
    sub_tlv = bytes.fromhex(figure)
    octets = kind.to_bytes(2, "big") + len(sub_tlv).to_bytes(2, "big") + sub_tlv
    attribute = TunnelEncapsulation((tunnels.Tunnel(kind, (value,)),))
    codec = tunnels.CODEC
    if kind != 15:
        endpoint = bytes.fromhex("06 06 00000000 0000")
        octets = kind.to_bytes(2, "big") + (len(sub_tlv) + 8).to_bytes(2, "big")
        octets += endpoint + sub_tlv
        end = tunnels.EgressEndpoint(afi=0)
        attribute = TunnelEncapsulation((tunnels.Tunnel(kind, (end, value)),))
    assert codec.decode(octets, Context()) == attribute
    assert codec.encode(attribute, Context()) == octets
    assert TunnelEncapsulation.parse(str(attribute)) == attribute


@pytest.mark.parametrize(
    "figure",
    [
        "0c 05 0000 000000",
        "0d 04 0000 0006",
        "0e 02 0000",
        "0f 01 03",
        "0a 03 000640",
        "14 11 0000 " + "00" * 15,
    ],
)
def test_other_lengths_make_them_unknown(figure: str) -> None:
    """RFC 9012 §13: a malformed sub-TLV is treated as one that is not recognized."""
    sub_tlv = bytes.fromhex(figure)
    octets = b"\0\x0f" + len(sub_tlv).to_bytes(2, "big") + sub_tlv
    tunnel = tunnels.CODEC.decode(octets, Context()).tunnels[0]
    assert tunnel.sub_tlvs == (Tlv(sub_tlv[0], sub_tlv[2:]),)
    assert tunnels.CODEC.encode(TunnelEncapsulation((tunnel,)), Context()) == octets


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("sr-policy [prefrence 100]", "begins with none of .*, preference, "),
        ("sr-policy [segment-list [16001]]", "begins with none of label, sid, type-c, "),
        ("sr-policy [preference 100 colour=5]", "nothing here is called 'colour'; there is flags"),
    ],
)
def test_a_complaint_says_which_words_there_are(text: str, complaint: str) -> None:
    """Who has to guess the words of a notation is told them."""
    with pytest.raises(ParseError, match=complaint):
        tunnels.TunnelEncapsulation.parse(text)
