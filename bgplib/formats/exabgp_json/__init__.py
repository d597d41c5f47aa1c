r"""The JSON that ExaBGP writes to its processes (`encoder json`), as of ExaBGP 5.

    >>> import bgplib
    >>> from bgplib.formats.exabgp_json import Envelope, to_exabgp
    >>> envelope = Envelope(
    ...     time=1300475700.0, host="router", pid=2, ppid=1, counter=1, router_id="192.0.2.254",
    ...     local_address="192.0.2.254", peer_address="192.0.2.1", local_as=64496, peer_as=64511,
    ... )
    >>> update = bgplib.Update.withdraw(["198.51.100.0/24"])
    >>> line = to_exabgp(update, envelope)
    >>> line["type"], line["neighbor"]["message"]["update"]
    ('update', {'withdraw': {'ipv4 unicast': [{'nlri': '198.51.100.0/24'}]}})

The way back is `from_exabgp`:

    >>> from bgplib.formats.exabgp_json import from_exabgp
    >>> from_exabgp(line).message.withdrawn
    (<NlriGroup ipv4-unicast: 1 NLRI>,)

The standard library's `json` writes the lines. This form is ExaBGP's, prefixes and next hops as
keys and all, for programs that were written for ExaBGP; it does not change with bgplib. Others use
`bgplib.formats.json`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bgplib._names import importer

if TYPE_CHECKING:
    from bgplib.formats.exabgp_json._envelope import VERSION, Envelope
    from bgplib.formats.exabgp_json._messages import state_to_exabgp, to_exabgp
    from bgplib.formats.exabgp_json._read_line import Line, from_exabgp

__all__ = ["VERSION", "Envelope", "Line", "from_exabgp", "state_to_exabgp", "to_exabgp"]

#: where each name is defined; the imports above are the same for those who read types
_HOMES: Final = {
    "_envelope": "VERSION Envelope",
    "_messages": "state_to_exabgp to_exabgp",
    "_read_line": "Line from_exabgp",
}
__getattr__ = importer(__name__, _HOMES)
