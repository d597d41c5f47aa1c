"""The fuzzing harnesses hold: on seeds, on a sample of mutations, on what was found before."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random
from types import FrameType

import pytest

from bgplib.context import Context
from bgplib.nlri._codec import next_hop_lengths
from bgplib.registry import DEFAULT_REGISTRY
from tests.fuzz.harnesses import HARNESSES, NEXT_HOP_SIZES
from tests.fuzz.mutate import mutate
from tests.fuzz.seeds import seeds

CORPUS = Path(__file__).parent / "corpus"


@pytest.mark.parametrize("name", HARNESSES)
def test_seeds(name: str) -> None:
    """RFC 4271 §6: what a harness starts from raises nothing but `BGPError`, and is lossless."""
    assert len(seeds(name)) >= 3
    for octets in seeds(name):
        HARNESSES[name](octets)


@pytest.mark.parametrize("name", HARNESSES)
def test_a_sample_of_mutations(name: str) -> None:
    """RFC 4271 §6: nor do 1,000 mutations of it."""
    random = Random(name)
    pool = seeds(name)
    for _ in range(1000):
        HARNESSES[name](mutate(random.choice(pool), random.choice(pool), random))


@pytest.mark.parametrize("name", HARNESSES)
def test_what_was_found_before(name: str) -> None:
    """Inputs that once led to a defect are kept, a line of hexadecimal each, and stay harmless."""
    lines = (CORPUS / f"{name}.hex").read_text(encoding="ascii").splitlines()
    assert lines
    for line in lines:
        HARNESSES[name](bytes.fromhex(line))


def test_routes_of_every_family_are_announced() -> None:
    """RFC 4760 §3: an announcement is read where its next hop has a length that the family allows.

    The third octet of an input says whether it announces, and with how many octets of next hop.
    """
    seeds_of_third = {octets[2] for octets in seeds("family")}
    sizes = {
        NEXT_HOP_SIZES[(third >> 1) % len(NEXT_HOP_SIZES)] for third in seeds_of_third if third & 1
    }
    for family, codec in DEFAULT_REGISTRY.families.items():
        lengths = next_hop_lengths(family, codec, Context())
        assert lengths is None or not lengths.isdisjoint(sizes), family


def test_no_recursion_on_what_a_peer_sends() -> None:
    """Decoding needs no more than 100 frames of the stack, whatever is nested in the octets."""
    depth = 0
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        depth += 1
        frame = frame.f_back
    for name in ("update", "attribute", "family", "open", "notification_refresh"):
        for octets in seeds(name):
            HARNESSES[name](octets)  # imports and caches, which may go deeper
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(depth + 100)
    try:
        for name in ("update", "attribute", "family", "open", "notification_refresh"):
            for octets in seeds(name):
                HARNESSES[name](octets)
    finally:
        sys.setrecursionlimit(limit)
