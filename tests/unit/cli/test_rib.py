"""`bgplib rib` and `bgplib explain`: archives in a RIB, the table, and why a path won."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

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


@pytest.mark.parametrize(
    ("end", "prefixes"),
    [
        ("1700000000", 0),
        ("2023-11-14T22:13:21", 3),
        ("1700000001.5", 5),
        ("1700000003", 5),
        ("1700000004", 2),
    ],
)
def test_the_table_at_a_time(tmp_path: Path, table: str, end: str, prefixes: int) -> None:
    """--end loads what was written before it: the table, its UPDATEs, the end of the session."""
    files = (table, archives.write(tmp_path, "down.mrt", archives.updates()))
    said = run("rib", "--end", end, *files).stdout
    assert f"\n{prefixes} destinations, " in f"\n{said}"
    explained = run("explain", "--end", end, *files, "10.2.0.0/16")
    assert (explained.exit_code == 0) == (prefixes == 5)


def test_selected_prefixes(table: str) -> None:
    """--prefix prints some destinations only; what stands below counts all."""
    exact = run("rib", "--prefix", "10.0.0.0/8", table).stdout
    assert exact.count("\n*") == 2
    within = run("rib", "--prefix", "10.0.0.0/8", "--covered", "--best", table).stdout
    assert within.count("\n*>") == 2
    assert within.count("\n*") == 2
    assert within.endswith("3 destinations, 4 paths\n")
    around = run("rib", "--prefix", "10.1.2.0/24", "--covering", "--best", table).stdout
    assert around.count("\n*>") == 2
    assert run("rib", "--prefix", "10.1.2.0/24", table).stdout.count("\n*") == 0


@pytest.mark.parametrize("options", [("--best",), ("--prefix", "10.0.0.0/8")])
def test_what_is_counted_is_not_chosen(table: str, options: tuple[str, ...]) -> None:
    """--count counts all; what would choose is refused, and not passed over."""
    result = run("rib", "--count", *options, table)
    assert result.exit_code == 2
    assert "--count counts the whole table" in result.stderr


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


@pytest.mark.parametrize(
    "arguments", [(), ("--covered", "FILE"), ("--covering", "FILE"), ("--prefix", "x", "FILE")]
)
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


def test_explain_with_bad_files(tmp_path: Path, table: str) -> None:
    """What is damaged is complained about, and the rest explains."""
    bad = archives.write(tmp_path, "bad.mrt", archives.table()[:-5])
    result = run("explain", bad, table, "10.0.0.0/8")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"bgplib: {bad}: ")
    assert len(result.stderr.splitlines()) == 1
    assert result.stdout == run("explain", table, "10.0.0.0/8").stdout


def test_explain_wrong_usage(table: str) -> None:
    """What is no prefix is a usage error."""
    assert run("explain", table, "nonsense").exit_code == 2
    assert run("explain", table).exit_code == 2
