"""What ExaBGP 5.0.15 wrote of our messages, octet for octet the same messages, is what we write.

The lines are kept, and do not change with bgplib.
"""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from bgplib.formats.exabgp_json import Envelope, to_exabgp
from bgplib.messages.decoder import Decoder
from tests.unit.formats.exabgp_json.samples import GOLDEN, SAMPLES, context_of

LINES: Final = {
    record["name"]: record
    for record in map(json.loads, GOLDEN.read_text(encoding="utf-8").splitlines())
}
ENVELOPE: Final = Envelope(
    time=1300475700.5,
    host="router",
    pid=2,
    ppid=1,
    counter=1,
    local_address="127.0.0.1",
    peer_address="127.0.0.2",
    local_as=65000,
    peer_as=65001,
    router_id="192.0.2.254",
)


def test_each_sample_is_kept() -> None:
    """The file has a line of each, in their order."""
    assert list(LINES) == list(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_lines(name: str) -> None:
    """The line of a message that a program made, and of its octets, is ExaBGP's."""
    expected: dict[str, Any] = LINES[name]["line"]
    message = SAMPLES[name]
    octets = message.encode(context_of(name))
    assert octets.hex() == LINES[name]["octets"]
    assert to_exabgp(message, ENVELOPE) == expected
    assert to_exabgp(Decoder(context_of(name)).decode(octets), ENVELOPE) == expected
