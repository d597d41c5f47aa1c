"""`bgplib mrt`: listings of archives, filters, and files with something wrong."""

from __future__ import annotations

import bz2
import gzip
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.cli import archives
from tests.unit.cli.running import environment, process, run, seen_on_terminal


@pytest.fixture
def table(tmp_path: Path) -> str:
    return archives.write(tmp_path, "table.mrt", archives.table())


@pytest.fixture
def updates(tmp_path: Path) -> str:
    return archives.write(tmp_path, "updates.mrt", archives.updates())


def test_bgpdump_form(table: str, updates: str) -> None:
    """-m prints the lines of `bgpdump -m`, of all files in turn."""
    result = run("mrt", "-m", table, updates)
    assert result.exit_code == 0
    assert result.stdout == archives.TABLE + archives.UPDATES
    assert result.stderr == ""


def test_form_for_people(table: str, updates: str) -> None:
    """Without an option there is a readable line for each route."""
    result = run("mrt", table, updates)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == (
        "2023-11-14 22:13:20 A 10.0.0.0/8 from 192.0.2.1 AS64496, via 192.0.2.1, "
        "path 64496 64511, igp, med 50, communities 64496:1"
    )
    assert lines[-1] == "2023-11-14 22:13:22 W 10.0.0.0/8 from 192.0.2.1 AS64496"
    assert len(lines) == 7


def test_json(table: str) -> None:
    """--json has an object a line with bgpkit's names for the fields."""
    result = run("mrt", "--json", table)
    first, *_, last = map(json.loads, result.stdout.splitlines())
    assert first == {
        "timestamp": 1_700_000_000.0,
        "elem_type": "A",
        "peer_ip": "192.0.2.1",
        "peer_asn": 64496,
        "prefix": "10.0.0.0/8",
        "next_hop": "192.0.2.1",
        "as_path": "64496 64511",
        "origin_asns": [64511],
        "origin": "IGP",
        "local_pref": None,
        "med": 50,
        "communities": ["64496:1"],
        "atomic": False,
        "aggr_asn": None,
        "aggr_ip": None,
        "path_id": None,
        "kind": "TABLE_DUMP_V2/RIB_IPV4_UNICAST",
    }
    assert last["prefix"] == "2001:db8::/32"


def test_count(table: str, updates: str) -> None:
    """--count says how many routes, prefixes, peers, errors and records there are."""
    result = run("mrt", "--count", table, updates)
    counted = {name.strip(): int(n) for n, name in re.findall(r"(\d+) (.*)", result.stdout)}
    assert counted == {
        "announced": 6,
        "withdrawn": 1,
        "prefixes": 5,
        "peers": 2,
        "errors": 0,
        "records": 7,
        "TABLE_DUMP_V2/PEER_INDEX_TABLE": 1,
        "TABLE_DUMP_V2/RIB_IPV4_UNICAST": 2,
        "TABLE_DUMP_V2/RIB_IPV6_UNICAST": 1,
        "BGP4MP/BGP4MP_MESSAGE_AS4": 2,
        "BGP4MP/BGP4MP_STATE_CHANGE_AS4": 1,
    }


FILTERS = [
    (("--prefix", "10.0.0.0/8"), {"10.0.0.0/8"}, 3),
    (("--prefix", "10.0.0.0/8", "--covered"), {"10.0.0.0/8", "10.1", "10.2", "10.3"}, 6),
    (("--prefix", "10.1.2.3/16"), {"10.1"}, 1),
    (("--prefix", "10.1.0.0/16", "--prefix", "2001:db8::/32"), {"10.1", "2001:"}, 2),
    (("--prefix", "10.1.0.0/16", "--covering"), {"10.0.0.0/8", "10.1"}, 4),
    (("--prefix", "10.1.2.3/32", "--covering"), {"10.0.0.0/8", "10.1"}, 4),
    (("--prefix", "10.1.0.0/16", "--covering", "--covered"), {"10.0.0.0/8", "10.1"}, 4),
    (("--as-path", "_64500_"), {"10.0.0.0/8"}, 1),
    (("--as-path", "^64496 64511$", "--as-path", "^64496$"), {"10.0.0.0/8", "2001:"}, 2),
    (("--as-path", "6451[01]", "--peer-as", "64496"), {"10.0.0.0/8", "10.2", "10.3"}, 3),
    (("--as-path", ""), {"10.", "2001:"}, 6),
    (("--community", "64496:1"), {"10.0.0.0/8"}, 1),
    (("--community", "64496:*", "--community", "no-export"), {"10.0.0.0/8"}, 1),
    (("--community", "64496:*", "--type", "W"), set(), 0),
    (("--peer-as", "64497"), {"10.0.0.0/8", "10.1"}, 2),
    (("--peer", "192.0.2.2"), {"10.0.0.0/8", "10.1"}, 2),
    (("--peer", "192.0.2.2", "--peer", "2001:db8::9", "--peer-as", "64496"), set(), 0),
    (("--start", "1700000001"), {"10.0.0.0/8", "10.2", "10.3"}, 3),
    (("--end", "2023-11-14T22:13:21"), {"10.0.0.0/8", "10.1", "2001:"}, 4),
    (("--start", "2023-11-14T23:13:21+01:00", "--end", "1700000001.5"), {"10.2", "10.3"}, 2),
    (("--start", "2023-11-15"), set(), 0),
    (("--origin-as", "64510"), {"10.1", "10.2", "10.3"}, 3),
    (("--origin-as", "64511", "--peer-as", "AS64497"), {"10.0.0.0/8"}, 1),
    (("--origin-as", "64497"), set(), 0),
    (("--family", "ipv6"), {"2001:"}, 1),
    (("--family", "ipv4-unicast", "--family", "2/1"), {"10.", "2001:"}, 7),
    (("--type", "W"), {"10.0.0.0/8"}, 1),
    (("--type", "a"), {"10.", "2001:"}, 6),
    (("--type", "W", "--family", "ipv6"), set(), 0),
]


@pytest.mark.parametrize(("filters", "starts", "count"), FILTERS)
def test_filters(
    table: str, updates: str, filters: tuple[str, ...], starts: set[str], count: int
) -> None:
    """Filters choose the same routes in every form."""
    shown = [
        json.loads(line)
        for line in run("mrt", "--json", *filters, table, updates).stdout.split("\n")[:-1]
    ]
    lines = run("mrt", "-m", *filters, table, updates).stdout.splitlines()
    lines = [line for line in lines if "|STATE|" not in line]
    assert len(shown) == count
    assert [each["prefix"] for each in shown] == [line.split("|")[5] for line in lines]
    assert all(each["prefix"].startswith(tuple(starts)) for each in shown)
    assert all(any(each["prefix"].startswith(start) for each in shown) for start in starts)
    counted = run("mrt", "--count", *filters, table, updates).stdout
    numbers = [int(number) for number in re.findall(r"(\d+) (?:announced|withdrawn)", counted)]
    assert sum(numbers) == count


@pytest.mark.parametrize(
    ("filters", "is_shown"),
    [
        ((), True),
        (("--peer", "192.0.2.1"), True),
        (("--peer", "192.0.2.2"), False),
        (("--peer-as", "64496", "--peer", "192.0.2.1"), True),
        (("--peer-as", "64497"), False),
        (("--start", "1700000003"), True),
        (("--end", "1700000003"), False),
        (("--peer", "192.0.2.1", "--prefix", "10.0.0.0/8"), False),
        (("--family", "ipv4"), False),
        (("--type", "A"), False),
        (("--type", "W"), False),
        (("--origin-as", "64511"), False),
        (("--as-path", ".*"), False),
        (("--community", "*:*"), False),
    ],
)
def test_changes_of_state(updates: str, filters: tuple[str, ...], is_shown: bool) -> None:
    """-m prints a session's change of state, if all filters are about peer and time."""
    states = [
        line for line in run("mrt", "-m", *filters, updates).stdout.splitlines() if "STATE" in line
    ]
    assert bool(states) is is_shown


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--covering", "FILE"),
        ("--as-path", "(", "FILE"),
        ("--community", "65000:70000", "FILE"),
        ("--community", "green", "FILE"),
        ("--covered", "FILE"),
        ("--prefix", "10.0.0.0/33", "FILE"),
        ("--peer-as", "x", "FILE"),
        ("--family", "l2vpn-evpn", "FILE"),
        ("--type", "B", "FILE"),
        ("--peer", "192.0.2", "FILE"),
        ("--start", "yesterday", "FILE"),
        ("--end", "nan", "FILE"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...]) -> None:
    """No file, or a filter that means nothing, is a usage error."""
    result = run("mrt", *arguments)
    assert result.exit_code == 2
    assert "Error" in result.stderr


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, bytes])
def test_packed_files(tmp_path: Path, pack: object) -> None:
    """gzip and bzip2 are told by their first octets, whatever the name."""
    assert callable(pack)
    name = archives.write(tmp_path, "table.dat", pack(archives.table()))
    assert run("mrt", "-m", name).stdout == archives.TABLE


def test_standard_input() -> None:
    """`-` is standard input."""
    done = process("mrt", "-m", "-", octets=gzip.compress(archives.table()))
    assert done.stdout.decode() == archives.TABLE
    assert (done.returncode, done.stderr) == (0, b"")


def broken(octets: bytes) -> dict[str, bytes]:
    """Return files with something wrong."""
    return {
        "cut": octets[:-10],
        "cut in a header": octets + octets[:7],
        "cut gzip": gzip.compress(octets * 200, mtime=0)[:-9],
        "cut bzip2": bz2.compress(octets * 1000, compresslevel=1)[:-20],
        "junk behind": octets + bytes(range(256)),
        "junk before": b"no MRT record is here\n" * 9 + octets,
        "text": b"TABLE_DUMP2|1700000000|B|192.0.2.1\n" * 100,
        "picture": b"\x89PNG\r\n\x1a\n" + bytes(300),
        "bad gzip": gzip.compress(octets)[:20] + b"\xff" * 100,
    }


#: how many lines of the table are left; of others there are more than none, as the packing has it
LEFT = {"cut": 3, "cut in a header": 4, "junk behind": 4, "junk before": 4} | dict.fromkeys(
    ("text", "picture", "bad gzip"), 0
)


@pytest.mark.parametrize("case", broken(b"").keys())
@pytest.mark.parametrize("form", ["-m", "--json", "--count"])
def test_bad_files(tmp_path: Path, case: str, form: str) -> None:
    """What is damaged is a line on standard error and status 1; what is good is printed."""
    octets = archives.table()
    name = archives.write(tmp_path, "bad", broken(octets)[case])
    good = archives.write(tmp_path, "good", octets)
    result = run("mrt", form, name, good)
    assert result.exit_code == 1
    errors = result.stderr.splitlines()
    assert errors
    assert all(error.startswith(f"bgplib: {name}: ") for error in errors)
    if form == "--count":
        announced = re.search(r"(\d+) announced", result.stdout)
        assert announced is not None
        lines = int(announced[1]) - 4
    else:
        assert result.stdout.endswith(run("mrt", form, good).stdout)
        lines = result.stdout.count("\n") - 4
    assert lines == LEFT[case] if case in LEFT else lines > 0


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Make an archive with octets changed, taken out or put in."""
    octets = bytearray(archives.table() + archives.updates())
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(octets)))
        stop = draw(st.integers(start, min(len(octets), start + 40)))
        octets[start:stop] = draw(st.binary(max_size=20))
    return bytes(octets)


@given(st.one_of(damaged(), st.binary(max_size=200)), st.sampled_from(("-m", "--json", "--count")))
def test_any_octets(octets: bytes, form: str) -> None:
    """Whatever a file holds, the commands end with status 0 or 1, and JSON is JSON."""
    result = run("mrt", form, "-", text=octets)
    assert result.exit_code == int(bool(result.stderr))
    if form == "--json":
        assert all(json.loads(line)["prefix"] for line in result.stdout.splitlines())
    rib = run("rib", "-", text=octets)
    assert rib.exit_code == int(bool(rib.stderr))
    assert rib.stdout.endswith(("path\n", "paths\n"))


def test_empty_file(tmp_path: Path) -> None:
    """An empty file, packed or not, is no archive: a sentence says so."""
    for octets in (b"", gzip.compress(b"")):
        name = archives.write(tmp_path, "empty", octets)
        result = run("mrt", "-m", name)
        assert result.exit_code == 1
        assert result.stdout == ""
        assert result.stderr.startswith(f"bgplib: {name}: ")
        assert "empty" in result.stderr


def test_files_that_cannot_be_opened(tmp_path: Path, table: str) -> None:
    """A file that is not there, and a folder, are named; the others are read."""
    absent = str(tmp_path / "absent")
    result = run("mrt", "-m", absent, str(tmp_path), table)
    assert result.exit_code == 1
    assert result.stdout == archives.TABLE
    assert result.stderr == (
        f"bgplib: {absent}: No such file or directory\nbgplib: {tmp_path}: Is a directory\n"
    )


def test_errors_are_listed_up_to_a_number(tmp_path: Path) -> None:
    """A file full of errors does not flood the terminal: what is not listed is counted."""
    octets = archives.table()
    peers = octets.index(b"\0\x0d\0\2") - 4
    name = archives.write(tmp_path, "no peers", octets[peers:] * 10)
    result = run("mrt", "--json", name)
    errors = result.stderr.splitlines()
    assert len(errors) == 21
    assert "PEER_INDEX_TABLE" in errors[0]
    assert errors[-1].endswith(": 20 more errors")


def test_a_closed_pipe(tmp_path: Path) -> None:
    """`| head` ends a long listing with status 0 and no word."""
    name = archives.write(tmp_path, "long", archives.table() * 5000)
    for form in ("-m", "--json"):
        with subprocess.Popen(
            [sys.executable, "-m", "bgplib", "mrt", form, name],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
        ) as child:
            assert child.stdout
            assert child.stderr
            child.stdout.readline()
            child.stdout.close()
            assert child.stderr.read() == b""
            assert child.wait() == 0


def test_progress_is_for_terminals(tmp_path: Path) -> None:
    """The bar is drawn on a terminal only, on standard error, and is gone in the end."""
    name = archives.write(tmp_path, "long\x1b[31m", archives.table() * 500 + b"\0")
    drawn, output = seen_on_terminal("stderr", "mrt", "--count", name)
    assert b"%" in drawn
    assert b"long\\x1b" in drawn
    assert b"long\x1b" not in drawn
    assert b"\r\x1b[2Kbgplib: " in drawn
    assert b"\x1b" not in output
    assert b"2000 announced" in output
    assert process("mrt", "--count", name).stderr.startswith(b"bgplib: ")


def test_parquet_over_what_is_read(tmp_path: Path) -> None:
    """--parquet makes a file anew: the archive would be gone before it was read."""
    name = archives.write(tmp_path, "table.mrt", archives.table())
    (tmp_path / "link").symlink_to(name)
    for out in (name, str(tmp_path / "link")):
        result = run("mrt", "--parquet", out, name)
        assert result.exit_code == 2
        assert "would write over" in result.stderr
    assert Path(name).read_bytes() == archives.table()


def test_parquet_to_standard_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` is standard output elsewhere: here it became a file of that name."""
    monkeypatch.chdir(tmp_path)
    result = run("mrt", "--parquet", "-", archives.write(tmp_path, "t.mrt", archives.table()))
    assert result.exit_code == 2
    assert "not to standard output" in result.stderr
    assert not Path("-").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is full")
def test_parquet_on_a_full_disk(tmp_path: Path) -> None:
    """A disk that is full is no wrong usage, but a place that cannot be written is."""
    pytest.importorskip("pyarrow")
    name = archives.write(tmp_path, "table.mrt", archives.table())
    result = process("mrt", "--parquet", "/dev/full", name)
    assert result.returncode == 1
    assert result.stderr.startswith(b"bgplib: input or output failed: ")
    result = process("mrt", "--parquet", str(tmp_path), name)
    assert result.returncode == 2
    assert str(tmp_path).encode() in result.stderr
