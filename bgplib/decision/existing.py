"""The step that holds on to the best external path (RFC 5004); the preset leaves it out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bgplib.decision.context import DecisionContext
from bgplib.decision.step import SetStep
from bgplib.route import Path

__all__ = ["EXISTING_EXTERNAL"]


def _existing_external(paths: Sequence[Path], context: DecisionContext) -> Sequence[Path]:
    # RFC 5004 §3: "if neither Path A nor Path B is eliminated by the route selection algorithm
    # prior to Step f) [...] we propose that the existing best path (Path A) be kept as the best
    # path". A source that announces its route again, with other attributes, still has it.
    existing = context.existing
    if existing is None:
        return paths
    source = existing.source
    # RFC 5004 §3: "This algorithm SHOULD NOT be applied when either path is from a BGP
    # Confederation peer."
    if source.is_internal or source.local:
        return paths
    if any(path.source.is_internal or path.source.local for path in paths):
        return paths
    if not any(path.source == source for path in paths):
        return paths
    # RFC 5004 §3: "In addition, the algorithm SHOULD NOT be applied when both paths are from
    # peers with an identical BGP identifier": those stay, and their addresses decide.
    return [path for path in paths if path.source.identifier == source.identifier]


def _is_gone(paths: Sequence[Path], context: DecisionContext) -> bool:
    existing = context.existing
    return existing is None or not any(path.source == existing.source for path in paths)


def _show_existing(path: Path, context: DecisionContext) -> str:
    existing = context.existing
    is_existing = existing is not None and existing.source == path.source
    return "best until now" if is_existing else "newcomer"


EXISTING_EXTERNAL: Final = SetStep(
    name="existing external path",
    rfc="RFC 5004 §3",
    tie_break=True,
    narrow=_existing_external,
    show=_show_existing,
    idle=_is_gone,
)
