"""bgplib."""

from __future__ import annotations

from pathlib import Path

from tests.bench.recipes import recipes
from tests.bench.tally import Run, Tally, messages, path_numbers


def read_messages(path: Path) -> Run:
    """Decode, and read plainly."""
    from bgplib.messages.decoder import Decoder
    from bgplib.messages.update import Update

    found = messages(path)
    decoder = Decoder()

    def run(counts: bool) -> Tally:
        prefixes = asns = communities = 0
        for octets in found:
            update = decoder.decode(octets)
            if not isinstance(update, Update):
                raise TypeError(update)
            for group in update.withdrawn:
                prefixes += len(group.keys)
            for group in update.announced:
                prefixes += len(group.keys)
            block = update.attributes
            several = block.communities
            segments = block.as_path
            _, _ = block.origin, block.next_hop
            _, _ = block.med, block.large_communities
            if counts:
                asns += sum(sum(asns) for _, asns in segments)
                communities += sum(several)
        return {"prefixes": prefixes, "asns": asns, "communities": communities}

    return run


def read_typed(path: Path) -> Run:
    """Decode, and read every prefix and attribute as a value of its type."""
    from bgplib.messages.decoder import Decoder
    from bgplib.messages.update import Update

    found = messages(path)
    decoder = Decoder()

    def run(_: bool) -> Tally:
        prefixes = 0
        for octets in found:
            update = decoder.decode(octets)
            if not isinstance(update, Update):
                raise TypeError(update)
            for group in (*update.withdrawn, *update.announced):
                prefixes += len(group.prefixes)
            for attribute in update.attributes:
                _ = attribute.value  # type: ignore[assignment]  # only read
        return {"prefixes": prefixes}

    return run


def read_mrt(path: Path) -> Run:
    """Read an MRT file as flat elements, all of them text as others have it."""
    from bgplib.formats import mrt

    def run(counts: bool) -> Tally:
        prefixes = communities = asns = 0
        for element in mrt.elements(path):
            prefixes += 1
            _ = element.prefix, element.next_hop, element.origin, element.med, element.peer_ip
            text = element.as_path
            if element.communities:
                communities += len(element.communities)
            if counts and text:
                asns += path_numbers(text)
        return {"prefixes": prefixes, "communities": communities, "asns": asns}

    return run


def read_mrt_plainly(path: Path) -> Run:
    """Read an MRT file record by record, and all that is in it as plain numbers and octets."""
    from bgplib.formats import mrt
    from bgplib.messages.update import Update

    def run(counts: bool) -> Tally:
        prefixes = communities = asns = 0
        for record in mrt.read(path):
            if isinstance(record, mrt.Rib):
                _ = record.prefix
                for entry in record.entries:
                    prefixes += 1
                    block = entry.attributes
                    several, segments = block.communities, block.as_path
                    _, _ = block.origin, block.next_hop
                    _, _ = block.med, block.large_communities
                    if counts:
                        communities += len(several) + len(block.large_communities)
                        asns += sum(sum(asns) for _, asns in segments)
                continue
            if not isinstance(record, mrt.Bgp4mpMessage):
                continue
            update = record.message
            if not isinstance(update, Update):
                continue
            announced = 0
            for group in update.withdrawn:
                prefixes += len(group.keys)
            for group in update.announced:
                announced += len(group.keys)
            prefixes += announced
            block = update.attributes
            several, segments = block.communities, block.as_path
            _, _ = block.origin, block.next_hop
            _, _ = block.med, block.large_communities
            if counts:
                communities += announced * (len(several) + len(block.large_communities))
                asns += announced * sum(sum(asns) for _, asns in segments)
        return {"prefixes": prefixes, "communities": communities, "asns": asns}

    return run


def build(_: Path) -> Run:
    """Build and encode UPDATEs from plain values."""
    from bgplib.attributes import AttributeBlock
    from bgplib.messages.update import Update

    wanted = recipes()

    def run(_: bool) -> Tally:
        octets = 0
        for prefixes, asns, communities, med in wanted:
            block = AttributeBlock.plain(as_path=asns, med=med, communities=communities)
            update = Update.announce(prefixes, next_hop="10.0.0.1", attributes=block)
            octets += len(update.encode())
        return {"updates": len(wanted), "octets": octets}

    return run


def build_typed(_: Path) -> Run:
    """Build and encode UPDATEs from values of the attributes' types."""
    from bgplib.attributes import AsPath, Communities, MultiExitDisc, Origin
    from bgplib.messages.update import Update

    wanted = recipes()

    def run(_: bool) -> Tally:
        octets = 0
        for prefixes, asns, communities, med in wanted:
            update = Update.announce(
                prefixes,
                next_hop="10.0.0.1",
                attributes=(
                    Origin(0),
                    AsPath.of(asns),
                    MultiExitDisc(med),
                    Communities(communities),
                ),
            )
            octets += len(update.encode())
        return {"updates": len(wanted), "octets": octets}

    return run
