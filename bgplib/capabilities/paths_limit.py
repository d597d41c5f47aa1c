"""PATHS_LIMIT (capability 76), draft-abraitis-idr-addpath-paths-limit.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |              AFI              |     SAFI      |  Paths Limit
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
                    |  ...
    +-+-+-+-+-+-+-+-+

Several:    the last counts; the draft does not say
Malformed:  length not a multiple of 5: ignore (RFC 5492 §3)
"""

from __future__ import annotations

from typing import ClassVar, Final

from bgplib._frozen import frozen
from bgplib.capabilities._capability import Capability
from bgplib.capabilities._codec import CapabilityCodec
from bgplib.capabilities._fields import family_octets, number, read_family, tuples
from bgplib.findings import Treatment
from bgplib.iana import capabilities
from bgplib.iana.families import Family

__all__ = ["CODEC", "PathsLimit"]

_ENTRY: Final = 5


@frozen
class PathsLimit(Capability):
    """How many paths to one prefix the speaker would receive, for each family."""

    code: ClassVar[int] = capabilities.PATHS_LIMIT
    limits: tuple[tuple[Family, int], ...]  #: family and number of paths


def decode(octets: bytes) -> PathsLimit:
    """Read a value."""
    entries = tuples(octets, _ENTRY, "draft-abraitis-idr-addpath-paths-limit")
    return PathsLimit(tuple((read_family(entry), entry[3] << 8 | entry[4]) for entry in entries))


def encode(capability: PathsLimit) -> bytes:
    """Write a value."""
    return b"".join(
        family_octets(family) + number(limit, 16, "Paths Limit")
        for family, limit in capability.limits
    )


CODEC: Final = CapabilityCodec(
    code=capabilities.PATHS_LIMIT,
    name="PATHS_LIMIT",
    value=PathsLimit,
    rfc="draft-abraitis-idr-addpath-paths-limit",
    malformed=Treatment.IGNORE,
    decode=decode,
    encode=encode,
)
