"""TShark's fields of BGP and BMP messages: their names, and their values as it shows them."""

from __future__ import annotations

import re
import struct
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Final, NamedTuple
from xml.etree import ElementTree as ET

#: name and value of a field, in the order of the message
Fields = list[tuple[str, str]]


class Dissection(NamedTuple):
    """What TShark says of one message."""

    fields: Fields
    gave_up: bool  #: it took something for malformed, and read no further there


_RAW_IP: Final = 101
#: the port that TShark is told to take for the protocol's
PORTS: Final = {"bgp": 179, "bmp": 11019}
_FIRST_PORT: Final = 1024


def _packet(at: int, octets: bytes, destination: int) -> bytes:
    """Put a message into a TCP segment of a connection of its own."""
    port = _FIRST_PORT + at % (1 << 15)
    size = 40 + len(octets)
    hosts = bytes((10, *(at >> 15).to_bytes(2, "big"), 1, 10, 0, 0, 2))
    ip = struct.pack("!BBHHHBBH", 0x45, 0, size, 0, 0, 64, 6, 0) + hosts
    tcp = struct.pack("!HHIIBBHHH", port, destination, 1, 1, 0x50, 0x18, 65535, 0, 0)
    return struct.pack("<IIII", at, 0, size, size) + ip + tcp + octets


def capture_of(messages: Sequence[bytes], port: int) -> bytes:
    """Make a capture with one message in each packet."""
    head = struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 1 << 18, _RAW_IP)
    return head + b"".join(_packet(at, octets, port) for at, octets in enumerate(messages))


#: of VPN-IPv6 prefixes TShark has one field, with all in its text
_VPN_IPV6: Final = re.compile(r"Label Stack=(.*) RD=(.*), IPv6=(.*/\d+)")
_VPN_IPV6_FIELDS: Final = ("bgp.label_stack", "bgp.rd", "bgp.vpn_ipv6_prefix")
_GAVE_UP: Final = "_ws.malformed"


def _fields_of(message: ET.Element, protocol: str) -> Iterator[tuple[str, str]]:
    for field in message.iter():
        name, shown = field.get("name", ""), field.get("show", "")
        parts = _VPN_IPV6.fullmatch(field.get("showname", ""))
        if parts and protocol == "bgp" and name == "bgp.label_stack":
            yield from zip(_VPN_IPV6_FIELDS, parts.groups(), strict=True)
        elif name.startswith(f"{protocol}.") or name == _GAVE_UP:
            yield name, shown


def dissect(
    messages: Sequence[bytes], *, protocol: str = "bgp", as_octets: int = 4
) -> list[Dissection]:
    """Ask TShark what messages hold, AS numbers having two octets or four."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place, "messages.pcap")
        path.write_bytes(capture_of(messages, PORTS[protocol]))
        command = ["tshark", "-r", str(path), "-d", f"tcp.port=={PORTS[protocol]},{protocol}"]
        command += ["-o", f"bgp.asn_len:{as_octets} octet"]
        with subprocess.Popen(
            [*command, "-T", "pdml", "-J", protocol],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as running:
            assert running.stdout is not None
            found = list(_read(running.stdout, protocol))
    assert len(found) == len(messages)
    return found


def _read(stream: IO[bytes], protocol: str) -> Iterator[Dissection]:
    for _, packet in ET.iterparse(stream):
        if packet.tag != "packet":
            continue
        fields = [
            each
            for part in packet.iterfind(f"proto[@name='{protocol}']")
            for each in _fields_of(part, protocol)
        ]
        stated = [each for each in fields if each[0] != _GAVE_UP]
        whole = len(stated) == len(fields) and packet.find(f"proto[@name='{_GAVE_UP}']") is None
        yield Dissection(stated, not whole)
        packet.clear()
