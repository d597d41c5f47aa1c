"""MPLS labels (RFC 8277 §2.2) and VNIs in their place (RFC 8365 §5.1.3)."""

from __future__ import annotations

import pytest

from bgplib.errors import EncodeError, ParseError
from bgplib.values.label import Label


def test_parts_stand_where_the_rfc_draws_them() -> None:
    """RFC 8277 §2.2: 20 bits of label, 3 of Rsrv, then S."""
    label = Label.of(16001, exp=5, bottom=False)
    assert label.octets.hex() == "03e81a"
    assert (label.value, label.exp, label.bottom) == (16001, 5, False)
    assert int(label) == 16001
    assert str(label) == "16001;exp=5;s=0"
    assert Label.parse(str(label)) == label


def test_a_lone_label_is_the_bottom_of_its_stack() -> None:
    """RFC 8277 §2.2: the S bit is set in the only label."""
    assert Label.parse("3").octets.hex() == "000031"
    assert Label.parse("0xfffff").octets.hex() == "fffff1"


def test_withdrawn_label() -> None:
    """RFC 8277 §2.4: the Compatibility field of a withdrawal is 0x800000."""
    assert Label.WITHDRAWN.octets == b"\x80\x00\x00"
    assert not Label.WITHDRAWN.bottom


def test_a_vni_takes_all_24_bits() -> None:
    """RFC 8365 §5.1.3: the VNI stands in the label field, all 24 bits of it."""
    assert Label.of_vni(5010).octets.hex() == "001392"
    assert Label.of_vni(5010).vni == 5010


def test_what_does_not_fit_is_refused() -> None:
    """RFC 8277 §2.2: a label has 20 bits."""
    with pytest.raises(EncodeError):
        Label.of(1 << 20)
    with pytest.raises(EncodeError):
        Label.of(1, exp=8)
    with pytest.raises(EncodeError):
        Label.of_vni(1 << 24)
    with pytest.raises(ParseError):
        Label.parse("1048576")
    with pytest.raises(ParseError):
        Label(b"\x00\x00")
