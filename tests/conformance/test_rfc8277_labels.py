"""RFC 8277 §2.1: how many labels an NLRI may have."""

from __future__ import annotations

import pytest

import bgplib
from bgplib.capabilities import MultipleLabels, Multiprotocol
from bgplib.context import Context
from bgplib.findings import Treatment
from bgplib.iana.families import Family
from bgplib.messages.open import Open
from bgplib.messages.update import Update
from bgplib.session import Negotiation
from bgplib.testing import malformed

_FAMILY = Family.IPV4_LABELED


def _agreed(ours: int, theirs: int) -> Context:
    def speaker(asn: int, count: int) -> Open:
        capabilities = (Multiprotocol(_FAMILY), MultipleLabels(((_FAMILY, count),)))
        return Open.build(asn=asn, hold_time=90, identifier=asn, capabilities=capabilities)

    return Negotiation.of(speaker(65000, ours), speaker(65001, theirs)).context


@pytest.mark.parametrize("ours", [2, 3, 254])
def test_2_1_our_count_is_the_limit(ours: int) -> None:
    """§2.1: "the number of labels the BGP speaker is prepared to receive (as announced ...)"."""
    assert _agreed(ours, 7).maximum_labels == {(_FAMILY, ours)}


@pytest.mark.parametrize(("ours", "theirs"), [(255, 3), (3, 1), (1, 3)])
def test_2_1_there_is_no_limit_without_one(ours: int, theirs: int) -> None:
    """§2.1: "If the Count is 255, then no limit has been placed"; 1 is as if it were not there."""
    assert _agreed(ours, theirs).maximum_labels == frozenset()


def test_2_1_more_labels_are_treated_as_withdraw() -> None:
    """§2.1: all routes of the UPDATE are withdrawn, those of fewer labels too."""
    case = next(case for case in malformed.cases() if case.name == "label-stack-four")
    update = bgplib.decode(case.octets, case.context)
    assert isinstance(update, Update)
    assert update.treatment is Treatment.TREAT_AS_WITHDRAW
    assert update.announced == ()
    assert [len(nlri.labels) for group in update.withdrawn for nlri in group.nlri] == [2, 4]
