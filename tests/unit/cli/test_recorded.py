"""`bgplib bmp` and `bgplib pcap`: listings, counts, and files with something wrong."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from bgplib.formats import bmp
from bgplib.formats.json import schema
from tests.unit.cli import recorded
from tests.unit.cli.running import run

CONTENTS = {"bmp": recorded.stream(), "pcap": recorded.capture()}
TYPES = {
    "bmp": [
        "INITIATION",
        "PEER-UP",
        "ROUTE-MONITORING",
        "STATISTICS-REPORT",
        "PEER-DOWN",
        "TERMINATION",
    ],
    "pcap": ["OPEN", "OPEN", "KEEPALIVE", "UPDATE"],
}


@pytest.fixture(params=CONTENTS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def path(tmp_path: Path, kind: str) -> Path:
    path = tmp_path / f"file.{kind}"
    path.write_bytes(CONTENTS[kind])
    return path


def test_json(path: Path, kind: str) -> None:
    """--json prints an object a line; all conform to the schema."""
    result = run(kind, "--json", str(path))
    assert (result.exit_code, result.stderr) == (0, "")
    found = [json.loads(line) for line in result.stdout.splitlines()]
    validator = Draft202012Validator(schema())
    for each in found:
        validator.validate(each)
    if kind == "bmp":
        assert [each["type"] for each in found] == [f"BMP/{name}" for name in TYPES[kind]]
        assert found[1]["received"]["asn"] == 64496
        assert found[3]["statistics"][1]["family"] == "ipv4-unicast"
        assert not found[2]["assumed"]
        inner = found[2]["message"]
    else:
        assert [each["message"]["type"] for each in found] == TYPES[kind]
        assert found[0]["source"] == {"address": "192.0.2.1", "port": 50_000}
        assert found[0]["destination"] == {"address": "192.0.2.2", "port": 179}
        assert not any(each["assumed"] for each in found)
        inner = found[-1]["message"]
    assert inner["announced"][0]["nlri"] == [{"prefix": "10.0.0.0/8"}]


def test_for_people(path: Path, kind: str) -> None:
    """Without an option there are lines for people."""
    result = run(kind, str(path))
    assert (result.exit_code, result.stderr) == (0, "")
    assert "10.0.0.0/8" in result.stdout
    assert "2023-11-14 22:13:2" in result.stdout
    assert "assumed" not in result.stdout


def test_count(path: Path, kind: str) -> None:
    """--count says how many messages of which type there are."""
    lines = run(kind, "--count", str(path), str(path)).stdout.splitlines()
    assert lines[:3] == [
        f"{2 * len(TYPES[kind]):10} messages",
        f"{0:10} malformed",
        f"{0:10} errors",
    ]
    assert {line.split()[1] for line in lines[3:]} == set(TYPES[kind])


def test_standard_input(kind: str) -> None:
    """A dash is standard input; what is packed is unpacked."""
    result = run(kind, "--count", "-", text=gzip.compress(CONTENTS[kind]))
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{len(TYPES[kind]):10} messages")


def test_damage(path: Path, kind: str) -> None:
    """What is damaged is listed on standard error, the rest is printed, the status is 1."""
    octets = path.read_bytes()
    path.write_bytes(octets[:-3])
    result = run(kind, "--json", str(path))
    assert result.exit_code == 1
    # The last message is lost; of the capture it is a segment that was there before.
    assert len(result.stdout.splitlines()) == len(TYPES[kind]) - (kind == "bmp")
    assert str(path) in result.stderr


def test_no_file(kind: str) -> None:
    """A file that is not there is an error, and the next one is read."""
    result = run(kind, "--count", "/nowhere")
    assert result.exit_code == 1
    assert "No such file" in result.stderr
    assert run(kind).exit_code == 2


def test_malformed_update(path: Path, kind: str) -> None:
    """An UPDATE whose routes count as withdrawn makes the status 1, and is printed."""
    octets = path.read_bytes()
    at = octets.rindex(b"\x40\x01\x01\x00")
    path.write_bytes(octets[:at] + b"\x40\x01\x01\x09" + octets[at + 4 :])
    result = run(kind, "--json", str(path))
    assert result.exit_code == 1
    assert "treat-as-withdraw" in result.stdout
    assert f"{1:10} malformed" in run(kind, "--count", str(path)).stdout
    assert run(kind, str(path)).exit_code == 1


def test_assumed(tmp_path: Path) -> None:
    """Without OPENs the options say how to read, and the output says that it is an assumption."""
    found = recorded.update()
    peer_up = recorded.stream().index(b"\3\0\0\0", 6)
    path = tmp_path / "late.bmp"
    behind = recorded.stream().index(found) - 48
    path.write_bytes(recorded.stream()[behind:])
    assert peer_up < behind
    assert "context assumed" in run("bmp", str(path)).stdout
    result = run("bmp", "--json", "--add-path", "ipv4-unicast", str(path))
    first = json.loads(result.stdout.splitlines()[0])
    assert first["assumed"]
    assert first["message"]["treatment"] != "none"


def test_bmp_in_a_capture(tmp_path: Path) -> None:
    """`bgplib pcap --bmp` prints what `bgplib bmp` does, and who sent it to whom."""
    path = tmp_path / "bmp.pcap"
    path.write_bytes(recorded.bmp_capture())
    result = run("pcap", "--bmp", "--json", str(path))
    assert (result.exit_code, result.stderr) == (0, "")
    found = [json.loads(line) for line in result.stdout.splitlines()]
    validator = Draft202012Validator(schema())
    for each in found:
        validator.validate(each)
        assert each["type"] == "CAPTURED-BMP"
        assert each["source"] == {"address": "192.0.2.1", "port": 50_000}
        assert each["destination"] == {"address": "192.0.2.2", "port": 179}
    stream = run("bmp", "--json", "-", text=recorded.stream()).stdout
    assert [each["message"] for each in found] == list(map(json.loads, stream.splitlines()))
    people = run("pcap", "--bmp", "--port", "179", str(path)).stdout.splitlines()
    heads = [line for line in people if " port 50000 to 192.0.2.2 port 179" in line]
    assert len(heads) == len(TYPES["bmp"])
    without = [line for line in people if line not in heads]
    assert without == run("bmp", "-", text=recorded.stream()).stdout.splitlines()
    counted = run("pcap", "--bmp", "--count", str(path)).stdout
    assert counted == run("bmp", "--count", "-", text=recorded.stream()).stdout
    assert run("pcap", "--bmp", "--port", "1790", str(path)).stdout == ""


def test_mirrored_messages(tmp_path: Path) -> None:
    """RFC 7854 §4.7: what was mirrored is printed, and what is said of it, in this order."""
    peer = bmp.PeerHeader(
        address="192.0.2.1", asn=64496, identifier=1, seconds=recorded.TIME, microseconds=0
    )
    tlvs = (
        bmp.Tlv(1, b"\0\0"),
        bmp.Tlv(1, b"\0\7"),
        bmp.Tlv(1, b"\xff" * 2000),
        bmp.Tlv(9, b"\1\2"),
        bmp.Tlv(0, recorded.update()),
        bmp.Tlv(0, b"\xff" * 19),
    )
    messages = [bmp.RouteMirroring(peer=peer, tlvs=tlvs), bmp.Termination(tlvs=tlvs[:3])]
    path = tmp_path / "mirrored.bmp"
    path.write_bytes(b"".join(each.encode() for each in messages))
    _, head, *lines = run("bmp", str(path)).stdout.splitlines()
    assert head == "BMP ROUTE-MIRRORING, version 3"
    assert lines[:6] == [
        "  information: errored PDU",
        "  information: UNKNOWN(7)",
        f"  information: {'ff' * 2000}",
        "  UNKNOWN(9): 0102",
        "  BGP message:",
        f"    UPDATE, {len(recorded.update())} octets",
    ]
    at = lines.index("  BGP message:", 6)
    assert lines[at + 1].startswith("    error: ")
    assert lines[at + 2 :] == [
        "BMP TERMINATION, version 3",
        "  reason: session administratively closed",
        "  reason: UNKNOWN(7)",
        f"  reason: {'ff' * 2000}",
    ]
    shown = json.loads(run("bmp", "--json", str(path)).stdout.splitlines()[0])
    assert shown["information"] == ["errored PDU", "UNKNOWN(7)"]
    assert [each["name"] for each in shown["tlvs"]] == ["information", "UNKNOWN(9)"]


def test_bmp_says_how_wide_as_numbers_are() -> None:
    """RFC 7854 §4.2: the A flag does, so that --as2 means nothing."""
    assert run("pcap", "--bmp", "--as2", "FILE").exit_code == 2
