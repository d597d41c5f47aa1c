"""Published captures and BMP streams: no octet is lost, and NetGauze and TShark read the same."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import attrs
import pytest
from jsonschema import Draft202012Validator

from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.formats import bmp, pcap
from bgplib.formats.compression import OctetStream
from bgplib.formats.json import bmp_to_json, captured_to_json, schema
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from tests.corpus.netgauze import ours, theirs, updates

REPOSITORY: Final = Path(__file__).parents[2]
CORPUS: Final = Path(os.environ.get("BGPLIB_CORPUS", REPOSITORY.parent / "shared" / "data"))

pytestmark = pytest.mark.skipif(
    not (CORPUS / "bmp").is_dir(), reason=f"no corpus at {CORPUS}: set BGPLIB_CORPUS"
)

#: BMP messages and UPDATEs in all streams
STREAMS: Final = (14_244, 10_012)
#: BMP messages in captures
CAPTURED: Final = 2_094
#: BGP messages in all captures
MESSAGES: Final = 1_645
#: captures that are damaged on purpose, cut, or made to fool readers
BROKEN: Final = {
    "pmacct__301-BGP-CISCO-pretag__traffic-00.pcap",  # ends within a message
    "pmacct__302-BGP-IPv6-multiple-sources__traffic-00.pcap",  # the same
    "tcpdump__bgp-as-path-oobr.pcap",
    "tcpdump__bgp-bgp_capabilities_print-oobr-1.pcap",  # a fragment
    "tcpdump__bgp-bgp_capabilities_print-oobr-2.pcap",  # the same
    "tcpdump__bgp-infinite-loop.pcap",
    "tcpdump__bgp-ub.pcap",
    "tcpdump__bgp_mvpn_6_and_7_oobr.pcap",
}
#: ports other than 179
PORTS: Final = {"bgp-rs__BGP_flowspec_v4.cap": 1179}
#: files without OPENs whose AS numbers have two octets; TShark reads them so, too
NARROW: Final = {
    "bgp-rs__4-byte_AS_numbers_Mixed_Scenario.cap",
    "bgp-rs__BGP_soft_reset.cap",
    "tcpdump__bgp-rt-prefix.pcap",
    "tcpdump__bgp_vpn_attrset.pcap",
    "tcpdump__mpbgp-linklocal-nexthop.pcap",
}
#: streams without Peer Ups whose UPDATEs have path identifiers; the names of the files say so, or
#: the tests of their source
ADD_PATH: Final = {"akvorado__bmp-reach-addpath.bmp", "akvorado__bmp-unreach.bmp"}
#: why an UPDATE that NetGauze takes is treated otherwise: the sentence is in disagreements.md
JUDGED: Final = ("NEXT_HOP is missing", "runs past the end")


def streams() -> list[Path]:
    return sorted(
        path for path in (CORPUS / "bmp").glob("*.bmp*") if path.name.endswith((".bmp", ".bmp.gz"))
    )


def captures() -> list[Path]:
    found = [*(CORPUS / "pcap").glob("*cap"), *(CORPUS / "pcap").glob("*.pcapng")]
    return sorted(found)


def capture(path: Path) -> pcap.Reader:
    context = Context(session=None, four_octet_as=False) if path.name in NARROW else None
    return pcap.read(path, port=PORTS.get(path.name, 179), context=context)


def stream(path: Path) -> bmp.Reader:
    context = Context(session=None).with_add_path(Family.IPV4_UNICAST)
    return bmp.read(path, context=context if path.name in ADD_PATH else None)


def content(path: Path) -> bytes:
    source = OctetStream(path)
    return b"".join(iter(source.read, b""))


def test_no_octet_of_bmp_is_lost() -> None:
    """RFC 7854 §4: all messages written again are the stream, and so is each UPDATE in them."""
    count = inner = 0
    for path in streams():
        written = []
        for message in stream(path):
            assert not isinstance(message, bmp.ErrorRecord), (path.name, message)
            written.append(message.encode())
            count += 1
            if isinstance(message, bmp.RouteMonitoring):
                assert message.message.encode(message.context) == message.update_octets
                inner += 1
        assert b"".join(written) == content(path), path.name
    assert (count, inner) == STREAMS


def test_no_octet_of_captured_bgp_is_lost() -> None:
    """RFC 4271 §4: each message of a capture encodes to its octets."""
    count = 0
    for path in captures():
        for record in capture(path):
            if isinstance(record, pcap.ErrorRecord):
                assert path.name in BROKEN, (path.name, str(record))
                continue
            try:
                message = record.message
            except DecodeError:
                assert path.name in BROKEN
                continue
            context = attrs.evolve(record.context, add_path_send=record.context.add_path_receive)
            assert message.encode(context) == record.octets, path.name
            count += 1
    assert count == MESSAGES


def test_bmp_out_of_captures() -> None:
    """Beside some streams stands the capture that they were taken from: the same messages."""
    count = 0
    for path in sorted((CORPUS / "bmp").glob("*.pcap")):
        taken = next(each for each in streams() if each.name.startswith(f"{path.stem}.bmp"))
        found: Counter[bytes] = Counter()
        for record in pcap.read_bmp(path):
            assert isinstance(record, pcap.CapturedBmpMessage), (path.name, str(record))
            found[record.message.encode()] += 1
        assert found == Counter(
            message.encode() for message in stream(taken) if isinstance(message, bmp.BmpMessage)
        )
        count += found.total()
    assert count == CAPTURED
    for path in captures():
        others = [each for each in pcap.read_bmp(path) if isinstance(each, pcap.CapturedBmpMessage)]
        assert others == [], path.name


#: of routes that routers show of their own in an Adj-RIB-Out before policy, and in the Loc-RIB: how
#: many UPDATEs have the next hop 0.0.0.0, and how many 127.0.0.1
OWN_ROUTES: Final = {
    ("adj-rib-out-pre", "0.0.0.0"): 4,
    ("adj-rib-out-pre", "127.0.0.1"): 21,
    ("loc-rib", "0.0.0.0"): 14,
    ("loc-rib", "127.0.0.1"): 1,
}


def test_own_routes_are_announced() -> None:
    """RFC 8671 §5.2, RFC 9069: what a NEXT_HOP that is not set says is no fault of the route."""
    found: Counter[tuple[str, str]] = Counter()
    for path in streams():
        for message in stream(path):
            if not isinstance(message, bmp.RouteMonitoring) or message.peer.rib not in (
                "adj-rib-out-pre",
                "loc-rib",
            ):
                continue
            update = message.message
            assert isinstance(update, Update)
            assert all("host" not in finding.text for finding in update.findings), path.name
            for group in update.announced:
                if update.attributes.next_hop == group.next_hop_octets:
                    found[message.peer.rib, str(group.next_hop)] += 1
    assert {each: found[each] for each in OWN_ROUTES} == OWN_ROUTES


def test_json_conforms() -> None:
    """What is written of streams and captures conforms to the schema; every 10th is looked at."""
    validator = Draft202012Validator(schema())
    count = 0
    for path in (*streams(), *captures()):
        reader = stream(path) if ".bmp" in path.name else capture(path)
        for at, record in enumerate(reader):
            if isinstance(record, bmp.ErrorRecord) or at % 10:
                continue
            if isinstance(record, bmp.BmpMessage):
                found = bmp_to_json(record)
            else:
                found = captured_to_json(record)
            problem = next(validator.iter_errors(found), None)
            assert problem is None, (path.name, at, problem)
            count += 1
    assert count >= 1000


def read_by_us(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the UPDATEs of a file as JSON."""
    if ".bmp" in path.name:
        for message in stream(path):
            if isinstance(message, bmp.RouteMonitoring):
                yield bmp_to_json(message)["message"]
    else:
        for record in capture(path):
            if isinstance(record, pcap.CapturedMessage) and record.octets[18] == Update.type:
                yield captured_to_json(record)["message"]


def read_by_netgauze(path: Path) -> Counter[str]:
    with gzip.open(path, "rt") as lines:
        return Counter(
            json.dumps(theirs(update), sort_keys=True)
            for line in lines
            for update in updates(json.loads(line))
        )


def test_netgauze_reads_the_same() -> None:
    """Attributes, next hops, labels, route distinguishers, path identifiers and prefixes agree.

    Where RFC 7606 has the routes of an UPDATE withdrawn, NetGauze, which does not judge, reads
    announcements; these are counted.
    """
    agreed = judged = 0
    for path in sorted(CORPUS.glob("*/*.netgauze.jsonl.gz")):
        base = path.name.removesuffix(".netgauze.jsonl.gz")
        (source,) = (
            path.with_name(base + ending)
            for ending in ((".bmp", ".bmp.gz") if path.parent.name == "bmp" else (".pcap",))
            if path.with_name(base + ending).exists()
        )
        expected = read_by_netgauze(path)
        found: Counter[str] = Counter()
        withdrawn = 0
        for message in read_by_us(source):
            if message["treatment"] == "none":
                found[json.dumps(ours(message), sort_keys=True)] += 1
            else:
                text = message["findings"][0]["text"]
                assert any(reason in text for reason in JUDGED), (source.name, text)
                withdrawn += 1
        missing = (expected - found).total()
        assert missing <= withdrawn, (source.name, list(expected - found)[:2])
        agreed += (expected & found).total()
        judged += withdrawn
    assert agreed == 3_419
    assert judged == 284


_FIELDS: Final = {
    "bgp.type": "types",
    "bgp.update.path_attribute.origin": "origins",
    "bgp.update.path_attribute.local_pref": "preferences",
    "bgp.update.path_attribute.multi_exit_disc": "discriminators",
    "bgp.open.identifier": "identifiers",
    "bgp.open.holdtime": "hold times",
    "bgp.notify.major_error": "codes",
}


def read_by_tshark(path: Path) -> dict[str, Counter[str]]:
    """Return how often TShark found which value of which field."""
    command = ["tshark", "-r", str(path), "-d", "tcp.port==1179,bgp", "-T", "fields"]
    command += [f"-e{field}" for field in _FIELDS]
    lines = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    found: dict[str, Counter[str]] = {name: Counter() for name in _FIELDS.values()}
    for line in lines.splitlines():
        for name, column in zip(_FIELDS.values(), line.split("\t"), strict=False):
            found[name].update(each for each in column.split(",") if each)
    return found


_PLAIN: Final = {
    "ORIGIN": "origins",
    "LOCAL_PREF": "preferences",
    "MULTI_EXIT_DISC": "discriminators",
}
_ORIGINS: Final = {"igp": "0", "egp": "1", "incomplete": "2"}


def counted(path: Path) -> dict[str, Counter[str]]:
    """Return the same as bgplib has it."""
    found: dict[str, Counter[str]] = {name: Counter() for name in _FIELDS.values()}
    for record in capture(path):
        assert isinstance(record, pcap.CapturedMessage)
        found["types"][str(record.octets[18])] += 1
        message = captured_to_json(record)["message"]
        for attribute in message.get("attributes", ()):
            if attribute["name"] in _PLAIN:
                value = attribute["value"]
                text = str(_ORIGINS.get(value, value))
                found[_PLAIN[attribute["name"]]][text] += 1
        if message["type"] == "OPEN":
            found["identifiers"][message["identifier"]] += 1
            found["hold times"][str(message["hold_time"])] += 1
        elif message["type"] == "NOTIFICATION":
            found["codes"][str(message["code"])] += 1
    return found


@pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed")
def test_tshark_reads_the_same() -> None:
    """Types of messages, plain attributes, and fields of OPENs agree in sound captures."""
    compared = 0
    for path in captures():
        if path.name in BROKEN | NOT_TSHARK:
            continue
        assert counted(path) == read_by_tshark(path), path.name
        compared += 1
    assert compared >= 40


#: captures whose segments TShark does not put together as they were sent, each looked into
NOT_TSHARK: Final = {
    # Three SYNs with text of the same sequence number: three connections, or one?
    "tcpdump__bgp-shutdown-msg-variations.pcap",
    # TShark counts the attributes within ATTR_SET, too.
    "tcpdump__bgp_vpn_attrset.pcap",
}


def test_the_corpus_is_there() -> None:
    """The sweeps above are not empty."""
    assert len(streams()) >= 24
    names = {path.name for path in captures()}
    assert len(names) >= 62
    assert names >= BROKEN | NARROW | PORTS.keys()
