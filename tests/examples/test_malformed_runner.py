"""The program that sends malformed messages to routers: at ours, and at ones that do it wrong."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

import bgplib
from bgplib import Notification
from bgplib.context import Context
from bgplib.findings import Treatment
from bgplib.messages.keepalive import Keepalive
from bgplib.session import Session, SessionConfig
from bgplib.session.opening import open_of
from bgplib.testing import malformed
from router_test.cases import Task, adapted, conditions, tasks
from router_test.judge import (
    Observation,
    Outcome,
    Report,
    RouteFate,
    fate_of,
    judge,
    required_text,
)
from router_test.routes import routes_of, withdrawn_by
from router_test.wire import Destination, Wire, pump
from tests.examples.programs import EXAMPLES, SECONDS, Program, free_port
from tests.machine import loopback_addresses

CASES = {case.name: case for case in malformed.cases()}


def task(name: str, local_as: int = 65001, remote_as: int = 65000) -> Task:
    """Return a case as it is sent."""
    (found,) = tasks(
        iter([CASES[name]]),
        local_as=local_as,
        remote_as=remote_as,
        identifier=bytes((192, 0, 2, 1)),
        configured=frozenset(),
    )
    return found


def verdict(name: str, outcome: Outcome, *told: int, routes: RouteFate | None = None) -> str:
    """Judge what a router did about a case."""
    notification = Notification(told[0], told[1]) if told else None
    seen = Observation(outcome=outcome, notification=notification, routes=routes)
    return judge(task(name), seen).verdict


@pytest.mark.parametrize(
    ("name", "outcome", "told", "routes", "expected"),
    [
        # treat-as-withdraw
        ("origin-value-3", Outcome.KEPT, (), None, "ok"),
        ("origin-value-3", Outcome.KEPT, (), RouteFate.WITHDRAWN, "ok"),
        ("origin-value-3", Outcome.KEPT, (), RouteFate.REPLACED, "differs"),
        ("origin-value-3", Outcome.KEPT, (), RouteFate.UNTOUCHED, "differs"),
        ("origin-value-3", Outcome.RESET, (3, 6), None, "differs"),
        # attribute discard
        ("aggregator-of-eight", Outcome.KEPT, (), RouteFate.REPLACED, "ok"),
        ("aggregator-of-eight", Outcome.KEPT, (), RouteFate.WITHDRAWN, "differs"),
        # session reset
        ("frame-nlri-length-33", Outcome.RESET, (3, 10), None, "ok"),
        ("frame-nlri-length-33", Outcome.RESET, (3, 1), None, "other code"),
        ("frame-nlri-length-33", Outcome.CLOSED, (), None, "differs"),
        ("frame-nlri-length-33", Outcome.KEPT, (), None, "differs"),
        # an attribute that the router need not know (RFC 4271 §6.3, §9)
        ("attr-set-length-0", Outcome.KEPT, (), RouteFate.WITHDRAWN, "ok"),
        ("attr-set-length-0", Outcome.KEPT, (), RouteFate.REPLACED, "unknown"),
        ("attr-set-length-0", Outcome.KEPT, (), RouteFate.UNTOUCHED, "differs"),
        ("flags-attr-set-40", Outcome.RESET, (3, 2), None, "unknown"),
        ("flags-attr-set-40", Outcome.RESET, (3, 4), None, "differs"),
        ("flags-attr-set-40", Outcome.KEPT, (), RouteFate.REPLACED, "differs"),
        ("flags-attr-set-80", Outcome.KEPT, (), RouteFate.REPLACED, "unknown"),
        ("flags-attr-set-80", Outcome.RESET, (3, 2), None, "differs"),
        ("external-local-pref-flags", Outcome.KEPT, (), RouteFate.WITHDRAWN, "ok"),
        ("external-local-pref-length", Outcome.KEPT, (), RouteFate.WITHDRAWN, "differs"),
        # nothing wrong
        ("missing-nothing", Outcome.KEPT, (), RouteFate.REPLACED, "ok"),
        ("missing-nothing", Outcome.KEPT, (), RouteFate.MIXED, "differs"),
        ("missing-nothing", Outcome.RESET, (3, 1), None, "differs"),
        # an OPEN
        ("open-plain", Outcome.ACCEPTED, (), None, "ok"),
        ("open-plain", Outcome.SILENT, (), None, "differs"),
        ("open-hold-time-1", Outcome.RESET, (2, 6), None, "ok"),
        ("open-hold-time-1", Outcome.ACCEPTED, (), None, "differs"),
        ("open-orf-cut", Outcome.RESET, (2, 0), None, "ok"),
        ("open-orf-cut", Outcome.ACCEPTED, (), None, "ok"),
        # a NOTIFICATION
        ("notification-cease", Outcome.CLOSED, (), None, "ok"),
        ("notification-cease", Outcome.RESET, (1, 3), None, "differs"),
        ("notification-cease", Outcome.KEPT, (), None, "differs"),
    ],
)
def test_verdicts(
    name: str, outcome: Outcome, told: tuple[int, ...], routes: RouteFate | None, expected: str
) -> None:
    """What was seen is held against all treatments that the RFCs allow."""
    assert verdict(name, outcome, *told, routes=routes) == expected


def test_routers_that_insist_on_a_capability() -> None:
    """RFC 5492 §3: they may, and say on which; what they do not know themselves they ignore."""

    def said(name: str, data: str) -> str:
        told = Notification(2, 7, bytes.fromhex(data))
        return judge(task(name), Observation(outcome=Outcome.RESET, notification=told)).verdict

    assert said("open-multiprotocol-unknown-afi", "010400010001") == "ok"
    assert said("open-multiprotocol-unknown-afi", "") == "differs"
    assert said("open-multiprotocol-unknown-afi", "010412340001") == "differs"
    assert said("open-hold-time-1", "010400010001") == "other code"


def test_what_is_printed_of_a_case() -> None:
    """What is required in a few words, and data of a NOTIFICATION that is not as it should be."""
    assert required_text(task("frame-nlri-length-33")) == "session-reset 3/10"
    assert required_text(task("frame-nlri-multicast")) == "none or ignore"
    assert required_text(task("notification-cease")) == "end, unanswered"
    told = Notification(2, 1, b"\4\0")
    seen = Observation(outcome=Outcome.RESET, notification=told)
    report = judge(task("open-version-3"), seen)
    assert (report.verdict, report.note) == ("ok", "data 0400, not 0004")
    assert str(seen) == "NOTIFICATION 2/1"
    told_as_json = report.to_json()
    assert told_as_json["observed"]["notification"] == {"code": 2, "subcode": 1, "data": "0400"}
    assert json.loads(json.dumps(told_as_json)) == told_as_json
    unseen = Report(task=task("open-plain"), observed=None, verdict="not run", note="no time")
    assert unseen.to_json()["observed"] is None


def test_other_as_numbers() -> None:
    """With any AS numbers a case is what it was; with two octets it cannot always be."""
    fitting = changed = 0
    for name, case in CASES.items():
        if len(case.octets) > 18 and case.octets[18] == 1:
            continue
        octets, context = adapted(case, 4200000001, 64999, bytes(4))
        if octets is None:
            assert not context.four_octet_as, name
            continue
        fitting += 1
        changed += octets != case.octets
        assert len(octets) == len(case.octets)
    assert fitting > 1000
    assert changed > 500
    same = adapted(CASES["origin-value-3"], 65001, 65000, bytes(4))
    assert same == (CASES["origin-value-3"].octets, CASES["origin-value-3"].context)
    # One number may become the other.
    case = CASES["as-path-local-as"]
    swapped, context = adapted(case, 65000, 65001, bytes(4))
    assert swapped is not None
    assert as_path(case.octets, case.context) == "65001 65000"
    assert as_path(swapped, context) == "65000 65001"


def as_path(octets: bytes, context: Context) -> str:
    """Return the AS path of an UPDATE."""
    update = bgplib.decode(octets, context)
    assert isinstance(update, bgplib.Update)
    return update.attributes.as_path_text


def test_opens_of_others() -> None:
    """An OPEN has our AS number, and the router's identifier where it had that."""
    octets = task("open-as-right-wide", 4200000001, 64999).octets
    assert octets[20:22] == (23456).to_bytes(2, "big")
    assert (4200000001).to_bytes(4, "big") in octets
    octets = task("open-identifier-ours-external").octets
    assert octets[24:28] == bytes((192, 0, 2, 1))


def test_what_is_not_run() -> None:
    """Cases of other sessions and of routers that are configured otherwise are left out."""
    assert task("missing-nothing").reason == ""
    assert "internal" in task("missing-nothing-internal").reason
    assert "external" in task("missing-nothing", 65000).reason
    assert list(conditions(CASES["open-role-mismatch"])) == ["role-provider"]
    assert "role-provider" in task("open-role-mismatch").reason
    assert list(conditions(CASES["as-path-foreign-first"])) == ["enforce-first-as"]
    assert list(conditions(CASES["bgpsec-path-right"])) == ["bgpsec"]
    assert list(conditions(CASES["origin-value-3"])) == []


def test_routes_that_are_looked_at() -> None:
    """Those of unicast, unless the router need not use them anyway."""
    (group,) = routes_of(task("origin-value-3"))
    assert [str(prefix) for prefix in group.prefixes] == ["198.51.100.0/24"]
    assert routes_of(task("as-path-local-as")) == []
    assert routes_of(task("communities-well-known")) == []  # NO_EXPORT
    assert routes_of(task("incident-large-communities-5400")) == []  # not for every peer
    assert routes_of(task("frame-nlri-length-33")) == []
    assert routes_of(task("notification-cease")) == []


def test_what_a_case_withdraws_itself() -> None:
    """When that is gone the message holds, unless it is announced too, or all is withdrawn."""
    (group,) = routes_of(task("mp-unreach-flags-8f"))
    assert withdrawn_by(task("mp-unreach-flags-8f")) == {(group.family, group.keys[0])}
    assert withdrawn_by(task("frame-withdrawn-and-announced")) == frozenset()
    assert withdrawn_by(task("origin-value-3")) == frozenset()
    assert withdrawn_by(task("notification-cease")) == frozenset()


@pytest.mark.parametrize(
    ("named", "before", "there", "withdrawn", "expected"),
    [
        ("ab", "", "ab", "", RouteFate.REPLACED),
        ("ab", "", "", "", RouteFate.WITHDRAWN),
        ("ab", "ab", "ab", "", RouteFate.UNTOUCHED),
        ("ab", "a", "a", "", RouteFate.MIXED),
        ("ab", "a", "ab", "", RouteFate.MIXED),
        ("ab", "", "a", "", RouteFate.MIXED),
        # a message that withdraws b, or both
        ("ab", "", "a", "b", RouteFate.REPLACED),
        ("ab", "", "", "ab", RouteFate.REPLACED),
        ("ab", "", "", "b", RouteFate.MIXED),
        ("ab", "b", "ab", "b", RouteFate.MIXED),
        # what it does not name makes no difference
        ("a", "b", "abc", "c", RouteFate.REPLACED),
    ],
)
def test_what_became_of_routes(
    named: str, before: str, there: str, withdrawn: str, expected: RouteFate
) -> None:
    """As before, as the message has them, withdrawn, or some of each."""

    def places(text: str) -> set[Destination]:
        return {(bgplib.Family.IPV4_UNICAST, each.encode()) for each in text}

    found = fate_of(places(named), places(before), places(there), places(withdrawn))
    assert found is expected


# -- at routers ------------------------------------------------------------------------------


def run(port: int, *more: str, host: str = "127.0.3.21") -> tuple[int, list[dict[str, Any]], str]:
    """Run the program, and return its exit status, what it printed, and what it said of errors."""
    done = subprocess.run(
        [
            *(sys.executable, str(EXAMPLES / "malformed_runner.py"), host, "--port", str(port)),
            *("--json", "--seconds", str(SECONDS), *more),
        ],
        capture_output=True,
        text=True,
        timeout=3 * SECONDS,
        check=False,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


@loopback_addresses
@pytest.mark.parametrize("fresh", [False, True], ids=["one session", "a session each"])
def test_our_own_speaker_does_as_required(programs: list[Program], *, fresh: bool) -> None:
    """Whatever becomes of session and routes is seen, and as the RFCs have it."""
    port = free_port()
    reflector = Program(
        "route_reflector.py",
        *("--as", "64999", "--id", "192.0.2.21", "--listen", f"127.0.3.21:{port}"),
        *("--clients-from", "127.0.3.192/26"),
    )
    programs.append(reflector)
    reflector.hear("reflecting")
    names = [
        *("origin-length-2", "atomic-aggregate-length-1", "missing-nothing-internal"),
        *("originator-id-length-3", "open-identifier-ours", "local-pref-length-5"),
    ]
    status, reports, errors = run(
        port,
        *("--local", "127.0.3.200", "--observer", "127.0.3.201,64999"),
        *("--local-as", "64999", "--remote-as", "64999", "--only", *names, "origin-value-3"),
        *(["--fresh"] if fresh else []),
    )
    found = {report["case"]: report for report in reports}
    assert set(names) < set(found), errors
    assert {found[name]["verdict"] for name in names} == {"ok"}, reports
    assert found["origin-value-3"]["verdict"] == "not run"
    assert status == 0
    seen = {name: found[name]["observed"] for name in names}
    assert seen["origin-length-2"]["routes"] == "routes withdrawn"
    assert seen["atomic-aggregate-length-1"]["routes"] == "routes in force"
    assert seen["open-identifier-ours"]["notification"]["code"] == 2
    assert reflector.stop() == 0
    assert "Traceback" not in reflector.said
    assert reflector.said.count("127.0.3.200 is up") == (5 if fresh else 1)


@contextmanager
def careless(port: int, answer: bytes, longest: int = 100) -> Iterator[None]:
    """Listen as a router that says hello, and one thing once it was told more than so much."""
    config = SessionConfig(local_as=65000, local_identifier="192.0.2.22")
    hello = open_of(config).encode() + Keepalive().encode()
    with socket.create_server(("127.0.3.22", port)) as server:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    wire, _ = server.accept()
                    with wire, suppress(OSError):
                        wire.sendall(hello)
                        heard = 0
                        while octets := wire.recv(65536):
                            heard += len(octets)
                            if answer and heard > longest:
                                wire.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(SECONDS)


@loopback_addresses
@pytest.mark.parametrize(
    ("answer", "verdicts"),
    [
        (b"", {"origin-value-3": "ok", "frame-nlri-length-33": "differs"}),
        (
            Notification(3, 1).encode(),
            {"origin-value-3": "differs", "frame-nlri-length-33": "other code"},
        ),
    ],
    ids=["keeps everything", "gives up"],
)
def test_routers_that_do_it_wrong(answer: bytes, verdicts: dict[str, str]) -> None:
    """One that keeps every session, and one that ends every session; the exit status says so."""
    port = free_port()
    with careless(port, answer):
        status, reports, errors = run(
            port, "--only", *verdicts, "--wait", "1", "--patience", "5", host="127.0.3.22"
        )
    assert {report["case"]: report["verdict"] for report in reports} == verdicts, errors
    assert status == 1


@loopback_addresses
def test_an_observer_that_is_refused() -> None:
    """RFC 4271 §6.2: the router may not know its AS number. Nothing can be asked: 2."""
    port = free_port()
    with careless(port, Notification(2, 2).encode(), longest=0):
        status, reports, errors = run(
            port, "--observer", "127.0.3.201,65002", "--patience", "5", host="127.0.3.22"
        )
    assert (status, reports) == (2, [])
    assert errors.splitlines() == [
        "the router refuses the observer: NOTIFICATION OPEN Message Error/Bad Peer AS"
    ]


@pytest.mark.parametrize("text", ["127.0.3.201", ",65002", "127.0.3.201,AS65002"])
def test_an_observer_that_cannot_be_read(text: str) -> None:
    """It is a mistake in the command."""
    status, reports, errors = run(free_port(), "--observer", text)
    assert (status, reports) == (2, [])
    assert f"an address, a comma and an AS number, not '{text}'" in errors


def test_what_waits_is_read_without_any_time() -> None:
    """`pump` looks once at least: with no seconds it takes what is there."""
    ours, theirs = socket.socketpair()
    wire = Wire(ours)
    theirs.sendall(Notification(6, 2).encode())
    assert pump([wire], lambda: wire.ended, 0)
    assert wire.notification == Notification(6, 2)
    assert not pump([wire], lambda: False, 0)
    theirs.close()
    wire.close()


def test_a_connection_that_has_ended_has_no_timers() -> None:
    """What its session would do next holds up nobody, and wakes nobody up."""
    ours, theirs = socket.socketpair()
    config = SessionConfig(
        local_as=65001, local_identifier="192.0.2.1", peer_as=65000, connect_retry_time=0.1
    )
    wire = Wire(ours, Session(config))
    theirs.close()
    looks = []
    assert not pump([wire], lambda: looks.append(wire.ended), 0.5)
    assert looks[-1]
    assert len(looks) < 10
    wire.close()


@loopback_addresses
def test_a_router_that_is_not_there() -> None:
    """It cannot be asked: 2, and one line says why."""
    status, reports, errors = run(free_port(), "--patience", "0.2")
    assert (status, reports) == (2, [])
    assert len(errors.splitlines()) == 1
    assert "refused" in errors


@loopback_addresses
def test_a_router_that_we_refuse() -> None:
    """RFC 4271 §6.2: it is of another AS than was said; that it closes then is not the reason."""
    port = free_port()
    with careless(port, b""):
        status, reports, _ = run(
            port,
            "--only",
            "origin-value-3",
            "--remote-as",
            "65009",
            "--patience",
            "0.2",
            host="127.0.3.22",
        )
    assert status == 2
    assert reports[0]["note"].endswith("we refused the router: the peer's AS is 65000, not 65009")


@loopback_addresses
def test_cases_that_are_not_there(programs: list[Program]) -> None:
    """Nothing was asked: 2."""
    port = free_port()
    speaker = Program(
        "asyncio_speaker.py",
        *("--as", "65000", "--id", "192.0.2.23", "--listen", f"127.0.3.21:{port}"),
        *("--peer", f"127.0.0.1:{port},65001", "--passive"),
    )
    programs.append(speaker)
    status, reports, errors = run(port, "--only", "no-such-case")
    assert (status, reports) == (2, []), errors
    assert "there is no such case" in errors


def test_every_treatment_is_judged() -> None:
    """Of each treatment there is a case that a router can do right, and can do wrong."""
    seen = set()
    for name, case in CASES.items():
        if case.treatment in seen or name.startswith("open-"):
            continue
        seen.add(case.treatment)
        told = (case.notification.code, case.notification.subcode) if case.notification else (6, 0)
        words = {
            verdict(name, Outcome.KEPT),
            verdict(name, Outcome.CLOSED),
            verdict(name, Outcome.RESET, *told),
            verdict(name, Outcome.KEPT, routes=RouteFate.WITHDRAWN),
            verdict(name, Outcome.KEPT, routes=RouteFate.REPLACED),
        }
        assert words == {"ok", "differs"}, name
    assert seen == set(Treatment)
