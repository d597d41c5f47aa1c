"""RFC 8097: what an internal peer found out about the origin."""

from __future__ import annotations

import pytest

from bgplib.attributes import ExtendedCommunities
from bgplib.attributes.extended_communities.origin_validation import OriginValidation
from bgplib.policy import PolicyContext, RoaTable, ValidationState
from bgplib.policy.matchers import validation_state
from bgplib.policy.modifiers import SetValidationState
from tests.unit.policy.routes import INTERNAL, PEER, path, route


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("validation-state:valid", "VALID"),
        ("validation-state:not-found", "NOT_FOUND"),
        ("validation-state:invalid", "INVALID"),
        ("rt:1:1", "NOT_FOUND"),
    ],
)
def test_2_the_state_is_derived_from_the_community(text: str, state: str) -> None:
    """§2: "SHOULD derive a validation state from the last octet of the extended community"."""
    found = route(source=INTERNAL, extended=text)
    assert validation_state(found, PolicyContext()) is ValidationState[state]


def test_2_local_data_come_first() -> None:
    """§2: "in the absence of validation state set based on local data"."""
    found = route(source=INTERNAL, extended="validation-state:valid")
    context = PolicyContext(roas=RoaTable.of(("198.51.100.0/24", 1)))
    assert validation_state(found, context) is ValidationState.INVALID


def test_2_the_greatest_counts() -> None:
    """§2: "MUST disregard all instances other than the one with the numerically greatest"."""
    found = route(source=INTERNAL, extended="validation-state:invalid validation-state:valid")
    assert validation_state(found, PolicyContext()) is ValidationState.INVALID


def test_2_what_is_greater_than_2_is_discarded() -> None:
    """§2: "by discarding the erroneous community"."""
    found = route(source=INTERNAL, extended="validation-state:3 validation-state:valid")
    assert validation_state(found, PolicyContext()) is ValidationState.VALID


def test_2_external_peers_are_not_believed() -> None:
    """§2: "MUST drop ... if received from an External BGP (EBGP) peer"."""
    found = route(source=PEER, extended="validation-state:valid")
    assert validation_state(found, PolicyContext()) is ValidationState.NOT_FOUND


def test_2_one_instance_is_sent() -> None:
    """§2: "SHOULD NOT send more than one instance"; the reserved octets are 0."""
    found = path(extended="validation-state:invalid validation-state:valid")
    changed = SetValidationState("not-found").change(found, PolicyContext())
    assert changed.attributes.extended_communities == (0x4300_0000_0000_0001,)


@pytest.mark.parametrize("reserved", [0x01, 0xFF_FFFF_FFFF])
def test_2_the_reserved_octets_are_ignored(reserved: int) -> None:
    """§2: "The Reserved field MUST be set to 0 and ignored upon the receipt"."""
    mark = OriginValidation(state=2, reserved=reserved)
    found = route(source=INTERNAL, more=(ExtendedCommunities((mark,)),))
    assert found.attributes.extended_communities == (0x4300 << 48 | reserved << 8 | 2,)
    assert validation_state(found, PolicyContext()) is ValidationState.INVALID
