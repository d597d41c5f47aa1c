"""The NLRI that bgplib knows: one line each, by SAFI of their first family."""

from __future__ import annotations

from typing import Final

from bgplib.nlri import unicast
from bgplib.nlri._codec import AnyNlriCodec

__all__ = ["CODECS"]

CODECS: Final[tuple[AnyNlriCodec, ...]] = (
    unicast.CODEC,  # 1, 2
)
