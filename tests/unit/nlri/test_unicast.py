"""Unicast NLRI: single values, and the row of the table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError
from bgplib.iana.families import Family
from bgplib.nlri.unicast import CODEC, UnicastNlri
from bgplib.octets import Reader
from bgplib.testing.strategies.context import unicast_families
from bgplib.testing.strategies.nlri import unicast_nlri
from bgplib.values.prefix import Prefix

CONTEXT = Context()


@given(st.data())
def test_a_value_is_read_whole_and_written_again(data: st.DataObject) -> None:
    """RFC 4760 §5: one NLRI, what stands behind it untouched."""
    family = data.draw(unicast_families())
    nlri = data.draw(unicast_nlri(family, CONTEXT))
    octets = CODEC.encode(nlri, family, CONTEXT)
    reader = Reader(octets + b"\xff")
    assert CODEC.decode(reader, family, CONTEXT) == nlri
    assert reader.remaining == 1
    for stop in range(len(octets)):
        with pytest.raises(DecodeError):
            CODEC.decode(Reader(octets, 0, stop), family, CONTEXT)


@pytest.mark.parametrize(
    ("family", "bits"), [(Family.IPV4_UNICAST, 33), (Family.IPV6_MULTICAST, 129)]
)
def test_a_length_above_the_familys_is_refused(family: Family, bits: int) -> None:
    """RFC 7606 §5.3."""
    with pytest.raises(DecodeError):
        CODEC.decode(Reader(bytes((bits,)) + bytes(17)), family, CONTEXT)


@pytest.mark.parametrize(
    ("family", "prefix"),
    [
        (Family.IPV6_UNICAST, Prefix.parse("10.0.0.0/8")),
        (Family.IPV4_UNICAST, Prefix.parse("::/0")),
        (Family.IPV4_UNICAST, Prefix(1, b"\0" * 5, 40)),
        (Family.IPV4_UNICAST, Prefix(1, b"", 8)),
        (Family.IPV4_UNICAST, Prefix(1, b"\0\0", 8)),
        (Family.IPV4_UNICAST, Prefix(1, b"", -1)),
    ],
)
def test_what_is_no_prefix_of_the_family_is_not_written(family: Family, prefix: Prefix) -> None:
    """A prefix made by hand that contradicts itself never reaches the wire."""
    with pytest.raises(EncodeError):
        CODEC.encode(UnicastNlri(prefix), family, CONTEXT)


def test_text_names_the_path_identifier() -> None:
    """RFC 7911 §3: prefixes with different identifiers are different paths."""
    prefix = Prefix.parse("10.0.0.0/8")
    assert str(UnicastNlri(prefix)) == "10.0.0.0/8"
    assert str(UnicastNlri(prefix, path_id=7)) == "10.0.0.0/8 path-id 7"
    assert UnicastNlri(prefix, path_id=7) != UnicastNlri(prefix, path_id=8)
