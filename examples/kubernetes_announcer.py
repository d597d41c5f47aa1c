"""What announcers of services in Kubernetes have in common: a set of routes, kept up to date.

`metallb_speaker.py`, `cilium_node.py` and `kube_router_node.py` read the manifests of different
products, and come to the same: peers, and for each of them which prefixes it is told with which
marks. This module keeps a speaker in step with that, and reads changes from standard input.
"""

from __future__ import annotations

import argparse
import asyncio
import ipaddress
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs

from bgplib import Family, Prefix
from bgplib.policy import LARGE, REJECT_ALL, STANDARD, Action, Policy, Statement
from bgplib.policy.matchers import PrefixIn
from bgplib.policy.modifiers import AddCommunities, SetLocalPref
from bgplib.session import GracefulRestartConfig
from bgplib.speaker import PeerConfig, Speaker, SpeakerConfig
from input_lines import follow_lines
from kubernetes_manifests import ManifestError
from route_reflector import tell
from speaker_driver import Driver

__all__ = [
    "Announcement",
    "Announcer",
    "PeerPlan",
    "add_service_arguments",
    "announce",
    "marks",
    "restarting",
    "seconds",
    "service",
]

_Planning = Callable[[Mapping[str, str]], list["PeerPlan"]]  #: makes plans of services
_DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?")


@attrs.frozen(kw_only=True)
class Announcement:
    """Prefixes that a peer is told, and how they are marked."""

    name: str  #: which resource asks for it
    prefixes: tuple[str, ...]
    local_pref: int | None = None
    communities: tuple[str, ...] = ()
    large_communities: tuple[str, ...] = ()

    def statement(self) -> Statement:
        """Return the statement that marks these prefixes; what comes behind it may mark more."""
        changes: list[Any] = []
        if self.local_pref is not None:
            changes.append(SetLocalPref(self.local_pref))
        if self.communities:
            changes.append(AddCommunities.of(*self.communities, kind=STANDARD))
        if self.large_communities:
            changes.append(AddCommunities.of(*self.large_communities, kind=LARGE))
        return Statement(
            name=self.name,
            matchers=PrefixIn.of(*self.prefixes),
            modifiers=changes,
            action=Action.NEXT,
        )


@attrs.frozen(kw_only=True)
class PeerPlan:
    """A peer, and what it is told."""

    config: PeerConfig
    port: int = 179
    md5_key: str | None = attrs.field(default=None, repr=False)  #: of TCP MD5 (RFC 2385)
    announcements: tuple[Announcement, ...] = ()

    @property
    def prefixes(self) -> frozenset[str]:
        """All prefixes that the peer is told."""
        return frozenset(prefix for each in self.announcements for prefix in each.prefixes)

    def peer_config(self) -> PeerConfig:
        """Return the configuration: nothing is taken, and only what is planned is told."""
        statements = [each.statement() for each in self.announcements if each.prefixes]
        if self.prefixes:
            statements.append(
                Statement(
                    name="announced",
                    matchers=PrefixIn.of(*sorted(self.prefixes)),
                    action=Action.ACCEPT,
                )
            )
        policy = Policy(name=f"to {self.config.key}", statements=statements)
        return attrs.evolve(self.config, import_policy=REJECT_ALL, export_policy=policy)


class Announcer:
    """Keeps a speaker in step with plans."""

    def __init__(self, driver: Driver) -> None:
        """Start without peers."""
        self._driver = driver
        self._announced: frozenset[str] = frozenset()

    def follow(self, plans: Iterable[PeerPlan]) -> None:
        """Do what it takes to get to the plans: no session is reset for a service."""
        speaker, now = self._driver.speaker, self._driver.now
        wanted = {plan.config.key: plan for plan in plans}
        for name in set(speaker.peers) - set(wanted):
            self._driver.remove_peer(speaker.peer(name))
        for name, plan in wanted.items():
            if name in speaker.peers:
                speaker.update_peer(name, plan.peer_config(), now)
            else:
                self._driver.add_peer(plan.peer_config(), plan.port, md5_key=plan.md5_key)
        announced = frozenset(prefix for plan in wanted.values() for prefix in plan.prefixes)
        for prefix in announced - self._announced:
            speaker.originate(prefix, now)
        for prefix in self._announced - announced:
            speaker.withdraw(prefix, now)
        self._announced = announced
        self._driver.settle()


def announce(
    config: SpeakerConfig,
    plan: _Planning,
    arguments: argparse.Namespace,
    *,
    listen_port: int | None = None,
) -> None:
    """Announce until a signal comes, and follow what standard input says of services.

    Args:
        config: who we are.
        plan: makes plans of the services.
        arguments: what was said by the arguments of `add_service_arguments`.
        listen_port: where peers may connect to, if no argument says it; None: they may not.
    """
    port = listen_port if arguments.listen_port is None else arguments.listen_port
    asyncio.run(_announce(config, plan, arguments, port))


async def _announce(
    config: SpeakerConfig, plan: _Planning, arguments: argparse.Namespace, port: int | None
) -> None:
    services = dict(arguments.service)
    # RFC 4724 §4.1 has a speaker that restarts wait for the routes of its peers. We take none.
    driver = Driver(Speaker(attrs.evolve(config, selection_deferral_time=0.0)), tell)
    announcer = Announcer(driver)
    if port is not None:
        await driver.listen(arguments.address, port)
    announcer.follow(plan(services))
    driver.start(restarted=arguments.restarted)

    def take(line: str) -> None:
        try:
            _change(services, line)
            announcer.follow(plan(services))
        except (ManifestError, ValueError) as error:
            print(f"refused: {error}", file=sys.stderr, flush=True)
        else:
            print(f"services: {', '.join(sorted(services)) or 'none'}", flush=True)

    follow_lines(sys.stdin, take)
    print("announcing", flush=True)
    await driver.run()
    await driver.stop("the announcer was stopped")


def _change(services: dict[str, str], line: str) -> None:
    """Do what `+web=198.51.100.10` or `-web` says."""
    sign, rest = line[:1], line[1:].strip()
    if sign == "+":
        services.update([service(rest)])
    elif sign == "-" and rest in services:
        del services[rest]
    else:
        raise ValueError(f"{line.strip()!r} is neither +NAME=ADDRESS nor -NAME of a service")


def add_service_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what all announcers take: manifests, the node, and the services."""
    parser.add_argument("manifests", nargs="+", help="YAML or JSON files")
    parser.add_argument("--node", required=True, help="the name of the node we run on")
    parser.add_argument("--address", required=True, help="the node's address")
    parser.add_argument("--next-hop", help="the node's IPv4 address for traffic, if another one")
    parser.add_argument("--address6", help="the node's IPv6 address, where it has one")
    parser.add_argument("--listen-port", type=int, help="let peers connect to this port")
    parser.add_argument(
        "--restarted",
        action="store_true",
        help="we come back, and the node went on forwarding: peers with graceful restart kept "
        "the routes (RFC 4724)",
    )
    parser.add_argument(
        "--service",
        action="append",
        default=[],
        type=service,
        metavar="NAME=ADDRESS",
        help="a service and its address",
    )


def service(text: str) -> tuple[str, str]:
    """Read `web=198.51.100.10`.

    Raises:
        ValueError: it is not of this form.
    """
    name, separator, address = text.partition("=")
    if not separator or not name:
        raise ValueError(f"{text!r} is not NAME=ADDRESS")
    return name, str(ipaddress.ip_address(address))


def seconds(text: str | float) -> float:
    """Read a duration as Kubernetes writes it: `90s`, `1m30s`, or a number of seconds.

    Raises:
        ManifestError: it is none.
    """
    if isinstance(text, int | float):
        return float(text)
    found = _DURATION.fullmatch(text)
    if not text or found is None:
        raise ManifestError(f"{text!r} is no duration")
    hours, minutes, rest = (float(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + rest


def restarting(families: Iterable[Family], seconds: int = 120) -> GracefulRestartConfig:
    """Have peers keep our routes while we restart: it is the kernel of the node that forwards.

    Args:
        families: whose routes.
        seconds: how long a restart takes at most.
    """
    kept = tuple(families)
    return GracefulRestartConfig(restart_time=seconds, families=kept, preserved=kept)


def marks(texts: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sort communities: standard ones (`65000:1`), and large ones (`large:65000:1:2`)."""
    plain, large = [], []
    for text in texts:
        if text.startswith("large:"):
            large.append(text.removeprefix("large:"))
        elif text.count(":") == 2:
            large.append(text)
        else:
            plain.append(text)
    return tuple(plain), tuple(large)


def host(address: str) -> Prefix:
    """Return the prefix of one address."""
    octets = ipaddress.ip_address(address).packed
    return Prefix.from_address(octets, 8 * len(octets))
