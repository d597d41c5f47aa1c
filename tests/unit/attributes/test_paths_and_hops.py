"""DOMAIN_PATH, SFP and characteristics of next hops: the figures of their documents, both ways."""

from __future__ import annotations

from typing import Any, Final

import pytest

from bgplib.attributes import (
    DomainPath,
    NextHopDependentCharacteristics,
    Sfp,
    domain_path,
    next_hop_dependent_characteristics,
    sfp,
)
from bgplib.attributes._codec import AnyAttributeCodec
from bgplib.attributes.domain_path import Domain
from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.iana.families import Family
from bgplib.values.tlv import Tlv

CONTEXT: Final = Context()
#: Association of type 1 with 65000:1 and SPI 9; hop 255 with SFT 5 and one instance
ASSOCIATION: Final = "01 000c 01 0000fde800000001 000009"
HOP: Final = "02 000e ff 03 000a 0005 0000fde800000002"

FIGURES: Final[list[tuple[AnyAttributeCodec, str, Any]]] = [
    (
        domain_path.CODEC,
        "02 00001964 0002 80 00001964 0001 46  01 00001964 0003 00",
        DomainPath(
            (
                (
                    Domain(administrator=6500, number=2, safi=128),
                    Domain(administrator=6500, number=1, safi=70),
                ),
                (Domain(administrator=6500, number=3, safi=0),),
            )
        ),
    ),
    (
        sfp.CODEC,
        ASSOCIATION + HOP,
        Sfp((Tlv(1, bytes.fromhex(ASSOCIATION)[3:]), Tlv(2, bytes.fromhex(HOP)[3:]))),
    ),
    (
        next_hop_dependent_characteristics.CODEC,
        "0001 01 04 c0000201 0001 0000 0003 0002 abcd",
        NextHopDependentCharacteristics(
            family=Family.IPV4_UNICAST,
            next_hop=bytes((192, 0, 2, 1)),
            characteristics=(Tlv(1, b""), Tlv(3, b"\xab\xcd")),
        ),
    ),
]


@pytest.mark.parametrize(("codec", "figure", "value"), FIGURES, ids=lambda each: str(each)[:12])
def test_fields(codec: AnyAttributeCodec, figure: str, value: Any) -> None:
    """Each field stands where the figure puts it, and its text leads back to it."""
    octets = bytes.fromhex(figure)
    assert codec.decode(octets, CONTEXT) == value
    assert codec.encode(value, CONTEXT) == octets
    assert type(value).parse(str(value)) == value


def test_hops_of_a_service_function_path() -> None:
    """RFC 9015 §3.2.1.2: a hop is a Service Index, and sub-TLVs of types of functions."""
    path = sfp.CODEC.decode(bytes.fromhex(ASSOCIATION + HOP), CONTEXT)
    ((index, (functions,)),) = path.hops
    assert index == 255
    assert functions == Tlv(3, bytes.fromhex("0005 0000fde800000002"))


@pytest.mark.parametrize(
    ("codec", "octets"),
    [
        (domain_path.CODEC, "00 00001964 0002 80"),
        (domain_path.CODEC, "02 00001964 0002 80 00001964 0001"),
        (domain_path.CODEC, "01 00001964 0002 80 01"),
        (sfp.CODEC, ASSOCIATION),
        (sfp.CODEC, "02 0001 ff"),
        (sfp.CODEC, "02 0000" + HOP),
        (sfp.CODEC, HOP + "02 00"),
        (next_hop_dependent_characteristics.CODEC, "0001 01 05 c0000201"),
        (next_hop_dependent_characteristics.CODEC, "0001 01 04 c0000201 0001 0001"),
    ],
)
def test_what_does_not_add_up_is_malformed(codec: AnyAttributeCodec, octets: str) -> None:
    """RFC 9015 §3.2.1 and the others: lengths fit, segments and hops are not empty."""
    with pytest.raises(DecodeError):
        codec.decode(bytes.fromhex(octets), CONTEXT)
