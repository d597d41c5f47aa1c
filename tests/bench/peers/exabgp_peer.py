"""ExaBGP 5."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.bench.recipes import recipes
from tests.bench.tally import Run, Tally, messages


def _negotiated() -> Any:  # ExaBGP has no types
    from exabgp.bgp.message.open import ASN, HoldTime, Open, RouterID, Version
    from exabgp.bgp.message.open.capability import Capabilities, Negotiated
    from exabgp.bgp.neighbor import Neighbor
    from exabgp.logger import log
    from exabgp.protocol.family import AFI, SAFI

    log.silence()
    neighbor = Neighbor()
    neighbor["local-as"] = ASN(65000)
    neighbor["peer-as"] = ASN(65001)
    neighbor["router-id"] = RouterID("192.0.2.254")
    neighbor["capability"]["asn4"] = True
    neighbor.add_family((AFI.ipv4, SAFI.unicast))
    neighbor.add_family((AFI.ipv6, SAFI.unicast))
    capabilities = Capabilities().new(neighbor, False, local_as=ASN(65000))
    negotiated = Negotiated(neighbor)
    negotiated.sent(Open(Version(4), ASN(65000), HoldTime(180), RouterID("1.1.1.1"), capabilities))
    negotiated.received(
        Open(Version(4), ASN(65001), HoldTime(180), RouterID("2.2.2.2"), capabilities)
    )
    return negotiated


def read_messages(path: Path) -> Run:
    """Decode with ExaBGP, and ask for what a process behind it is told."""
    from exabgp.bgp.message import Update
    from exabgp.bgp.message.direction import Direction

    negotiated = _negotiated()
    bodies = [octets[19:] for octets in messages(path)]

    def run(counts: bool) -> Tally:
        prefixes = asns = communities = 0
        for body in bodies:
            update = Update.unpack_message(body, Direction.IN, negotiated)
            for nlri in update.nlris:
                prefixes += 1
                _ = nlri.cidr.prefix()
            attributes = update.attributes
            segments = attributes[2].aspath if 2 in attributes else ()
            several = attributes[8].communities if 8 in attributes else ()
            if counts:
                asns += sum(int(asn) for part in segments for asn in part)
                communities += sum(int.from_bytes(each.community, "big") for each in several)
        return {"prefixes": prefixes, "asns": asns, "communities": communities}

    return run


def build(_: Path) -> Run:
    """Build and encode UPDATEs with ExaBGP."""
    from exabgp.bgp.message import Action, Update
    from exabgp.bgp.message.open.asn import ASN
    from exabgp.bgp.message.update.attribute import MED, NextHop, Origin
    from exabgp.bgp.message.update.attribute.aspath import SEQUENCE, ASPath
    from exabgp.bgp.message.update.attribute.attributes import Attributes
    from exabgp.bgp.message.update.attribute.community import Communities, Community
    from exabgp.bgp.message.update.nlri import INET
    from exabgp.protocol.family import AFI, SAFI
    from exabgp.protocol.ip import IP

    negotiated = _negotiated()
    wanted = recipes()

    def run(_: bool) -> Tally:
        octets = 0
        for prefixes, asns, communities, med in wanted:
            attributes = Attributes()
            attributes.add(Origin(0))
            attributes.add(ASPath([SEQUENCE([ASN(asn) for asn in asns])]))
            attributes.add(NextHop("10.0.0.1"))
            attributes.add(MED(med))
            several = Communities()
            for community in communities:
                several.add(Community(community.to_bytes(4, "big")))
            attributes.add(several)
            routes = []
            for prefix in prefixes:
                address, bits = prefix.split("/")
                nlri = INET(AFI.ipv4, SAFI.unicast, Action.ANNOUNCE)
                nlri.cidr = nlri.cidr.__class__(IP.pton(address), int(bits))
                nlri.nexthop = IP.create("10.0.0.1")
                routes.append(nlri)
            for message in Update(routes, attributes).messages(negotiated):
                octets += len(message)
        return {"updates": len(wanted), "octets": octets}

    return run
