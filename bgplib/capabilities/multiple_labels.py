"""MULTIPLE_LABELS (capability 8), RFC 8277 §2.1.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |              AFI              |     SAFI      |     Count     |  ...
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

Several:    the first counts (RFC 8277 §2.1)
Malformed:  length not a multiple of 4: ignore (RFC 8277 §2.1, RFC 5492 §3)
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

__all__ = ["CODEC", "MultipleLabels"]

_ENTRY: Final = 4
_FEWEST: Final = 2


@frozen
class MultipleLabels(Capability):
    """How many labels the speaker can process in one NLRI, for each family."""

    # RFC 8277 §2.1: "If a BGP OPEN message contains multiple copies of the Multiple Labels
    # Capability, only the first copy is significant; subsequent copies MUST be ignored."
    FIRST_COUNTS: ClassVar[bool] = True

    code: ClassVar[int] = capabilities.MULTIPLE_LABELS
    counts: tuple[tuple[Family, int], ...]  #: family and Count, all that were on the wire

    @property
    def valid(self) -> tuple[tuple[Family, int], ...]:
        """Family and number of labels (255: any number), without the entries to be ignored."""
        first: dict[Family, int] = {}
        for family, count in self.counts:
            # RFC 8277 §2.1: "If the Capability contains more than one triple with a given
            # AFI/SAFI, all but the first MUST be ignored."
            first.setdefault(family, count)
        # RFC 8277 §2.1: "A triple of the form <AFI=x, SAFI=y, Count=0> or <AFI=x, SAFI=y,
        # Count=1> MUST NOT be sent. If such a triple is received, it MUST be ignored."
        return tuple((family, count) for family, count in first.items() if count >= _FEWEST)


def decode(octets: bytes) -> MultipleLabels:
    """Read a value."""
    # RFC 8277 §2.1: "A Multiple Labels Capability whose length is not a multiple of four MUST be
    # considered to be malformed."
    entries = tuples(octets, _ENTRY, "RFC 8277 §2.1")
    return MultipleLabels(tuple((read_family(entry), entry[3]) for entry in entries))


def encode(capability: MultipleLabels) -> bytes:
    """Write a value."""
    return b"".join(
        family_octets(family) + number(count, 8, "Count") for family, count in capability.counts
    )


CODEC: Final = CapabilityCodec(
    code=capabilities.MULTIPLE_LABELS,
    name="MULTIPLE_LABELS",
    value=MultipleLabels,
    rfc="RFC 8277 §2.1",
    malformed=Treatment.IGNORE,
    decode=decode,
    encode=encode,
)
