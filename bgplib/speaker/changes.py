"""What a changed configuration of a peer asks for, and why."""

from __future__ import annotations

from enum import Enum
from typing import Final

import attrs

from bgplib._frozen import frozen
from bgplib._in_order import in_order
from bgplib.speaker.config import PeerConfig, SpeakerConfig

__all__ = ["PeerAction", "PeerChange", "compare_configs"]


class PeerAction(Enum):
    """What is done for a changed configuration to be in force."""

    SOFT_IN = "soft in"  #: the routes of the peer are judged anew, as they were received
    SOFT_OUT = "soft out"  #: what the peer is told is computed anew, and the difference sent
    RESET = "reset"  #: the session ends and starts again


#: of the fields that the OPEN does not say, those that decide what is taken from the peer
_SOFT_IN: Final = (
    "dampening",
    "import_policy",
    "same_administration",
    "shared_subnets",
    "validate_flows",
)
#: and those that decide what it is told
_SOFT_OUT: Final = (
    "export_policy",
    "link_local",
    "mrai",
    "next_hop_ipv4",
    "next_hop_ipv6",
    "next_hop_self",
    "own_choice",
    "route_reflector_client",
    "route_server_client",
    "same_administration",
    "send_paths",
    "shared_subnets",
)
#: those that are looked at when they are needed
_AT_ONCE: Final = (
    "accept",
    "collision_detect_established",
    "connect_retry_time",
    "damp_peer_oscillations",
    "delay_open_time",
    "idle_hold_maximum",
    "idle_hold_time",
    "jitter",
    "log_length",
    "minimum_hold_time",
    "notification_without_open",
    "open_hold_time",
    "output_limit",
    "passive",
    "prefix_limits",
    "report_updates",
    "required",
    "restart",
    "send_hold_time",
    "strict_role",
    "update_is_keepalive",
)


@frozen(kw_only=True)
class PeerChange:
    """What became of a changed configuration."""

    fields: tuple[str, ...]  #: the names of the fields that differ
    #: what was done; empty: it was in force at once
    actions: frozenset[PeerAction] = attrs.field(repr=in_order)
    reasons: tuple[str, ...]  #: for each action, which fields asked for it

    @property
    def resets(self) -> bool:
        """Whether the session had to be reset."""
        return PeerAction.RESET in self.actions

    def __str__(self) -> str:
        """Return the reasons, on one line."""
        if not self.fields:
            return "nothing changed"
        return "; ".join(self.reasons) or f"in force at once: {', '.join(self.fields)}"


def compare_configs(old: PeerConfig, new: PeerConfig, speaker: SpeakerConfig) -> PeerChange:
    """Say what a changed configuration asks for.

    Args:
        old: what was in force.
        new: what is to be.
        speaker: how we are.
    """
    fields = tuple(
        field.name
        for field in attrs.fields(PeerConfig)
        if getattr(old, field.name) != getattr(new, field.name)
    )
    resetting = [name for name in fields if name not in (*_SOFT_IN, *_SOFT_OUT, *_AT_ONCE)]
    before, after = old.session_config(speaker), new.session_config(speaker)
    if before.add_path_send != after.add_path_send and "send_paths" in fields:
        resetting.append("send_paths")
    if resetting:
        # An OPEN says it once for the life of a session (RFC 5492 §3).
        belong = "belongs" if len(resetting) == 1 else "belong"
        return PeerChange(
            fields=fields,
            actions=frozenset((PeerAction.RESET,)),
            reasons=(f"reset: {', '.join(resetting)} {belong} to a session from its beginning",),
        )
    actions, reasons = [], []
    for action, names in ((PeerAction.SOFT_IN, _SOFT_IN), (PeerAction.SOFT_OUT, _SOFT_OUT)):
        asking = [name for name in fields if name in names]
        if asking:
            actions.append(action)
            reasons.append(f"{action.value}: {', '.join(asking)}")
    return PeerChange(fields=fields, actions=frozenset(actions), reasons=tuple(reasons))
