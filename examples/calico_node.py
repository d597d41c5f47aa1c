"""A node as Calico makes them: in a mesh with all other nodes, or a client of a reflector.

    python calico_node.py manifests/calico.yaml --node node-1

Reads Calico's resources (projectcalico.org/v3): `BGPConfiguration` (AS number, mesh, port,
communities of prefixes), `BGPPeer` (global ones, those of a node, those of selectors), `Node` (its
address, AS number, and whether it is a reflector), `BlockAffinity` (the pod blocks of nodes), and
the `Secret`s that passwords of peers are in. What has no effect is said on standard error.

The node announces its pod blocks, takes what other nodes announce, and prints the blocks that it
knows a way to whenever these change.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Mapping
from typing import Any

import attrs

from bgplib import Family, Prefix
from bgplib.policy import ACCEPT_ALL, LARGE, Action, Policy, Statement
from bgplib.policy.matchers import IsLocal, PrefixIn, PrefixList
from bgplib.policy.modifiers import AddCommunities, NextHopUnchanged
from bgplib.speaker import BestChanged, PeerConfig, Speaker, SpeakerConfig, SpeakerEvent
from calico_selector import selects
from kubernetes_announcer import marks, restarting, seconds
from kubernetes_manifests import Fields, ManifestError, Resource, read
from kubernetes_secrets import Secrets
from route_reflector import tell
from speaker_driver import Driver

_UNICAST = (Family.IPV4_UNICAST, Family.IPV6_UNICAST)
_DEFAULT_AS = 64512
_KNOWN = ("BGPConfiguration", "BGPPeer", "BlockAffinity", "Node")
#: how a peer is configured, its port, and the key of TCP MD5
_Plan = tuple[PeerConfig, int, str | None]


@attrs.frozen(kw_only=True)
class Node:
    """One node."""

    name: str
    labels: Mapping[str, str]
    addresses: tuple[str, ...]  # IPv4 first
    asn: int
    cluster_id: str | None  # where it is a reflector

    @classmethod
    def of(cls, resource: Resource, asn: int) -> Node:
        """Read a `Node`."""
        bgp = Fields(resource.spec.get("bgp", {}), f"{resource} bgp")
        addresses = (bgp.get("ipv4Address"), bgp.get("ipv6Address"))
        found = cls(
            name=resource.name,
            labels=resource.labels,
            addresses=tuple(each.partition("/")[0] for each in addresses if each),
            asn=int(bgp.get("asNumber", asn)),
            cluster_id=bgp.get("routeReflectorClusterID"),
        )
        bgp.complain()
        return found


class Cluster:
    """What the manifests say, as one node sees it."""

    def __init__(self, resources: list[Resource], name: str, next_hop: str | None = None) -> None:
        """Sort the resources.

        Raises:
            ManifestError: the node is not there, or a resource lacks what is needed.
        """
        self._next_hop = next_hop or b""
        settings = [each for each in resources if each.kind == "BGPConfiguration"]
        default = next((each for each in settings if each.name == "default"), None)
        spec = Fields({}, "BGPConfiguration/default") if default is None else default.spec
        asn = int(spec.get("asNumber", _DEFAULT_AS))
        self.port: int = spec.get("listenPort", 179)
        self._mesh: bool = spec.get("nodeToNodeMeshEnabled", True)
        spec.without_effect("logSeverityScreen", "nodeMeshMaxRestartTime")
        names = {each["name"]: each["value"] for each in spec.get("communities", ())}
        self._marked = [
            (each["cidr"], tuple(names.get(mark, mark) for mark in each["communities"]))
            for each in spec.get("prefixAdvertisements", ())
        ]
        nodes = [Node.of(each, asn) for each in resources if each.kind == "Node"]
        found = next((node for node in nodes if node.name == name), None)
        if found is None or not found.addresses:
            raise ManifestError(f"there is no Node/{name} with an address")
        self.node = found
        self._others = [node for node in nodes if node is not found and node.addresses]
        self.blocks = tuple(
            str(Prefix.parse(each.spec.need("cidr")))
            for each in resources
            if each.kind == "BlockAffinity"
            and each.spec.need("node") == name
            and each.spec.get("state", "confirmed") == "confirmed"
            and not each.spec.get("deleted", False)
        )
        self._secrets = Secrets(resources)
        self.peers = self._peers([each for each in resources if each.kind == "BGPPeer"])
        for each in resources:
            if each.kind in _KNOWN:
                each.spec.complain()
            elif each.kind != "Secret":
                print(f"{each} is not read, and has no effect", file=sys.stderr)

    def _peers(self, resources: list[Resource]) -> list[_Plan]:
        """Return the peers and their ports, each address once."""
        found: dict[str, _Plan] = {}
        if self._mesh and self.node.cluster_id is None:
            # A reflector is not in the mesh.
            for node in self._others:
                if node.cluster_id is None and node.asn == self.node.asn:
                    self._add_node(found, node, {})
        for each in resources:
            self._add(found, each)
        return list(found.values())

    def _add(self, found: dict[str, _Plan], resource: Resource) -> None:
        spec, node = resource.spec, self.node
        where, nodes = spec.get("node"), spec.get("nodeSelector")
        chosen, whom = spec.get("peerIP"), spec.get("peerSelector")
        asn = spec.get("asNumber")
        options: dict[str, Any] = {}
        if spec.get("maxRestartTime") is not None:
            options["graceful_restart"] = restarting(
                _UNICAST, int(seconds(spec.get("maxRestartTime")))
            )
        key = self._key(spec)
        keep = spec.get("keepOriginalNextHop", False)
        is_here = where == node.name or selects(nodes, node.labels)
        if where is None and nodes is None:
            is_here = True
        if whom is not None:
            here, there = is_here, selects(whom, node.labels)
            for other in self._others:
                # A session has two ends: who selects, and who is selected.
                selected = here and selects(whom, other.labels)
                selecting = there and (
                    where == other.name
                    or selects(nodes, other.labels)
                    or (where is None and nodes is None)
                )
                if selected or selecting:
                    self._add_node(found, other, options, key)
        elif chosen is not None:
            if is_here:
                address, port = _address_and_port(chosen)
                if asn is None:
                    raise ManifestError(f"{resource} has no asNumber")
                found[address] = self._router(address, int(asn), options, keep=keep), port, key
        else:
            raise ManifestError(f"{resource} has neither peerIP nor peerSelector")

    def _add_node(
        self,
        found: dict[str, _Plan],
        node: Node,
        options: Mapping[str, Any],
        key: str | None = None,
    ) -> None:
        ours, address = self.node, node.addresses[0]
        if address in found:
            return
        # RFC 4456 §7: reflectors of one cluster are not clients of each other.
        client = (
            ours.cluster_id is not None
            and node.cluster_id != ours.cluster_id
            and node.asn == ours.asn
        )
        config = self._config(node.name, address, node.asn, options)
        found[address] = (
            attrs.evolve(
                config,
                route_reflector_client=client,
                import_policy=ACCEPT_ALL,
                export_policy=self._told(everything=True),
            ),
            self.port,
            key,
        )

    def _key(self, spec: Fields) -> str | None:
        """Return the key of TCP MD5 that a peer has, if it has one."""
        password = spec.get("password")
        if password is None:
            return None
        reference = password.get("secretKeyRef") or {}
        if not reference.get("name") or not reference.get("key"):
            raise ManifestError(f"{spec.where}: its password is no secretKeyRef of name and key")
        return self._secrets.password(reference["name"], reference["key"], spec.where)

    def _router(
        self, address: str, asn: int, options: Mapping[str, Any], *, keep: bool
    ) -> PeerConfig:
        return attrs.evolve(
            self._config("", address, asn, options),
            import_policy=ACCEPT_ALL,
            export_policy=self._told(everything=False, keep=keep),
        )

    def _config(self, name: str, address: str, asn: int, options: Mapping[str, Any]) -> PeerConfig:
        addresses = self.node.addresses
        return PeerConfig(
            name=name,
            address=address,
            remote_as=asn,
            local_address=addresses[0],
            next_hop_ipv4=self._next_hop,
            next_hop_ipv6=addresses[1] if len(addresses) > 1 else b"",
            families=_UNICAST,
            connect_retry_time=5.0,
            **options,
        )

    def _told(self, *, everything: bool, keep: bool = False) -> Policy:
        """Return what a peer is told: nodes hear all that may go on, others our blocks alone."""
        statements = [
            Statement(
                name=f"marks of {cidr}",
                matchers=[IsLocal(), PrefixList.of(f"{cidr} le {128 if ':' in cidr else 32}")],
                modifiers=_communities(names),
                action=Action.NEXT,
            )
            for cidr, names in self._marked
        ]
        if keep:
            statements.append(
                Statement(name="next hop stays", modifiers=NextHopUnchanged(), action=Action.NEXT)
            )
        if self.blocks:
            statements.append(
                Statement(
                    name="own blocks",
                    matchers=[IsLocal(), PrefixIn.of(*self.blocks)],
                    action=Action.ACCEPT,
                )
            )
        default = Action.ACCEPT if everything else Action.REJECT
        return Policy(name="to peers", statements=statements, default=default)


def _communities(names: tuple[str, ...]) -> list[AddCommunities]:
    plain, large = marks(names)
    changes = [AddCommunities.of(*plain)] if plain else []
    return [*changes, AddCommunities.of(*large, kind=LARGE)] if large else changes


def _address_and_port(text: str) -> tuple[str, int]:
    """Read `127.0.0.9`, `127.0.0.9:1179` or `[2001:db8::9]:1179`."""
    if text.startswith("["):
        address, _, rest = text[1:].partition("]")
        return address, int(rest[1:] or 179)
    if text.count(":") == 1:
        address, _, port = text.partition(":")
        return address, int(port)
    return text, 179


async def run(cluster: Cluster) -> None:
    """Be a node until a signal comes."""
    node = cluster.node
    speaker = Speaker(
        SpeakerConfig(
            local_as=node.asn,
            identifier=node.addresses[0],
            cluster_id=node.cluster_id,
            best_changes=True,
        )
    )
    known: set[str] = set()

    def on_event(event: SpeakerEvent) -> None:
        tell(event)
        if isinstance(event, BestChanged):
            prefix = str(event.change.prefix)
            known.discard(prefix) if event.change.new is None else known.add(prefix)
            print(f"blocks: {' '.join(sorted(known)) or 'none'}", flush=True)

    driver = Driver(speaker, on_event)
    await driver.listen(node.addresses[0], cluster.port)
    for config, port, key in cluster.peers:
        driver.add_peer(config, port, md5_key=key)
    for block in cluster.blocks:
        speaker.originate(block, driver.now)
    driver.start()
    await driver.run()
    await driver.stop("the node was stopped")


def main() -> None:
    """Read arguments and manifests, and run."""
    parser = argparse.ArgumentParser(description="A node as Calico makes them.")
    parser.add_argument("manifests", nargs="+", help="YAML or JSON files")
    parser.add_argument("--node", required=True, help="the name of the node we are")
    parser.add_argument("--next-hop", help="the node's IPv4 address for traffic, if another one")
    arguments = parser.parse_args()
    try:
        cluster = Cluster(read(arguments.manifests), arguments.node, arguments.next_hop)
    except (ManifestError, OSError) as error:
        parser.error(str(error))
    asyncio.run(run(cluster))


if __name__ == "__main__":
    main()
