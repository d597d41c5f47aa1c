"""RFC 6811: origin validation."""

from __future__ import annotations

import pytest

from bgplib.attributes import AsPath
from bgplib.errors import ParseError
from bgplib.policy import (
    Action,
    Policy,
    PolicyContext,
    Roa,
    RoaTable,
    Statement,
    ValidationState,
)
from bgplib.policy.matchers import RpkiIs, validation_state
from bgplib.policy.modifiers import SetLocalPref, SetValidationState
from bgplib.policy.rpki import route_origin
from bgplib.route import Path, Route, Source
from tests.unit.policy.routes import INTERNAL, block, route

TABLE = RoaTable.of(
    ("10.0.0.0/8", 65001, 16),
    ("10.1.0.0/16", 65002),
    ("192.0.2.0/24", 0),
    ("2001:db8::/32", 65001, 48),
)
VALID, NOT_FOUND, INVALID = (
    ValidationState.VALID,
    ValidationState.NOT_FOUND,
    ValidationState.INVALID,
)


@pytest.mark.parametrize(
    ("as_path", "origin"),
    [
        ("65001 65002", 65002),  # "the rightmost AS in the final segment ... AS_SEQUENCE"
        ("", 64500),  # "the BGP speaker's own AS number if ... the AS_PATH is empty"
        ("(65010)", 64500),  # "... or that segment is of type AS_CONFED_SEQUENCE"
        ("[65010]", 64500),  # "or AS_CONFED_SET"
        ("65001 {65002}", None),  # "the distinguished value "NONE""
        ("(65010) 65001", 65001),
        ("{65002} 65001", 65001),
    ],
)
def test_2_route_origin_asn(as_path: str, origin: int | None) -> None:
    """§2: the Route Origin ASN."""
    assert route_origin(AsPath.parse(as_path).plain, 64500) == origin


@pytest.mark.parametrize(
    ("prefix", "origin", "state"),
    [
        ("10.0.0.0/8", 65001, VALID),
        ("10.2.0.0/16", 65001, VALID),
        ("10.2.0.0/17", 65001, INVALID),  # longer than the VRP maximum length
        ("10.2.0.0/16", 65002, INVALID),
        ("10.1.0.0/16", 65001, VALID),  # matched by the shorter payload
        ("10.1.0.0/16", 65002, VALID),  # and by the longer
        ("10.1.0.0/16", 65003, INVALID),
        ("0.0.0.0/0", 65001, NOT_FOUND),  # a payload that is more specific covers nothing of it
        ("11.0.0.0/8", 65001, NOT_FOUND),
        ("2001:db8:1::/48", 65001, VALID),
        ("2001:db8:1::/49", 65001, INVALID),
        ("2001:db9::/32", 65001, NOT_FOUND),
        ("192.0.2.0/24", 0, INVALID),  # "no Route can be Matched by a VRP whose ASN is zero"
        ("192.0.2.0/24", 65001, INVALID),
        ("10.0.0.0/8", None, INVALID),  # "NONE" cannot be Matched by any VRP
        ("11.0.0.0/8", None, NOT_FOUND),
    ],
)
def test_2_validation_states(prefix: str, origin: int | None, state: ValidationState) -> None:
    """§2: Valid, Invalid, NotFound."""
    assert TABLE.validate(prefix, origin) is state


def test_2_the_order_of_payloads_does_not_matter() -> None:
    """§2: "the validation state output is fully determined"."""
    again = RoaTable(sorted(TABLE.roas, key=str, reverse=True))
    for prefix in ("10.1.0.0/16", "10.2.0.0/16", "192.0.2.0/24"):
        assert again.validate(prefix, 65002) is TABLE.validate(prefix, 65002)
    assert len(again) == 4
    assert repr(again) == "<RoaTable of 4 payloads>"


def test_2_unvalidated_routes_are_not_found() -> None:
    """§2: "SHOULD initialize the validation state of such a route to "NotFound"."."""
    assert validation_state(route("10.1.0.0/16"), PolicyContext()) is NOT_FOUND


def test_2_no_route_is_excluded_by_itself() -> None:
    """§2: "MUST NOT exclude a route ... unless explicitly configured to do so"."""
    context = PolicyContext(roas=TABLE)
    invalid = route("10.1.0.0/16", "65009")
    lenient = Policy(name="p", default=Action.ACCEPT)
    assert lenient.apply(invalid, context).accepted
    strict = lenient.inserting(
        Statement(name="invalid", matchers=RpkiIs("invalid"), action=Action.REJECT)
    )
    assert not strict.apply(invalid, context).accepted
    assert strict.apply(route("10.1.0.0/16", "65002"), context).accepted


def test_2_our_own_routes_are_looked_up_too() -> None:
    """§2: "also be applied to routes that are redistributed into BGP from another source"."""
    ours = Path(Source.ourselves(65001), block(""))
    context = PolicyContext(roas=TABLE)
    assert validation_state(Route.of("10.0.0.0/8", ours), context) is VALID
    assert validation_state(Route.of("10.0.0.0/24", ours), context) is INVALID


def test_3_policy_matches_the_state() -> None:
    """§3: "the ability to match ... the validation state of routes"."""
    policy = Policy(
        name="p",
        statements=[
            Statement(name="valid", matchers=RpkiIs("valid"), modifiers=SetLocalPref(200)),
            Statement(name="invalid", matchers=RpkiIs("invalid"), action=Action.REJECT),
            Statement(name="rest", modifiers=SetLocalPref(50)),
        ],
    )
    context = PolicyContext(roas=TABLE)
    assert policy.apply(route("10.1.0.0/16", "65002"), context).route.path.preference == 200
    assert not policy.apply(route("10.1.0.0/16", "65003"), context).accepted
    assert policy.apply(route("11.0.0.0/8", "65003"), context).route.path.preference == 50


def test_3_policy_sets_the_state() -> None:
    """§3: "match and set the validation state": it is kept in the community of RFC 8097."""
    policy = Policy(
        name="p", statements=[Statement(name="s", modifiers=SetValidationState("valid"))]
    )
    changed = policy.apply(route(source=INTERNAL)).route
    assert validation_state(changed, PolicyContext()) is VALID


def test_3_four_octet_as_numbers() -> None:
    """§3: "MUST also support four-octet AS numbers"."""
    table = RoaTable.of(("10.0.0.0/8", 4200000000))
    assert table.validate("10.0.0.0/8", 4200000000) is VALID
    assert table.validate("10.0.0.0/8", 23456) is INVALID


def test_payloads_that_contradict_themselves_are_refused() -> None:
    """RFC 6482 §3.3: the longest length is between the prefix's and the address family's."""
    for most in (7, 33):
        with pytest.raises(ParseError):
            Roa(prefix="10.0.0.0/8", asn=65001, max_length=most)
    assert str(Roa(prefix="10.0.0.0/8", asn=65001, max_length=9)) == "10.0.0.0/8-9 AS65001"
