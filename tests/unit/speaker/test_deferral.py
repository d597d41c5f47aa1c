"""Deferral: whose End-of-RIB markers are waited for, and until when."""

from __future__ import annotations

import attrs

from bgplib.iana.families import Family
from bgplib.session import GracefulRestartConfig
from bgplib.speaker import PeerConfig, Speaker, SpeakerConfig
from bgplib.speaker.deferral import Deferral

V4, V6 = Family.IPV4_UNICAST, Family.IPV6_UNICAST


def test_with_the_last_marker_nothing_is_due_any_more() -> None:
    """RFC 4724 §4.1: Selection_Deferral_Timer is for what is awaited, family by family."""
    speaker = Speaker(SpeakerConfig(local_as=65001, identifier="192.0.2.9"))
    config = PeerConfig(
        address="192.0.2.1", remote_as=65002, families=[V4, V6], graceful_restart=None
    )
    without = speaker.add_peer(config)
    deferral = Deferral()
    deferral.begin([without], 360.0)
    assert (deferral.holds(V4), deferral.deadline) == (False, None)
    restarts = attrs.evolve(
        config, address="192.0.2.2", name="", graceful_restart=GracefulRestartConfig()
    )
    peer = speaker.add_peer(restarts)
    deferral.begin([without, peer], 360.0)
    deferral.end_of_rib(peer, V4)
    assert (deferral.holds(V4), deferral.holds(V6), deferral.deadline) == (False, True, 360.0)
    deferral.end_of_rib(peer, V6)
    assert (deferral.holds(V6), deferral.deadline) == (False, None)
