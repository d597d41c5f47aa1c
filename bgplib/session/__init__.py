"""BGP sessions: what two speakers agree on."""

from __future__ import annotations

from bgplib.session.negotiation import negotiate

__all__ = ["negotiate"]
