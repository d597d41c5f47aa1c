"""BGP-4 as a library: octets and time go in; octets, events and values come out."""

from __future__ import annotations

__version__ = "0.1.0"
