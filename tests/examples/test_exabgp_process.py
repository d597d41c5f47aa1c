"""Programs written for ExaBGP run on a bgplib speaker: their commands, and the program itself."""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import sys
import textwrap
import time
from pathlib import Path
from typing import Any, Final

import pytest

from bgplib import AsPath, Communities, Family, LargeCommunities, MultiExitDisc, Origin
from bgplib.attributes import Aggregator, AtomicAggregate, ExtendedCommunities, UnknownAttribute
from bgplib.errors import BGPError
from bgplib.formats.exabgp_json import from_exabgp
from bgplib.messages.update import Update
from bgplib.nlri.flowspec import FlowSpecNlri
from exabgp_commands import (
    Acknowledge,
    Command,
    EndOfRib,
    Watchdog,
)
from exabgp_commands import parse_command as parse_any
from exabgp_process import Process
from tests.examples.programs import SECONDS, Program, free_port
from tests.machine import loopback_addresses


def parse_command(line: str) -> Command:
    """Read a command that is one of routes."""
    command = parse_any(line)
    assert isinstance(command, Command)
    return command


def test_commands_that_are_not_of_routes() -> None:
    assert parse_any("announce watchdog dog") == Watchdog(announce=True, name="dog")
    assert parse_any("withdraw watchdog dog") == Watchdog(announce=False, name="dog")
    assert parse_any("announce eor ipv6 unicast") == EndOfRib(Family.IPV6_UNICAST)
    assert parse_any("neighbor 192.0.2.1 announce eor") == EndOfRib(
        Family.IPV4_UNICAST, frozenset({"192.0.2.1"})
    )
    assert parse_any("silence-ack") == Acknowledge(False, now=False)
    assert parse_any("disable-ack") == Acknowledge(False)
    assert parse_any("enable-ack") == Acknowledge(True)


@pytest.mark.parametrize(("more", "is_withheld"), [("", False), (" withdraw", True)])
def test_a_route_of_a_watchdog(more: str, is_withheld: bool) -> None:
    command = parse_command(f"announce route 10.0.0.0/8 next-hop self watchdog dog{more}")
    assert (command.announce, command.watchdog) == (True, "dog")
    assert command.is_withheld is is_withheld


def test_a_route() -> None:
    command = parse_command(
        "announce route 198.51.100.0/24 next-hop self origin egp as-path [ 1 2 ( 3 4 ) ] med 5"
        " community [65000:1 no-export] large-community 65000:1:2 atomic-aggregate"
        " aggregator ( 65001:192.0.2.1 ) extended-community [ target:65000:1 origin:65000:2 ]"
        " attribute [ 0xfa 0xc0 0x0102 ]"
    )
    assert command.announce
    assert (command.family, command.destinations) == (Family.IPV4_UNICAST, ("198.51.100.0/24",))
    assert command.next_hop is None
    assert command.attributes == (
        Origin(1),
        AsPath.parse("1 2 {3,4}"),
        MultiExitDisc(5),
        Communities((0xFDE80001, 0xFFFFFF01)),
        LargeCommunities(((65000, 1, 2),)),
        AtomicAggregate(),
        Aggregator(asn=65001, address=b"\xc0\0\2\1"),
        ExtendedCommunities.of(["rt:65000:1", "soo:65000:2"]),
        UnknownAttribute(code=0xFA, flags=0xC0, octets=b"\1\2"),
    )


def test_other_commands() -> None:
    vpn = parse_command("announce route 10.0.0.0/8 rd 65000:1 label 100 next-hop 192.0.2.1")
    assert vpn.family == Family.IPV4_VPN
    assert vpn.destinations == ("65000:1:10.0.0.0/8 label 100",)
    several = parse_command("announce attributes next-hop 2001:db8::1 nlri 2001:db8::/32 ::/0")
    assert (several.family, several.destinations) == (
        Family.IPV6_UNICAST,
        ("2001:db8::/32", "::/0"),
    )
    gone = parse_command("withdraw route 198.51.100.0/24 next-hop 192.0.2.1")
    assert (gone.announce, gone.destinations) == (False, ("198.51.100.0/24",))
    some = parse_command(
        "neighbor 192.0.2.1 local-as 1, neighbor 192.0.2.2 withdraw route 10.0.0.0/8"
    )
    assert some.neighbors == {"192.0.2.1", "192.0.2.2"}
    assert parse_command("neighbor * withdraw route 10.0.0.0/8").neighbors == frozenset()


def test_flow_specifications() -> None:
    command = parse_command(
        r"announce flow route {\n match {\n destination 192.0.2.0/24;\n protocol [ udp ];\n }\n"
        r" then {\n rate-limit 9600;\n mark 10;\n redirect 65000:1;\n }\n }"
    )
    assert command.family == Family.IPV4_FLOWSPEC
    assert command.destinations == (FlowSpecNlri.parse("destination 192.0.2.0/24 protocol udp"),)
    (communities,) = command.attributes
    assert communities == ExtendedCommunities.of(
        ["traffic-rate-bytes:0:9600", "traffic-marking:10", "rt-redirect:65000:1"]
    )
    six = parse_command("withdraw flow route { match { source 2001:db8::/32; } then { discard; } }")
    assert (six.announce, six.family) == (False, Family.IPV6_FLOWSPEC)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "nonsense",
        "announce",
        "announce eor ipv5 unicast",
        "withdraw eor ipv4 unicast",
        "announce watchdog",
        "neighbor 192.0.2.1 announce watchdog dog",
        "announce route 10.0.0.0/8",
        "announce route nowhere next-hop self",
        "announce route 10.0.0.0/8 next-hop self colour blue",
        "announce route 10.0.0.0/8 next-hop self med",
        "announce route 10.0.0.0/8 next-hop self med x",
        "announce route 10.0.0.0/8 next-hop self as-path [ 1 2",
        "announce route 10.0.0.0/8 next-hop self origin here",
        "announce route 10.0.0.0/8 next-hop self attribute [ x y z ]",
        "announce attributes next-hop self nlri",
        "announce attributes next-hop self nlri 10.0.0.0/8 ::/0",
        "announce flow route { match { nothing; } }",
        "announce flow route { match { destination 10.0.0.0/8; } then { dance; } }",
    ],
)
def test_what_is_no_command(line: str) -> None:
    with pytest.raises((BGPError, ValueError)):
        parse_any(line)


#: what follows its watchdog, in the order of time; and what is answered to each
WATCHED: Final = (
    "announce route 198.51.100.0/24 next-hop self watchdog dog withdraw",
    "announce route 203.0.113.0/24 next-hop self watchdog dog",
    "announce watchdog dog",
    "withdraw watchdog dog",
    "withdraw route 203.0.113.0/24",
    "announce watchdog dog",
    "announce watchdog cat",
)


async def _tables(process: Process) -> list[list[str]]:
    """Return what there is to announce behind each of the commands."""
    rib, tables = process.speaker.loc_rib, []
    for line in WATCHED:
        process.obey(parse_any(line))
        there = ("198.51.100.0/24", "203.0.113.0/24")
        tables.append([prefix for prefix in there if rib.best(prefix) is not None])
    return tables


def test_watchdogs() -> None:
    """Routes wait for their watchdog, come and go with it, and leave it when withdrawn."""
    arguments = argparse.Namespace(
        listen="127.0.0.1:1179", asn=64541, id="192.0.2.41", peer=[], all=False
    )
    tables = asyncio.run(_tables(Process(arguments)))
    both, first, second = (
        ["198.51.100.0/24", "203.0.113.0/24"],
        ["198.51.100.0/24"],
        ["203.0.113.0/24"],
    )
    assert tables == [[], second, both, [], [], first, first]


#: what a user has: it announces, and writes down what it hears
HELPER: Final = """
    import sys

    with open(sys.argv[1], "w", buffering=1) as heard:
        for command in sys.argv[2:]:
            print(command, flush=True)
        for line in sys.stdin:
            heard.write(line)
            if '"up"' in line:
                print("neighbor 127.0.3.42 announce eor ipv4 unicast", flush=True)
                print("silence-ack", flush=True)
                print("announce eor ipv4 unicast", flush=True)
            if '"withdraw"' in line:
                print("withdraw route 198.51.100.0/24", flush=True)
            if '"down"' in line:
                break
"""


@loopback_addresses
def test_a_program_of_exabgp(programs: list[Program], tmp_path: Path) -> None:
    """It announces and withdraws, is answered, and hears of the session and of UPDATEs."""
    port = free_port()
    helper, heard = tmp_path / "helper.py", tmp_path / "heard"
    helper.write_text(textwrap.dedent(HELPER))
    commands = (
        "announce route 198.51.100.0/24 next-hop self community [ 65000:1 ]",
        "announce route 203.0.113.0/24",
        "neighbor 127.0.3.42 announce route 192.0.2.0/24 next-hop 192.0.2.1",
        "neighbor 127.0.3.99 announce route 192.0.2.128/25 next-hop 192.0.2.1",
    )
    peer = Program(
        "asyncio_speaker.py",
        *("--as", "64542", "--id", "192.0.2.42", "--listen", f"127.0.3.42:{port}"),
        *("--peer", f"127.0.3.41:{port},64541", "--passive"),
        *("--announce", "10.42.0.0/16,192.0.2.42"),
    )
    program = Program(
        "exabgp_process.py",
        *("--as", "64541", "--id", "192.0.2.41", "--listen", f"127.0.3.41:{port}"),
        *("--peer", f"127.0.3.42:{port},64542", "--all", "--"),
        *(sys.executable, str(helper), str(heard), *commands),
    )
    programs += [peer, program]
    peer.hear("announces <NlriGroup ipv4-unicast")
    program.hear("announce route 203.0.113.0/24: a route is announced without a next hop")
    program.hear("routes are for all neighbors: 127.0.3.42")

    def lines() -> list[str]:
        return heard.read_text().splitlines() if heard.exists() else []

    def answers() -> list[str]:
        return [line for line in lines() if not line.startswith("{")]

    deadline = time.monotonic() + SECONDS
    while len(answers()) < len(commands) + 1 or not any('"eor"' in line for line in lines()):
        assert time.monotonic() < deadline, lines()
        time.sleep(0.05)
    assert answers() == ["done", "error", "done", "error", "done"]
    told: list[dict[str, Any]] = [json.loads(line) for line in lines() if line.startswith("{")]
    assert told[0]["neighbor"]["state"] == "up"
    assert {line["type"] for line in told} == {"state", "open", "keepalive", "update"}
    updates = [from_exabgp(line).message for line in told if line["type"] == "update"]
    (announced,) = [each for each in updates if isinstance(each, Update) and each.announced]
    assert [str(prefix) for prefix in announced.announced[0].prefixes] == ["10.42.0.0/16"]
    assert told[-1]["neighbor"]["negotiated"]["families"] == ["ipv4 unicast", "ipv6 unicast"]
    assert [line["counter"] for line in told] == list(range(1, len(told) + 1))
    peer.stop()
    deadline = time.monotonic() + SECONDS
    while program.running:
        assert time.monotonic() < deadline, program.said
        time.sleep(0.05)
    down = json.loads(lines()[-1])
    assert down["neighbor"]["state"] == "down"
    assert program.stop() == 0


@loopback_addresses
@pytest.mark.skipif(
    shutil.which("exabgp-healthcheck") is None, reason="exabgp-healthcheck is not installed"
)
def test_the_health_check_of_exabgp(programs: list[Program], tmp_path: Path) -> None:
    """ExaBGP's own program announces while a check succeeds, and withdraws when it fails."""
    port = free_port()
    sick = tmp_path / "sick"
    peer = Program(
        "asyncio_speaker.py",
        *("--as", "64544", "--id", "192.0.2.44", "--listen", f"127.0.3.44:{port}"),
        *("--peer", f"127.0.3.43:{port},64543", "--passive"),
    )
    check = ("exabgp-healthcheck", "--cmd", f"test ! -e {sick}", "--ip", "198.51.100.7/32")
    program = Program(
        "exabgp_process.py",
        *("--as", "64543", "--id", "192.0.2.43", "--listen", f"127.0.3.43:{port}"),
        *("--peer", f"127.0.3.44:{port},64544", "--"),
        *(*check, "--next-hop", "192.0.2.43", "--no-ip-setup", "--withdraw-on-down", "--silent"),
        *("--interval", "0.1", "--fast-interval", "0.1", "--rise", "1", "--fall", "1"),
    )
    programs += [peer, program]
    peer.hear("announces <NlriGroup ipv4-unicast: 1 NLRI via 192.0.2.43")
    sick.touch()
    peer.hear("withdraws <NlriGroup ipv4-unicast: 1 NLRI")
    assert program.stop() == 0
