"""BGP4MP and BGP4MP_ET (types 16 and 17): messages and changes of state (RFC 6396 §4.4)."""

from __future__ import annotations

from bgplib.formats.mrt.bgp4mp.entry import Bgp4mpEntry
from bgplib.formats.mrt.bgp4mp.message import Bgp4mpMessage
from bgplib.formats.mrt.bgp4mp.snapshot import Bgp4mpSnapshot
from bgplib.formats.mrt.bgp4mp.state_change import Bgp4mpStateChange

__all__ = ["Bgp4mpEntry", "Bgp4mpMessage", "Bgp4mpSnapshot", "Bgp4mpStateChange"]
