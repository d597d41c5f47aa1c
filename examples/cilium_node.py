"""Announces as Cilium's BGP control plane does, from Cilium's own manifests.

    python cilium_node.py manifests/cilium.yaml --node worker-1 --address 127.0.0.31 \
        --pod-cidr 10.1.7.0/24 --service web=198.51.100.10

Reads `CiliumBGPClusterConfig`, `CiliumBGPPeerConfig`, `CiliumBGPAdvertisement`,
`CiliumBGPNodeConfigOverride`, `Node` for its labels (cilium.io/v2 and v2alpha1), and the `Secret`s
that `authSecretRef` names. The pod CIDRs
of a node and the addresses of services come from the cluster; here `--pod-cidr` and `--service` say
which there are, and lines on standard input what changes: `+web=198.51.100.10`, `-web`. All
services count for a `Service` advertisement, whatever its selector: there are no labels here. What
has no effect is said on standard error.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from typing import Any

from bgplib import Family, Prefix
from bgplib.speaker import PeerConfig, SpeakerConfig
from kubernetes_announcer import (
    Announcement,
    PeerPlan,
    add_service_arguments,
    announce,
    host,
    restarting,
)
from kubernetes_manifests import Fields, ManifestError, Resource, matches, read
from kubernetes_secrets import Secrets

_KNOWN = (
    "CiliumBGPAdvertisement",
    "CiliumBGPClusterConfig",
    "CiliumBGPNodeConfigOverride",
    "CiliumBGPPeerConfig",
    "Node",
)


class Node:
    """What the manifests say of one node."""

    def __init__(
        self,
        resources: list[Resource],
        name: str,
        address: str,
        *,
        next_hop: str | None,
        address6: str | None,
        pod_cidrs: list[str],
    ) -> None:
        """Sort the resources.

        Raises:
            ManifestError: none is for the node, or one lacks what is needed.
        """
        self._address = address
        self._next_hop = next_hop or b""
        self._address6 = address6 or b""
        self._pod_cidrs = tuple(str(Prefix.parse(each)) for each in pod_cidrs)
        labels: Mapping[str, str] = {"kubernetes.io/hostname": name}
        for each in resources:
            if each.kind == "Node" and each.name == name:
                labels = {**labels, **each.labels}
        self._peer_configs = {
            each.name: each for each in resources if each.kind == "CiliumBGPPeerConfig"
        }
        self._advertisements = [each for each in resources if each.kind == "CiliumBGPAdvertisement"]
        overrides = {
            instance["name"]: instance
            for each in resources
            if each.kind == "CiliumBGPNodeConfigOverride" and each.name == name
            for instance in each.spec.get("bgpInstances", ())
        }
        instances = [
            instance
            for each in resources
            if each.kind == "CiliumBGPClusterConfig"
            and matches(each.spec.get("nodeSelector"), labels)
            for instance in each.spec.need("bgpInstances")
        ]
        if len(instances) != 1:
            raise ManifestError(f"{len(instances)} BGP instances are for node {name}, not one")
        instance = Fields(instances[0], f"instance {instances[0].get('name')}")
        override = overrides.get(instance.need("name"), {})
        self.local_as: int = override.get("localASN", instance.need("localASN"))
        self.identifier: str = override.get("routerID", address)
        self.listen_port: int | None = override.get("localPort", instance.get("localPort"))
        self._secrets = Secrets(resources)
        addresses = {each["name"]: each.get("localAddress") for each in override.get("peers", ())}
        self._plans = [
            self._peer(Fields(each, f"peer {each.get('name')}"), addresses)
            for each in instance.need("peers")
        ]
        instance.complain()
        for each in resources:
            if each.kind in _KNOWN:
                each.spec.complain()
            elif each.kind != "Secret":
                print(f"{each} is not of Cilium, and has no effect", file=sys.stderr)

    def plan(self, services: Mapping[str, str]) -> list[PeerPlan]:
        """Say what each peer is told of some services."""
        return [
            PeerPlan(
                config=config,
                port=port,
                md5_key=key,
                announcements=tuple(
                    announcement
                    for advertisement in advertisements
                    for announcement in self._announcements(advertisement, services)
                ),
            )
            for config, port, key, advertisements in self._plans
        ]

    def _peer(
        self, peer: Fields, addresses: Mapping[str, Any]
    ) -> tuple[PeerConfig, int, str | None, list[Resource]]:
        name = peer.need("name")
        reference = peer.get("peerConfigRef", {}).get("name")
        resource = self._peer_configs.get(reference)
        if reference is not None and resource is None:
            raise ManifestError(
                f"{peer.where} names CiliumBGPPeerConfig {reference}: there is none"
            )
        spec = Fields({}, f"peer {name}") if resource is None else resource.spec
        timers = Fields(spec.get("timers", {}), f"{spec.where} timers")
        restart = Fields(spec.get("gracefulRestart", {}), f"{spec.where} gracefulRestart")
        transport = Fields(spec.get("transport", {}), f"{spec.where} transport")
        families, selectors = [], []
        for each in spec.get("families", ({"afi": "ipv4", "safi": "unicast"},)):
            families.append(Family.parse(f"{each['afi']}-{each['safi']}"))
            if each.get("advertisements") is not None:
                selectors.append(each["advertisements"])
        hold_time = timers.get("holdTimeSeconds", 90)
        config = PeerConfig(
            name=name,
            address=peer.need("peerAddress"),
            remote_as=peer.get("peerASN"),
            local_address=addresses.get(name) or self._address,
            next_hop_ipv4=self._next_hop,
            next_hop_ipv6=self._address6,
            families=families,
            hold_time=hold_time,
            connect_retry_time=float(timers.get("connectRetryTimeSeconds", 120)),
            graceful_restart=(
                restarting(families, restart.get("restartTimeSeconds", 120))
                if restart.get("enabled", False)
                else None
            ),
        )
        if timers.get("keepAliveTimeSeconds", hold_time // 3) != hold_time // 3:
            print(f"{timers.where}: a third of the hold time is kept", file=sys.stderr)
        port = transport.get("peerPort", 179)
        secret = spec.get("authSecretRef")
        # Cilium looks for the key `password` in it.
        key = None if secret is None else self._secrets.password(secret, "password", spec.where)
        spec.get("ebgpMultihop")  # the driver's sockets reach as far as IP does
        for fields in (timers, restart, transport, peer):
            fields.complain()
        wanted = [
            each
            for each in self._advertisements
            if any(matches(selector, each.labels) for selector in selectors)
        ]
        return config, port, key, wanted

    def _announcements(self, resource: Resource, services: Mapping[str, str]) -> list[Announcement]:
        found = []
        for index, each in enumerate(resource.spec.need("advertisements")):
            kind, attributes = each["advertisementType"], each.get("attributes") or {}
            if kind == "PodCIDR":
                prefixes = self._pod_cidrs
            elif kind == "Service":
                prefixes = tuple(sorted(str(host(address)) for address in services.values()))
            else:
                print(f"{resource}: {kind} is not supported, and has no effect", file=sys.stderr)
                continue
            communities = attributes.get("communities") or {}
            found.append(
                Announcement(
                    name=f"{resource.name} {index} {kind}",
                    prefixes=prefixes,
                    local_pref=attributes.get("localPreference"),
                    communities=(
                        *communities.get("standard", ()),
                        *communities.get("wellKnown", ()),
                    ),
                    large_communities=tuple(communities.get("large", ())),
                )
            )
        return found


def main() -> None:
    """Read arguments and manifests, and announce."""
    parser = argparse.ArgumentParser(description="Announce as Cilium does.")
    add_service_arguments(parser)
    parser.add_argument("--pod-cidr", action="append", default=[], help="a pod CIDR of the node")
    arguments = parser.parse_args()
    try:
        node = Node(
            read(arguments.manifests),
            arguments.node,
            arguments.address,
            next_hop=arguments.next_hop,
            address6=arguments.address6,
            pod_cidrs=arguments.pod_cidr,
        )
    except (ManifestError, OSError) as error:
        parser.error(str(error))
    config = SpeakerConfig(local_as=node.local_as, identifier=node.identifier)
    announce(config, node.plan, arguments, listen_port=node.listen_port)


if __name__ == "__main__":
    main()
