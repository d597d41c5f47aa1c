"""Announces addresses of services as MetalLB's speaker does, from MetalLB's own manifests.

    python metallb_speaker.py manifests/metallb.yaml --node worker-1 --address 127.0.0.21 \
        --service web=198.51.100.10 --service dns=198.51.100.53

Reads `BGPPeer`, `IPAddressPool`, `BGPAdvertisement`, `Community`, `Node` for its labels, and the
`Secret`s that passwords of peers are in. In a cluster the API server knows the addresses of
services; here `--service NAME=ADDRESS` says which there are, and lines on standard input say what
changes: `+web=198.51.100.10`, `-web`.

The manifests are those of MetalLB 0.13 and later (metallb.io/v1beta1 and v1beta2). What has no
effect here is said on standard error.
"""

from __future__ import annotations

import argparse
import ipaddress
import sys
from collections.abc import Mapping

import attrs

from bgplib import Family, Prefix
from bgplib.speaker import PeerConfig, SpeakerConfig
from kubernetes_announcer import (
    Announcement,
    PeerPlan,
    add_service_arguments,
    announce,
    host,
    marks,
    restarting,
    seconds,
)
from kubernetes_manifests import ManifestError, Resource, matches, read
from kubernetes_secrets import Secrets

_UNICAST = (Family.IPV4_UNICAST, Family.IPV6_UNICAST)


@attrs.frozen
class Pool:
    """Addresses that services get."""

    name: str
    labels: Mapping[str, str]
    ranges: tuple[tuple[int, int, int], ...]  # IP version, first and last address

    @classmethod
    def of(cls, resource: Resource) -> Pool:
        """Read an `IPAddressPool`."""
        ranges = tuple(map(_range, resource.spec.need("addresses")))
        resource.spec.without_effect("autoAssign", "avoidBuggyIPs", "serviceAllocation")
        return cls(resource.name, resource.labels, ranges)

    def holds(self, address: str) -> bool:
        """Say whether an address is of the pool."""
        found = ipaddress.ip_address(address)
        return any(
            version == found.version and first <= int(found) <= last
            for version, first, last in self.ranges
        )


def _range(text: str) -> tuple[int, int, int]:
    """Read `198.51.100.0/24`, or `198.51.100.10-198.51.100.20`."""
    try:
        if "-" in text:
            first, last = (ipaddress.ip_address(each.strip()) for each in text.split("-"))
            return first.version, int(first), int(last)
        network = ipaddress.ip_network(text)
    except ValueError as error:
        raise ManifestError(f"{text!r} is no range of addresses: {error}") from None
    return network.version, int(network[0]), int(network[-1])


@attrs.frozen(kw_only=True)
class Advertisement:
    """How addresses of some pools are announced to some peers."""

    name: str
    pools: frozenset[str]  # by name; empty where selectors say which
    pool_selectors: tuple[Mapping[str, object], ...]
    peers: frozenset[str]  # by name; empty is all
    lengths: tuple[int, int]  # of IPv4 and IPv6 prefixes
    local_pref: int | None
    communities: tuple[str, ...]

    @classmethod
    def of(cls, resource: Resource, aliases: Mapping[str, str]) -> Advertisement:
        """Read a `BGPAdvertisement`; communities may be names out of `Community` resources."""
        spec = resource.spec
        return cls(
            name=resource.name,
            pools=frozenset(spec.get("ipAddressPools", ())),
            pool_selectors=tuple(spec.get("ipAddressPoolSelectors", ())),
            peers=frozenset(spec.get("peers", ())),
            lengths=(spec.get("aggregationLength", 32), spec.get("aggregationLengthV6", 128)),
            local_pref=spec.get("localPref"),
            communities=tuple(aliases.get(each, each) for each in spec.get("communities", ())),
        )

    def takes(self, pool: Pool) -> bool:
        """Say whether addresses of a pool are announced so."""
        if not self.pools and not self.pool_selectors:
            return True
        return pool.name in self.pools or any(
            matches(selector, pool.labels) for selector in self.pool_selectors
        )

    def prefix(self, address: str) -> str:
        """Return what is announced of an address."""
        whole = host(address)
        length = min(self.lengths[whole.afi - 1], whole.length)
        return str(Prefix.from_address(whole.address, length))


class Cluster:
    """What the manifests say, as far as one node is concerned."""

    def __init__(
        self,
        resources: list[Resource],
        node: str,
        address: str,
        *,
        next_hop: str | None = None,
        address6: str | None = None,
    ) -> None:
        """Sort the resources.

        Raises:
            ManifestError: one lacks what is needed.
        """
        self._address = address
        self._next_hop = next_hop or b""
        self._address6 = address6 or b""
        self._labels: Mapping[str, str] = {"kubernetes.io/hostname": node}
        aliases: dict[str, str] = {}
        for each in resources:
            if each.kind == "Node" and each.name == node:
                self._labels = {**self._labels, **each.labels}
            elif each.kind == "Community":
                for alias in each.spec.get("communities", ()):
                    aliases[alias["name"]] = alias["value"]
        self._pools = [Pool.of(each) for each in resources if each.kind == "IPAddressPool"]
        self._advertisements = [
            Advertisement.of(each, aliases)
            for each in resources
            if each.kind == "BGPAdvertisement" and self._is_here(each)
        ]
        here = [each for each in resources if each.kind == "BGPPeer" and self._is_here(each)]
        if not here:
            raise ManifestError(f"no BGPPeer is for node {node}")
        self.local_as: int = here[0].spec.need("myASN")
        #: MetalLB takes the router ID of a peer; all have to agree on a node
        self.identifier: str = here[0].spec.get("routerID", address)
        self._secrets = Secrets(resources)
        self._peers = [self._peer(each) for each in here]
        for each in resources:
            if each.kind in _KNOWN:
                each.spec.complain()
            elif each.kind != "Secret":
                print(f"{each} is not of MetalLB, and has no effect", file=sys.stderr)

    def plan(self, services: Mapping[str, str]) -> list[PeerPlan]:
        """Say what each peer is told of some services."""
        return [
            attrs.evolve(
                plan,
                announcements=tuple(
                    self._announcement(each, services)
                    for each in self._advertisements
                    if not each.peers or plan.config.name in each.peers
                ),
            )
            for plan in self._peers
        ]

    def _announcement(self, how: Advertisement, services: Mapping[str, str]) -> Announcement:
        plain, large = marks(how.communities)
        prefixes = {
            how.prefix(address)
            for address in services.values()
            if any(pool.holds(address) and how.takes(pool) for pool in self._pools)
        }
        return Announcement(
            name=how.name,
            prefixes=tuple(sorted(prefixes)),
            local_pref=how.local_pref,
            communities=plain,
            large_communities=large,
        )

    def _is_here(self, resource: Resource) -> bool:
        selectors = resource.spec.get("nodeSelectors", ())
        return not selectors or any(matches(selector, self._labels) for selector in selectors)

    def _peer(self, resource: Resource) -> PeerPlan:
        spec = resource.spec
        asn: int | None = spec.get("peerASN")
        dynamic = spec.get("dynamicASN")
        if asn is None and dynamic is None:
            raise ManifestError(f"{resource} has neither peerASN nor dynamicASN")
        local_as = spec.get("myASN")
        if dynamic == "internal":
            asn = local_as
        hold_time = seconds(spec.get("holdTime", "90s"))
        restart = spec.get("enableGracefulRestart", False)
        config = PeerConfig(
            name=resource.name,
            address=spec.need("peerAddress"),
            remote_as=asn,
            local_as=None if local_as == self.local_as else local_as,
            local_address=spec.get("sourceAddress", self._address),
            next_hop_ipv4=self._next_hop,
            next_hop_ipv6=self._address6,
            families=_UNICAST,
            hold_time=int(hold_time),
            connect_retry_time=seconds(spec.get("connectTime", "5s")),
            graceful_restart=restarting(_UNICAST) if restart else None,
        )
        if spec.get("keepaliveTime") is not None and (
            seconds(spec.get("keepaliveTime")) != hold_time / 3
        ):
            print(f"{resource}: a third of holdTime is kept, not keepaliveTime", file=sys.stderr)
        spec.get("ebgpMultiHop")  # the driver's sockets reach as far as IP does
        key, secret = spec.get("password") or None, spec.get("passwordSecret")
        if secret:
            # MetalLB takes one of the two, and of the secret the key `password`.
            if key is not None:
                raise ManifestError(f"{resource} has both password and passwordSecret")
            key = self._secrets.password(secret["name"], "password", str(resource))
        return PeerPlan(config=config, port=spec.get("peerPort", 179), md5_key=key)


_KNOWN = ("BGPPeer", "BGPAdvertisement", "IPAddressPool", "Community", "Node")


def main() -> None:
    """Read arguments and manifests, and announce."""
    parser = argparse.ArgumentParser(description="Announce services as MetalLB does.")
    add_service_arguments(parser)
    arguments = parser.parse_args()
    try:
        cluster = Cluster(
            read(arguments.manifests),
            arguments.node,
            arguments.address,
            next_hop=arguments.next_hop,
            address6=arguments.address6,
        )
    except (ManifestError, OSError) as error:
        parser.error(str(error))
    config = SpeakerConfig(local_as=cluster.local_as, identifier=cluster.identifier)
    announce(config, cluster.plan, arguments)


if __name__ == "__main__":
    main()
