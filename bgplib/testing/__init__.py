"""What programs that use bgplib test with.

captures        captures of TCP between two speakers, to write
malformed       malformed messages with their verdict
network         sessions and speakers over virtual wires and a virtual clock
nodes           what stands at the ends of these wires, and the wires
relationships   networks of customers, providers and peers, from a list of CAIDA
recording       recordings of sessions, to replay
session_tape    all that was done to one session, to do it again
strategies      Hypothesis strategies for everything that BGP speakers exchange
                (needs the extra `testing`)
topology        networks as operators build them, to converge, cut and repair
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bgplib._names import importer

if TYPE_CHECKING:
    from bgplib.testing.network import Network

__all__ = ["Network"]

#: where each name is defined; the import above is the same for those who read types
_HOMES: Final = {
    "captures": "",
    "malformed": "",
    "network": "Network",
    "nodes": "",
    "recording": "",
    "relationships": "",
    "session_tape": "",
    "strategies": "",
    "topology": "",
}
__getattr__ = importer(__name__, _HOMES)
