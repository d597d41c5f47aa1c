"""RFC 8277: the MULTIPLE_LABELS capability in an OPEN."""

from __future__ import annotations

import pytest

from bgplib.capabilities import MultipleLabels, UnknownCapability
from bgplib.findings import Treatment
from bgplib.iana.families import Family
from tests.conformance.opens import read


@pytest.mark.parametrize("field", ["0801 00", "0803 000104", "0805 0001040300"])
def test_a_broken_length_is_malformed_and_ignored(field: str) -> None:
    """RFC 8277 §2.1: "not a multiple of four MUST be considered to be malformed"."""
    message = read(field)
    assert message.capability(MultipleLabels) is None
    assert isinstance(message.capabilities[0], UnknownCapability)
    assert message.treatment is Treatment.IGNORE


@pytest.mark.parametrize("count", [0, 1])
def test_counts_below_two_are_ignored(count: int) -> None:
    """RFC 8277 §2.1: Count 0 and Count 1 "MUST be ignored"."""
    value = read(f"0808 0001 04 {count:02x} 0002 04 02").capability(MultipleLabels)
    assert value is not None
    assert value.valid == ((Family.IPV6_LABELED, 2),)


def test_the_first_entry_of_a_family_counts() -> None:
    """RFC 8277 §2.1: "all but the first MUST be ignored"."""
    value = read("0808 0001 04 03 0001 04 07").capability(MultipleLabels)
    assert value is not None
    assert value.valid == ((Family.IPV4_LABELED, 3),)
    ignored = MultipleLabels(((Family.IPV4_LABELED, 1), (Family.IPV4_LABELED, 7)))
    assert ignored.valid == ()


def test_the_first_copy_counts() -> None:
    """RFC 8277 §2.1: "only the first copy is significant"."""
    value = read("0804 0001 04 03 0804 0001 04 07").capability(MultipleLabels)
    assert value == MultipleLabels(((Family.IPV4_LABELED, 3),))
