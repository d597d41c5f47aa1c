"""RFC 5004 §3: keep the existing best path while only identifiers speak against it."""

from __future__ import annotations

import pytest

from bgplib.context import SessionType
from bgplib.decision import RFC4271, RFC5004, DecisionContext
from tests.unit.decision.paths import path

OLD = path("1", address="192.0.2.2", identifier=2)
NEW = path("2", address="192.0.2.1", identifier=1)


def test_the_existing_best_path_is_kept() -> None:
    """§3: "we propose that the existing best path (Path A) be kept as the best path"."""
    context = DecisionContext(existing=OLD)
    assert RFC5004.select([OLD, NEW], context) is OLD
    assert RFC5004.select([NEW, OLD], DecisionContext(existing=NEW)) is NEW
    assert RFC4271.select([OLD, NEW], context) is NEW, "without the step it is not"
    assert RFC5004.select([OLD, NEW]) is NEW, "nor when nothing was best"


def test_it_is_kept_when_it_was_announced_again() -> None:
    """§3: the path of a peer is its path, with other attributes too."""
    again = path("1", address="192.0.2.2", identifier=2, via="192.0.2.77")
    assert RFC5004.select([again, NEW], DecisionContext(existing=OLD)) is again


def test_it_is_not_kept_when_it_falls_before_step_f() -> None:
    """§3: only "if neither Path A nor Path B is eliminated [...] prior to Step f)"."""
    shorter = path("", address="192.0.2.1", identifier=9)
    assert RFC5004.select([OLD, shorter], DecisionContext(existing=OLD)) is shorter
    assert RFC5004.select([NEW], DecisionContext(existing=OLD)) is NEW, "nor when it is gone"


@pytest.mark.parametrize("session", [SessionType.CONFEDERATION, SessionType.INTERNAL])
def test_it_is_not_applied_to_paths_from_within(session: SessionType) -> None:
    """§3: "SHOULD NOT be applied when either path is from a BGP Confederation peer"."""
    old = path("1", address="192.0.2.2", identifier=2, session=session)
    new = path("2", address="192.0.2.1", identifier=1, session=session)
    assert RFC5004.select([old, new], DecisionContext(existing=old)) is new


def test_it_is_not_applied_where_a_path_from_within_competes() -> None:
    """§3: not "when either path is from a BGP Confederation peer", the new one for instance."""
    process = RFC5004.without("external over internal")
    member = path("2", address="192.0.2.1", identifier=1, session=SessionType.CONFEDERATION)
    assert process.select([OLD, member], DecisionContext(existing=OLD)) is member
    assert process.select([OLD, NEW], DecisionContext(existing=OLD)) is OLD


def test_it_is_not_applied_between_parallel_sessions() -> None:
    """§3: not "when both paths are from peers with an identical BGP identifier"."""
    parallel = path("1", address="192.0.2.1", identifier=2)
    context = DecisionContext(existing=OLD)
    assert RFC5004.select([OLD, parallel], context) is parallel
    assert RFC5004.select([OLD, parallel, NEW], context) is parallel


def test_the_step_stands_before_the_identifier() -> None:
    """§3: it holds "prior to Step f)"; and RFC 4271 alone has no such step."""
    place = RFC5004.names.index("existing external path")
    assert RFC5004.names[place + 1] == "lowest identifier"
    assert "existing external path" not in RFC4271.names


def test_the_oscillation_of_section_4_stops() -> None:
    """§4: R3 does not switch from (a) to (b) "even after R1 withdraws (c) toward its clients"."""
    a = path("1", address="192.0.2.1", asn=1, med=0, identifier=2)
    b = path("2", address="192.0.2.2", asn=2, med=20, identifier=1)
    c = path("2", address="192.0.2.3", asn=2, med=10, identifier=5, session=SessionType.INTERNAL)
    for process, expected in ((RFC4271, b), (RFC5004, a)):
        selector = process.under()
        with_c = selector.select([a, b, c])
        assert with_c is a, "(b) falls to (c) by MED, and (a) is external"
        assert selector.select([a, b], with_c) is expected
