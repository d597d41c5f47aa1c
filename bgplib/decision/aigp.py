"""The step that compares the accumulated IGP metric, before any tie is broken (RFC 7311 §4)."""

from __future__ import annotations

from typing import Final

from bgplib.attributes.aigp import Aigp
from bgplib.decision.changes import with_aigp
from bgplib.decision.context import DecisionContext
from bgplib.decision.key_step import KeyStep
from bgplib.iana.attributes import AIGP
from bgplib.route import Path, fresh

__all__ = ["LOWEST_AIGP", "metric_of"]

#: two numbers of 64 bits may be added
_BITS: Final = 65
_NONE: Final = (1 << _BITS) - 1


def metric_of(path: Path) -> int | None:
    """Return the value of the AIGP TLV of a path; None where it has none."""
    value = fresh(path.attributes).get(Aigp)
    return None if value is None else value.metric


def _accumulated(path: Path, context: DecisionContext) -> int:
    # RFC 7311 §4.1: "If any routes have an AIGP attribute containing an AIGP TLV, remove from
    # consideration all routes that do not have an AIGP attribute containing an AIGP TLV."
    metric = metric_of(path) if AIGP in path.attributes else None
    if metric is None:
        return _NONE
    # RFC 7311 §4.1: "set A to the sum of (a) T's AIGP TLV value and (b) the IGP distance from R to
    # T's next hop."
    return metric + (context.cost(path) or 0)


def _show(path: Path, context: DecisionContext) -> str:
    number = _accumulated(path, context)
    return "none" if number == _NONE else str(number)


LOWEST_AIGP: Final = KeyStep(
    name="lowest AIGP",
    rfc="RFC 7311 §4.1",
    subject="AIGP with the IGP cost",
    usual="none",
    key=_accumulated,
    bits=_BITS,
    show=_show,
    change=with_aigp,
)
