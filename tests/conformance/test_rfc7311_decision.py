"""RFC 7311 §4: what the AIGP attribute adds to the decision process."""

from __future__ import annotations

from bgplib.attributes.aigp import Aigp
from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.origin import Origin
from bgplib.context import SessionType
from bgplib.decision import RFC4271, DecisionContext
from bgplib.route import Path
from bgplib.values.tlv import Tlv
from tests.unit.decision.paths import path, source

INTERNAL = SessionType.INTERNAL


def cost(next_hop: bytes) -> int:
    """Count the last octet of a next hop."""
    return next_hop[-1]


def aigp(number: int, metric: int | None, as_path: str = "1", **other: int) -> Path:
    """Make an internal path whose next hop costs its number."""
    return path(
        as_path,
        address=f"192.0.2.{number}",
        via=f"198.51.100.{number}",
        session=INTERNAL,
        aigp=metric,
        **other,  # type: ignore[arg-type]  # numbers only
    )


def test_it_is_considered_before_any_tie_is_broken() -> None:
    """§4.1: "BEFORE any of the tie-breaking procedures described in [BGP], Section 9.1.2.2"."""
    near, short = aigp(2, 10, "1 2 3", origin=2), aigp(1, 20, "1")
    explanation = RFC4271.explain([near, short], DecisionContext(resolve=cost))
    assert explanation.best is near
    assert explanation.decided_by == "lowest AIGP"
    names = RFC4271.names
    assert names.index("lowest AIGP") + 1 == names.index("shortest AS_PATH")


def test_it_is_not_considered_where_the_degree_of_preference_decides() -> None:
    """§4: "if only one route to a given prefix has the highest degree of preference"."""
    liked, near = aigp(2, 900, local_pref=200), aigp(1, 1, local_pref=100)
    assert RFC4271.select([liked, near], DecisionContext(resolve=cost)) is liked


def test_routes_without_it_are_removed() -> None:
    """§4.1: "remove from consideration all routes that do not have an AIGP attribute"."""
    having, short = aigp(2, 1 << 60, "1 2 3"), aigp(1, None)
    assert RFC4271.select([having, short], DecisionContext(resolve=cost)) is having
    assert RFC4271.select([aigp(2, None, "1 2"), short], DecisionContext(resolve=cost)) is short


def test_the_distance_to_the_next_hop_is_added() -> None:
    """§4.1: A is "the sum of (a) T's AIGP TLV value and (b) the IGP distance"."""
    far, near = aigp(50, 100), aigp(10, 120)
    context = DecisionContext(resolve=cost)
    assert RFC4271.select([far, near], context) is near
    assert RFC4271.select([far, near]) is far, "without distances the values decide"


def test_ties_are_broken_as_ever() -> None:
    """§4.1: those that "are not tied for the lowest value of A" are removed, the others stay."""
    long, short = aigp(10, 120, "1 2"), aigp(20, 110, "1")
    explanation = RFC4271.explain([long, short], DecisionContext(resolve=cost))
    assert explanation.best is short
    assert explanation.decided_by == "shortest AS_PATH"


def test_eliminated_routes_are_not_considered() -> None:
    """§4: of "routes with AS-PATH attributes indicating a loop" AIGP is not considered."""
    looped, other = aigp(1, 1, "1 65000"), aigp(2, None)
    context = DecisionContext(resolve=cost, local_asns=[65000])
    assert RFC4271.select([looped, other], context) is other


def test_great_values_do_not_wrap() -> None:
    """The sum of two numbers of 64 bits has 65, and is less than none at all."""
    context = DecisionContext(resolve=lambda _: 2**64 - 1)
    great, none = aigp(1, 2**64 - 2), aigp(2, None)
    assert RFC4271.select([none, great], context) is great
    assert RFC4271.under(context).select([none, great]) is great


def test_an_attribute_without_the_tlv_is_none() -> None:
    """§4.1: "containing an AIGP TLV": other TLVs do not count."""
    attributes = AttributeBlock.of([Origin(0), Aigp((Tlv(7, b"\x01"),))])
    empty = Path(source("192.0.2.9", session=INTERNAL), attributes, "198.51.100.1")
    with_tlv = aigp(2, 500, "1 2 3 4")
    assert RFC4271.select([empty, with_tlv], DecisionContext(resolve=cost)) is with_tlv
