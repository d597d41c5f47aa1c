"""A child that says what ExaBGP would: it runs under a Python that has ExaBGP 4 or 5.

It reads questions, one JSON object a line: `octets`, a whole message in hexadecimal, `asn4` and
`add_path`, whether there are AS numbers of four octets and path identifiers, and `direction`; or
`sent` and `received`, two OPENs. It answers each with the line that ExaBGP writes to its processes,
or with `{"refused": ...}`. bgplib is not here: this says nothing but what ExaBGP does.
"""

from __future__ import annotations

import json
import sys
from functools import lru_cache
from typing import Any

try:  # ExaBGP 4 wants to be set up before anything of it is imported
    from exabgp.configuration.setup import environment

    environment.setup("")
except ImportError:
    pass

from exabgp.bgp.message import Message, Notification
from exabgp.bgp.message.direction import Direction
from exabgp.bgp.message.open import ASN, HoldTime, Open, RouterID, Version
from exabgp.bgp.message.open.capability import Capabilities, Negotiated
from exabgp.bgp.neighbor import Neighbor
from exabgp.protocol.family import Family
from exabgp.protocol.ip import IP
from exabgp.reactor.api.response.json import JSON
from exabgp.version import json as version

IS_OLD = version.startswith("4")
WORDS = {1: "open", 3: "notification", 5: "refresh"}
ROUTER = "192.0.2.254"


def main() -> None:
    """Answer questions until there are no more."""
    if not IS_OLD:
        from exabgp.logger import log

        log.silence()
    for line in sys.stdin:
        sys.stdout.write(answer(json.loads(line)).replace("\n", " ") + "\n")
        sys.stdout.flush()


def answer(question: dict[str, Any]) -> str:
    """Return the line that ExaBGP writes."""
    said: str
    neighbor = neighbor_with(question.get("asn4", True), question.get("add_path", False))
    writer = JSON(version)
    try:
        if "sent" in question:
            negotiated = Negotiated(neighbor)
            for name in ("sent", "received"):
                octets = bytes.fromhex(question[name])
                getattr(negotiated, name)(Message.unpack(1, octets[19:], incoming(), negotiated))
            said = writer.negotiated(neighbor, negotiated)
            return said
        octets = bytes.fromhex(question["octets"])
        negotiated = negotiated_with(question["asn4"], question["add_path"])
        message = Message.unpack(octets[18], octets[19:], incoming(), negotiated)
        direction = question["direction"]
        if octets[18] == 4:
            said = writer.keepalive(neighbor, direction, negotiated, b"", b"")
        elif octets[18] == 2:
            agreed = None if IS_OLD else negotiated  # ExaBGP 4 cannot print path identifiers there
            said = writer.update(neighbor, direction, message, agreed, b"", b"")
        else:
            show = getattr(writer, WORDS[octets[18]])
            said = show(neighbor, direction, message, negotiated, b"", b"")
    except Notification as error:
        return json.dumps({"refused": [error.code, error.subcode, str(error)]})
    except Exception as error:  # noqa: BLE001 (whatever ExaBGP does is the answer)
        return json.dumps({"refused": repr(error)})
    return said


def incoming() -> Any:
    """Return the direction of what comes from the peer."""
    return Direction.IN


@lru_cache(maxsize=8)
def neighbor_with(asn4: bool, add_path: bool) -> Any:
    """Return a neighbor of all families."""
    neighbor = Neighbor()
    settings = {
        "local-as": ASN(65000),
        "peer-as": ASN(65001),
        "router-id": RouterID(ROUTER),
        "local-address": IP.create("127.0.0.1"),
        "peer-address": IP.create("127.0.0.2"),
    }
    capability = {"asn4": asn4, "add-path": 3 if add_path else 0, "aigp": True}
    if IS_OLD:
        for name, value in (settings | capability).items():
            setattr(neighbor, name.replace("-", "_"), value)
        neighbor.hold_time = HoldTime(180)
        neighbor.extended_message = True
    else:
        neighbor.update(settings)
        neighbor["capability"].update(capability | {"nexthop": False})
    for family in Family.size:
        neighbor.add_family(family)
        if add_path:
            neighbor.add_addpath(family)
    return neighbor


@lru_cache(maxsize=8)
def negotiated_with(asn4: bool, add_path: bool) -> Any:
    """Return what was negotiated with a peer that can all that we can."""
    neighbor = neighbor_with(asn4, add_path)
    negotiated = Negotiated(neighbor)
    ours, theirs = Capabilities().new(neighbor, False), Capabilities().new(neighbor, False)
    if asn4:
        theirs[65] = ASN(65001)
    else:
        del theirs[65]
    negotiated.sent(Open(Version(4), ASN(65000), HoldTime(180), RouterID(ROUTER), ours))
    negotiated.received(Open(Version(4), ASN(65001), HoldTime(180), RouterID("192.0.2.2"), theirs))
    return negotiated


main()
