"""Announces as kube-router does, from a node's annotations and kube-router's own flags.

    python kube_router_node.py manifests/kube-router.yaml --node worker-1 --address 127.0.0.41 \
        --cluster-asn 64512 --advertise-pod-cidr --advertise-loadbalancer-ip \
        --service web=198.51.100.10

Reads `Node` resources: `spec.podCIDR`, and the annotations `kube-router.io/node.asn`, `peer.ips`,
`peer.asns`, `peer.ports`, `path-prepend.as`, `path-prepend.repeat-n`, `node.bgp.communities`,
`rr.server` and `rr.client`. With `--nodes-full-mesh` all nodes of one AS are peers of each other
(a reflector's clients are peers of it alone). What changes of services comes by standard input:
`+web=198.51.100.10`, `-web`. Annotations that have no effect are said on standard error.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping

import attrs

from bgplib import Family, Prefix
from bgplib.policy import ACCEPT_ALL, Action, Policy, Statement
from bgplib.policy.matchers import IsLocal
from bgplib.policy.modifiers import AddCommunities, Prepend
from bgplib.speaker import PeerConfig, SpeakerConfig
from kubernetes_announcer import (
    Announcement,
    PeerPlan,
    add_service_arguments,
    announce,
    host,
)
from kubernetes_manifests import ManifestError, Resource, read

_PREFIX = "kube-router.io/"
_ANNOTATIONS = {
    "node.asn",
    "node.bgp.communities",
    "path-prepend.as",
    "path-prepend.repeat-n",
    "peer.asns",
    "peer.ips",
    "peer.ports",
    "rr.client",
    "rr.server",
}


@attrs.frozen(kw_only=True)
class NodePlan(PeerPlan):
    """A peer of kube-router: nodes take each other's routes, routers' are taken from nobody."""

    inside: bool  #: the peer is a node of the cluster
    policy: Policy  #: what is told

    def peer_config(self) -> PeerConfig:
        """Return the configuration."""
        taken = ACCEPT_ALL if self.inside else Policy(name="nothing", default=Action.REJECT)
        return attrs.evolve(self.config, import_policy=taken, export_policy=self.policy)


class Node:
    """What annotations and flags say of one node."""

    def __init__(self, resources: list[Resource], arguments: argparse.Namespace) -> None:
        """Find the node and the others.

        Raises:
            ManifestError: the node is not among the resources, or annotations do not fit together.
        """
        nodes = {each.name: each for each in resources if each.kind == "Node"}
        if arguments.node not in nodes:
            raise ManifestError(f"there is no Node/{arguments.node}")
        self._arguments = arguments
        self._node = nodes.pop(arguments.node)
        self._others = nodes
        self._pod_cidr = self._node.spec.get("podCIDR")
        self.local_as = int(self._annotation("node.asn") or arguments.cluster_asn)
        self.cluster_id = self._annotation("rr.server")
        for each in resources:
            for name in each.annotations:
                if name.startswith(_PREFIX) and name.removeprefix(_PREFIX) not in _ANNOTATIONS:
                    print(f"{each}: {name} has no effect", file=sys.stderr)
        self._peers = [*self._routers(), *(self._mesh() if arguments.nodes_full_mesh else ())]

    def plan(self, services: Mapping[str, str]) -> list[PeerPlan]:
        """Say what each peer is told of some services."""
        prefixes = []
        if self._arguments.advertise_pod_cidr and self._pod_cidr:
            prefixes.append(str(Prefix.parse(self._pod_cidr)))
        if self._arguments.advertise_loadbalancer_ip:
            prefixes += sorted(str(host(address)) for address in services.values())
        announcements = (Announcement(name="own", prefixes=tuple(prefixes)),)
        return [attrs.evolve(peer, announcements=announcements) for peer in self._peers]

    def _annotation(self, name: str, of: Resource | None = None) -> str | None:
        return (of or self._node).annotations.get(_PREFIX + name)

    def _list(self, name: str) -> list[str]:
        text = self._annotation(name)
        return [each.strip() for each in text.split(",")] if text else []

    def _routers(self) -> list[NodePlan]:
        addresses, asns, ports = map(self._list, ("peer.ips", "peer.asns", "peer.ports"))
        if len(addresses) != len(asns) or (ports and len(ports) != len(addresses)):
            raise ManifestError(f"{self._node}: peer.ips, peer.asns and peer.ports do not fit")
        changes: list[Prepend | AddCommunities] = []
        if self._annotation("path-prepend.as"):
            changes.append(
                Prepend(
                    int(self._annotation("path-prepend.repeat-n") or 1),
                    asn=int(self._annotation("path-prepend.as") or 0),
                )
            )
        if self._annotation("node.bgp.communities"):
            changes.append(AddCommunities.of(*self._list("node.bgp.communities")))
        policy = Policy(
            name="to routers",
            statements=[
                Statement(name="own", matchers=IsLocal(), modifiers=changes, action=Action.ACCEPT)
            ],
        )
        return [
            NodePlan(
                config=self._config(address, int(asn)),
                port=int(ports[index]) if ports else 179,
                inside=False,
                policy=policy,
            )
            for index, (address, asn) in enumerate(zip(addresses, asns, strict=True))
        ]

    def _mesh(self) -> list[NodePlan]:
        found = []
        for each in self._others.values():
            server, client = (
                self._annotation("rr.server", each),
                self._annotation("rr.client", each),
            )
            if self._annotation("rr.client") and not server:
                continue  # a client has a session with reflectors alone
            if client and self.cluster_id is None:
                continue
            config = attrs.evolve(
                self._config(_internal_address(each), self.local_as),
                route_reflector_client=client is not None and self.cluster_id is not None,
            )
            found.append(
                NodePlan(
                    config=config, port=self._arguments.bgp_port, inside=True, policy=ACCEPT_ALL
                )
            )
        return found

    def _config(self, address: str, asn: int) -> PeerConfig:
        return PeerConfig(
            address=address,
            remote_as=asn,
            local_address=self._arguments.address,
            next_hop_ipv4=self._arguments.next_hop or b"",
            next_hop_ipv6=self._arguments.address6 or b"",
            families=(Family.IPV4_UNICAST, Family.IPV6_UNICAST),
            connect_retry_time=5.0,
        )


def _internal_address(node: Resource) -> str:
    """Return the address at which other nodes reach one.

    Raises:
        ManifestError: it has none.
    """
    for each in node.status.get("addresses", ()):
        if each.get("type") == "InternalIP":
            return str(each["address"])
    raise ManifestError(f"{node} has no address of type InternalIP")


def main() -> None:
    """Read arguments and manifests, and announce."""
    parser = argparse.ArgumentParser(description="Announce as kube-router does.")
    add_service_arguments(parser)
    parser.add_argument("--cluster-asn", type=int, default=64512, help="AS number of nodes")
    parser.add_argument("--advertise-pod-cidr", action="store_true")
    parser.add_argument("--advertise-loadbalancer-ip", action="store_true")
    parser.add_argument("--nodes-full-mesh", action="store_true")
    parser.add_argument("--bgp-port", type=int, default=179, help="the port of other nodes")
    arguments = parser.parse_args()
    try:
        node = Node(read(arguments.manifests), arguments)
    except (ManifestError, OSError, ValueError) as error:
        parser.error(str(error))
    config = SpeakerConfig(
        local_as=node.local_as, identifier=arguments.address, cluster_id=node.cluster_id
    )
    announce(config, node.plan, arguments)


if __name__ == "__main__":
    main()
