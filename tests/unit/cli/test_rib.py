"""`bgplib rib` and `bgplib explain`: archives in a RIB, the table, and why a path won."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bgplib.attributes import AsPath, NextHop, Origin
from bgplib.capabilities import FourOctetAs
from bgplib.cli._load import Loader
from bgplib.context import Context
from bgplib.formats import mrt
from bgplib.iana.families import Family
from bgplib.messages.open import Open
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup
from bgplib.nlri.vpn import VpnNlri
from bgplib.rib import Rib
from bgplib.values.label import Label
from bgplib.values.prefix import Prefix
from bgplib.values.route_distinguisher import RouteDistinguisher
from tests.unit.cli import archives
from tests.unit.cli.running import run

LEGEND = """\
Status codes: s suppressed, d damped, h history, * valid, > best, = multipath,
              i internal, r RIB-failure, S Stale, R Removed
Origin codes: i - IGP, e - EGP, ? - incomplete

"""
HEADING = "   Network          Next Hop            Metric LocPrf Weight Path\n"


@pytest.fixture
def table(tmp_path: Path) -> str:
    return archives.write(tmp_path, "table.mrt", archives.table())


@pytest.fixture
def updates(tmp_path: Path) -> str:
    return archives.write(tmp_path, "updates.mrt", archives.updates(down=False))


def loaded(*records: mrt.Record) -> tuple[Rib, list[str]]:
    """Load records; return the RIB and what was complained about."""
    rib = Rib()
    loader = Loader(rib)
    problems = [problem for record in records for problem in loader.load(record)]
    return rib, problems


def test_table(table: str) -> None:
    """The table has the columns of `show ip bgp`, with the best paths marked and first."""
    result = run("rib", table)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert result.stdout == (
        f"ipv4-unicast\n{LEGEND}{HEADING}"
        "*> 10.0.0.0/8       192.0.2.1               50             0 64496 64511 i\n"
        "*                   192.0.2.2                              0 64497 64500 64511 i\n"
        "*> 10.1.0.0/16      192.0.2.2                              0 64497 64510 e\n"
        f"\nipv6-unicast\n{HEADING}"
        "*> 2001:db8::/32    2001:db8::1                            0 64496 ?\n"
        "\n3 destinations, 4 paths\n"
    )


def test_updates_change_the_table(table: str, updates: str) -> None:
    """UPDATEs of a peer of the table come in place of its routes there."""
    result = run("rib", "--best", table, updates)
    assert result.stdout.splitlines()[6:10] == [
        "*> 10.0.0.0/8       192.0.2.2                              0 64497 64500 64511 i",
        "*> 10.1.0.0/16      192.0.2.2                              0 64497 64510 e",
        "*> 10.2.0.0/16      192.0.2.1                              0 64496 64510 i",
        "*> 10.3.0.0/16      192.0.2.1                              0 64496 64510 i",
    ]


def test_the_end_of_a_session_takes_its_routes(tmp_path: Path, table: str) -> None:
    """RFC 4271 §8.2.2: routes leave with the session that brought them."""
    down = archives.write(tmp_path, "down.mrt", archives.updates())
    result = run("rib", "--count", table, down)
    assert re.findall(r"(\d+)  (\S+) AS(\d+)", result.stdout) == [("2", "192.0.2.2", "64497")]


def test_selected_prefixes(table: str) -> None:
    """--prefix prints some destinations only; what stands below counts all."""
    exact = run("rib", "--prefix", "10.0.0.0/8", table).stdout
    assert exact.count("\n*") == 2
    within = run("rib", "--prefix", "10.0.0.0/8", "--covered", "--best", table).stdout
    assert within.count("\n*>") == 2
    assert within.count("\n*") == 2
    assert within.endswith("3 destinations, 4 paths\n")


def test_json(table: str) -> None:
    """--json has an object a line for each destination, with all paths or the best."""
    first, second, third = map(json.loads, run("rib", "--json", table).stdout.splitlines())
    assert (first["family"], first["prefix"]) == ("ipv4-unicast", "10.0.0.0/8")
    assert [path["best"] for path in first["paths"]] == [True, False]
    assert first["paths"][0] == {
        "best": True,
        "peer": "192.0.2.1",
        "asn": 64496,
        "identifier": "192.0.2.1",
        "next_hop": "192.0.2.1",
        "attributes": first["paths"][0]["attributes"],
    }
    assert first["paths"][0]["attributes"][0] == {
        "code": 1,
        "name": "ORIGIN",
        "flags": 64,
        "value": "igp",
    }
    assert second["prefix"] == "10.1.0.0/16"
    assert third["paths"][0]["next_hop"] == "2001:db8::1"
    (best, *_) = map(json.loads, run("rib", "--json", "--best", table).stdout.splitlines())
    assert best["paths"] == first["paths"][:1]


def test_count(table: str) -> None:
    """--count says how much there is by family and by peer."""
    assert run("rib", "--count", table).stdout == (
        "destinations      paths  family\n"
        "           2          3  ipv4-unicast\n"
        "           1          1  ipv6-unicast\n"
        "\n"
        "                  paths  peer\n"
        "                      2  192.0.2.1 AS64496\n"
        "                      2  192.0.2.2 AS64497\n"
    )


def test_bad_files(tmp_path: Path, table: str) -> None:
    """What is damaged is complained about, and the rest makes the table."""
    bad = archives.write(tmp_path, "bad.mrt", archives.table()[:-5])
    result = run("rib", bad, str(tmp_path / "absent"), table)
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 2
    assert result.stdout == run("rib", table).stdout
    nothing = run("rib", str(tmp_path / "absent"))
    assert nothing.exit_code == 1
    assert nothing.stdout == "0 destinations, 0 paths\n"


@pytest.mark.parametrize("arguments", [(), ("--covered", "FILE"), ("--prefix", "x", "FILE")])
def test_wrong_usage(arguments: tuple[str, ...]) -> None:
    """No file, or options that mean nothing, are usage errors."""
    assert run("rib", *arguments).exit_code == 2


# -- explain -----------------------------------------------------------------------------------


def test_explain(table: str) -> None:
    """The decision is told step by step, and the winner named."""
    result = run("explain", table, "10.0.0.0/8")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == "10.0.0.0/8: 2 paths"
    assert lines[-2:] == [
        "Best: 1, by shortest AS_PATH.",
        "    2 would win with AS_PATH length 3 → 1",
    ]
    found = json.loads(run("explain", "--json", table, "10.0.0.0/8").stdout)
    assert found["decided_by"] == "shortest AS_PATH"
    assert found["best"] == 1


@pytest.mark.parametrize(
    ("destination", "heading"),
    [
        ("10.1.2.3", "10.1.0.0/16: 1 path"),
        ("10.9.9.9", "10.0.0.0/8: 2 paths"),
        ("2001:db8::5", "2001:db8::/32: 1 path"),
    ],
)
def test_explain_an_address(table: str, destination: str, heading: str) -> None:
    """An address stands for the longest prefix that it matches."""
    assert run("explain", table, destination).stdout.splitlines()[0] == heading


@pytest.mark.parametrize(
    ("destination", "error"),
    [
        ("10.9.0.0/16", "10.9.0.0/16; the longest prefix that covers it is 10.0.0.0/8"),
        ("172.16.0.0/12", "172.16.0.0/12"),
        ("172.16.0.1", "172.16.0.1"),
    ],
)
def test_explain_nothing(table: str, destination: str, error: str) -> None:
    """Where there is no path a sentence says so, with status 1."""
    result = run("explain", table, destination)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == f"bgplib: there is no path to {error}\n"


def test_explain_wrong_usage(table: str) -> None:
    """What is no prefix is a usage error."""
    assert run("explain", table, "nonsense").exit_code == 2
    assert run("explain", table).exit_code == 2


# -- what records do ---------------------------------------------------------------------------

TIME = 1_700_000_000
BLOCK = (Origin(0), AsPath.of([64496]), NextHop(b"\xc0\0\2\1"))


def message(octets: bytes, *, local: bool = False) -> mrt.Bgp4mpMessage:
    return mrt.Bgp4mpMessage(
        timestamp=TIME,
        peer_as=64496,
        local_as=64500,
        peer_address="192.0.2.1",
        local_address="192.0.2.9",
        is_local=local,
        octets=octets,
    )


def announcement(prefix: str = "10.0.0.0/8") -> bytes:
    return Update.announce([prefix], next_hop="192.0.2.1", attributes=BLOCK[:2]).encode()


def test_what_the_collector_sent_is_no_route() -> None:
    """RFC 6396 §4.4.5: in LOCAL records the collector speaks."""
    rib, problems = loaded(message(announcement(), local=True))
    assert (len(rib), problems) == (0, [])
    rib, _ = loaded(message(announcement()))
    assert len(rib) == 1


def test_an_open_tells_the_identifier() -> None:
    """A peer that has no routes yet is known by the identifier of its OPEN (RFC 4271 §4.2)."""
    octets = Open.build(
        asn=64496, hold_time=90, identifier="192.0.2.77", capabilities=[FourOctetAs(64496)]
    ).encode()
    rib, _ = loaded(message(octets), message(announcement()))
    (source,) = rib.sources
    assert source.identifier == 0xC000024D
    rib, _ = loaded(message(announcement()), message(octets), message(announcement("10.1.0.0/16")))
    (source,) = rib.sources
    assert rib.count(source) == 2


def test_malformed_messages_are_complained_about() -> None:
    """A message that cannot be decoded, or ends the session, changes nothing and is named."""
    reset = bytearray(announcement())
    reset[19:21] = b"\xff\xff"
    rib, problems = loaded(message(b"\xff" * 16 + b"\0\x12\2"), message(bytes(reset)))
    assert len(rib) == 0
    assert len(problems) == 2
    assert all("AS64496" in problem for problem in problems)


def test_treat_as_withdraw_is_complained_about() -> None:
    """RFC 7606 §2: routes with malformed attributes leave the table, and an error says so."""
    octets = bytearray(announcement())
    octets[octets.index(b"\x40\1\1") + 3] = 9
    rib, problems = loaded(message(announcement()), message(bytes(octets)))
    assert len(rib) == 0
    (problem,) = problems
    assert "treat-as-withdraw: ORIGIN 9" in problem


def test_old_tables() -> None:
    """TABLE_DUMP has 2-octet AS numbers and one entry a record (RFC 6396 §4.2)."""
    octets = b"\x40\1\1\0\x40\2\4\2\1\xfb\xf0\x40\3\4\xc0\0\2\1"
    entry = mrt.TableDumpEntry(
        network="10.0.0.0",
        length=8,
        originated=TIME,
        peer_address="192.0.2.1",
        peer_as=64496,
        octets=octets,
    )
    malformed = mrt.TableDumpEntry(
        network="10.0.0.0",
        length=9,
        originated=TIME,
        peer_address="192.0.2.1",
        peer_as=64496,
        octets=b"\x40\1\1\7" + octets[4:],
    )
    rib, problems = loaded(
        mrt.TableDump(timestamp=TIME, entries=[entry]),
        mrt.TableDump(timestamp=TIME, entries=[malformed]),
    )
    best = rib.best("10.0.0.0/8")
    assert best is not None
    assert str(best) == "10.0.0.0/8 from 192.0.2.1 AS64496"
    assert len(rib) == 1
    (problem,) = problems
    assert "ORIGIN 7" in problem


def test_entries_of_bgp4mp() -> None:
    """BGP4MP_ENTRY has a route each (RFC 6396 Appendix B.2.6.3); what cannot be read is named."""

    def entry(nlri: bytes, family: Family = Family.IPV4_UNICAST) -> mrt.Bgp4mpEntry:
        return mrt.Bgp4mpEntry(
            timestamp=TIME,
            peer_as=64496,
            local_as=64500,
            peer_address="192.0.2.1",
            local_address="192.0.2.9",
            last_change=TIME,
            family=family,
            next_hop=NextHop(b"\xc0\0\2\7"),
            nlri=nlri,
            octets=b"\x40\1\1\0\x40\2\4\2\1\xfb\xf0",
        )

    rib, problems = loaded(entry(b"\x08\x0a"), entry(b"\x21"), entry(b"\0", Family.L2VPN_EVPN))
    best = rib.best("10.0.0.0/8")
    assert best is not None
    assert str(best.next_hop) == "192.0.2.7"
    assert len(rib) == 1
    assert len(problems) == 2


def test_entries_without_their_peer() -> None:
    """RFC 6396 §4.3.1: entries name peers by their place in a table that has to be there."""
    entry = mrt.RibEntry.of(BLOCK, peer_index=3, originated=TIME)
    rib, problems = loaded(mrt.Rib(timestamp=TIME, nlri="10.0.0.0/8", entries=[entry]))
    assert len(rib) == 0
    assert problems == ["10.0.0.0/8: there is no peer 3 in a PEER_INDEX_TABLE before it"]


def test_generic_tables() -> None:
    """RIB_GENERIC holds routes of any family (RFC 6396 §4.3.3), printed like others."""
    nlri = VpnNlri(
        labels=(Label.of(100),),
        rd=RouteDistinguisher.parse("64500:1"),
        prefix=Prefix.parse("10.0.0.0/8"),
    )
    group = NlriGroup.of(Family.IPV4_VPN, [nlri])
    octets = group.encode(Context())
    entries = tuple(
        mrt.RibEntry.of(BLOCK[:2], peer_index=index, originated=TIME, next_hop=NextHop(next_hop))
        for index, next_hop in ((0, bytes(8) + b"\xc0\0\2\1"), (1, b"too long"), (9, bytes(12)))
    )
    records = (
        mrt.PeerIndexTable(timestamp=TIME, peers=archives.PEERS),
        mrt.RibGeneric(timestamp=TIME, family=Family.IPV4_VPN, nlri=octets, entries=entries),
        mrt.RibGeneric(timestamp=TIME, family=Family(3, 1), unread=b"\1\2\3"),
    )
    rib, problems = loaded(*mrt.read(b"".join(record.encode() for record in records)))
    assert len(rib) == 1
    assert rib.families == (Family.IPV4_VPN,)
    ((_, key),) = rib
    (route,) = rib.routes(key, Family.IPV4_VPN)
    assert str(route.nlri) == "64500:1:10.0.0.0/8 label 100"
    assert len(problems) == 3
    for problem, expected in zip(problems, ("a next hop of 8", "no peer 9", "afi-3"), strict=True):
        assert expected in problem
