"""How the programs that run a speaker are told of their peers: `ADDRESS[:PORT],AS[,WORD...]`."""

from __future__ import annotations

import argparse
from typing import Any

import attrs

__all__ = ["PeerArgument", "add_speaker_arguments", "endpoint"]


@attrs.frozen
class PeerArgument:
    """One peer, as it stands on the command line."""

    address: str
    port: int
    asn: int
    words: frozenset[str]  # such as `client`

    @classmethod
    def parse(cls, text: str) -> PeerArgument:
        """Read `127.0.0.1:1179,65001,client`."""
        where, asn, *words = text.split(",")
        address, port = endpoint(where)
        return cls(address, port, int(asn), frozenset(words))


def endpoint(text: str, port: int = 179) -> tuple[str, int]:
    """Read `127.0.0.1:1179`, or an address alone; IPv6 addresses with a port are in brackets."""
    if text.startswith("["):
        address, _, rest = text[1:].partition("]")
        return address, int(rest[1:]) if rest else port
    if text.count(":") == 1:
        address, _, number = text.partition(":")
        return address, int(number)
    return text, port


def add_speaker_arguments(parser: argparse.ArgumentParser, **peer: Any) -> None:
    """Add what all programs take: who we are, where we listen, and who the peers are."""
    parser.add_argument("--as", dest="asn", type=int, required=True, help="our AS number")
    parser.add_argument("--id", required=True, help="our BGP Identifier")
    parser.add_argument("--listen", help="ADDRESS[:PORT] to listen on, and to dial from")
    parser.add_argument(
        "--peer",
        action="append",
        default=[],
        type=PeerArgument.parse,
        metavar="ADDRESS[:PORT],AS",
        **peer,
    )
