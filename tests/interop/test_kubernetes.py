"""The configurations that Calico, MetalLB, kube-router and Cilium give their daemons."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import attrs
import pytest

from asyncio_speaker import Peer, Speaker
from bgplib import Family
from bgplib.session import Event, Session, SessionConfig, SessionUp, UpdateReceived
from daemons import Bird, Daemon, Frr, Gobgpd
from own_routes import announce
from tests.interop import free_port
from tests.interop.lab import Lab

_CORPUS = os.environ.get("BGPLIB_CORPUS")
CONFIGURATIONS = (
    Path(_CORPUS) if _CORPUS else Path(__file__).parents[2].parent / "shared" / "data"
).parent / "interop"
OURS = "127.0.5.9"
UNICAST = (Family.IPV4_UNICAST, Family.IPV6_UNICAST)


def configuration(name: str) -> Path:
    """Return where a configuration is; skip the test when it is not there."""
    path = CONFIGURATIONS / name
    if not path.is_file():
        pytest.skip(f"no {path.name} at {CONFIGURATIONS}: set BGPLIB_CORPUS")
    return path


def substitutes(port: int) -> dict[str, str]:
    """Return what makes a configuration ours: another network and another port."""
    return {"127.0.0.": "127.0.5.", "1179": str(port)}


def calico(port: int) -> Daemon:
    """BIRD 2 as a node of Calico's mesh, inside our AS."""
    return Bird(configuration("calico-node2-bird2.conf"), substitutes(port))


def metallb(port: int) -> Daemon:
    """FRR as MetalLB's speaker."""
    path = configuration("metallb-speaker-frr.conf")
    return Frr(path, substitutes(port), addresses=("127.0.5.21",), port=port)


def kube_router(port: int) -> Daemon:
    """GoBGP as kube-router embeds it: it says that it restarts, and waits for our End-of-RIB."""
    path = configuration("kube-router-gobgp.toml")
    return Gobgpd(path, substitutes(port), arguments=("-r",))


def cilium(port: int) -> Daemon:
    """GoBGP as Cilium embeds it: it dials, and takes no routes."""
    return Gobgpd(configuration("cilium-gobgp.toml"), substitutes(port))


@pytest.mark.parametrize(
    ("make", "number", "their_as", "our_as", "adds", "expected"),
    [
        pytest.param(calico, 12, 64512, 64512, (), ["10.244.2.0/26", "10.96.0.0/12"], id="Calico"),
        pytest.param(
            metallb,
            21,
            64512,
            65009,
            (),
            ["198.51.100.10/32", "2001:db8:198::10/128"],
            id="MetalLB",
        ),
        pytest.param(
            kube_router,
            31,
            64512,
            64512,
            (("10.244.31.0/24", "nexthop", "192.0.2.31"),),
            ["10.244.31.0/24"],
            id="kube-router",
        ),
        pytest.param(
            cilium,
            41,
            64512,
            65009,
            (
                ("10.244.41.0/24", "nexthop", "192.0.2.41"),
                ("-a", "ipv6", "2001:db8:244:41::/64", "nexthop", "2001:db8::41"),
            ),
            ["10.244.41.0/24", "2001:db8:244:41::/64"],
            id="Cilium",
        ),
    ],
)
def test_its_routes_arrive(
    make: Callable[[int], Any],
    number: int,
    their_as: int,
    our_as: int,
    adds: Sequence[Sequence[str]],
    expected: Sequence[str],
) -> None:
    """The example speaker peers with it, whoever dials, and hears its routes without a finding."""
    port = free_port()
    daemon = make(port)
    reason = daemon.why_not()
    if reason is not None:
        pytest.skip(reason)

    async def main() -> None:
        with daemon:
            for arguments in adds:
                daemon.query("global", "rib", "add", *arguments)
            speaker = Speaker()
            config = SessionConfig(
                local_as=our_as,
                peer_as=their_as,
                local_identifier="192.0.2.9",
                families=UNICAST,
                add_path_receive=frozenset(UNICAST),
                idle_hold_time=0.5,
            )
            address = f"127.0.5.{number}"
            peer = Peer(Session(config), address, port, local=OURS)
            lab = Lab(None, daemon, peer, speaker)  # type: ignore[arg-type]  # it has one kind

            def on_event(peer: Peer, event: Event) -> None:
                if peer is lab.peer:
                    lab.events.append(event)
                if isinstance(event, SessionUp):
                    announce(peer.session, [])

            peer.on_event = on_event
            await speaker.listen(OURS, port)
            speaker.add(peer)
            if make is kube_router:
                # Its external peer, without whose End-of-RIB it says nothing to anybody.
                outside = attrs.evolve(config, local_as=65010, local_identifier="192.0.2.10")
                local = "127.0.5.10"
                speaker.add(Peer(Session(outside), address, port, local=local, on_event=on_event))
            try:
                await lab.until(lambda: lab.is_up, 60)
                await lab.until(lambda: all(lab.heard(prefix) for prefix in expected), 60)
                assert not any(event.update.findings for event in lab.of(UpdateReceived))
            finally:
                await speaker.stop("the test is over")

    asyncio.run(main())
