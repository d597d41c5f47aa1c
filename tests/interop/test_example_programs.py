"""The examples that run a speaker, at work with real daemons."""

from __future__ import annotations

import base64
import json
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from daemons import Bird, Daemon, Frr, Gobgpd, wait_until
from tests.examples.programs import EXAMPLES, Program, free_port

NET = "127.0.35"
PREFIX = "198.51.100.10/32"


@pytest.fixture
def programs() -> Iterator[list[Program]]:
    """Return a list; what a test puts there is ended with it."""
    found: list[Program] = []
    yield found
    for program in found:
        program.send(signal.SIGCONT) if program.running else None
        program.stop(signal.SIGKILL)


def need(*kinds: type[Daemon]) -> None:
    """Skip where a daemon is not there."""
    for kind in kinds:
        reason = kind.why_not()
        if reason is not None:
            pytest.skip(reason)


def bird(number: int, port: int, asn: int, peers: str, routes: str = "") -> Bird:
    """Return BIRD with some protocols; `{local}` in them is its address and port."""
    local = f"local {NET}.{number} port {port} as {asn}; strict bind yes; multihop 2;"
    return Bird(
        f"log stderr all; router id 192.0.2.{number}; protocol device {{ }}\n"
        f"protocol static {{ ipv4; {routes} }}\n" + peers.replace("{local}", local)
    )


def bird_peer(number: int, port: int, asn: int, options: str = "", export: str = "none") -> str:
    """Return a protocol of BIRD for one peer."""
    return (
        f"protocol bgp p{number} {{ {{local}} neighbor {NET}.{number} port {port} as {asn};"
        f" passive yes; hold time 3; {options}"
        f" ipv4 {{ import all; export {export}; next hop address 192.0.2.200; }}; }}\n"
    )


def metallb(port: int, routers: dict[str, tuple[int, int]], tmp_path: Path, **more: object) -> Path:
    """Write MetalLB's manifests for some routers: name to number and AS; more of each peer."""
    resources: list[dict[str, Any]] = [
        {
            "kind": "BGPPeer",
            "metadata": {"name": name},
            "spec": {
                "myASN": 64512,
                "peerASN": asn,
                "peerAddress": f"{NET}.{number}",
                "peerPort": port,
                "holdTime": "3s",
                "connectTime": "1s",
                **more,
            },
        }
        for name, (number, asn) in routers.items()
    ]
    resources += [
        {
            "kind": "IPAddressPool",
            "metadata": {"name": "public"},
            "spec": {"addresses": ["198.51.100.0/24"]},
        },
        {
            "kind": "BGPAdvertisement",
            "metadata": {"name": "addresses"},
            "spec": {"communities": ["64512:100", "large:64512:1:100"]},
        },
    ]
    path = tmp_path / "metallb.json"
    path.write_text(json.dumps(resources))
    return path


def frr(number: int, port: int, asn: int, peers: dict[int, int], *more: str) -> Frr:
    """Return FRR with peers: number to AS; more of each."""
    lines = []
    for peer, remote in peers.items():
        address = f"{NET}.{peer}"
        lines += [
            f"neighbor {address} remote-as {remote}",
            f"neighbor {address} passive",
            f"neighbor {address} ebgp-multihop 2",
            f"neighbor {address} update-source {NET}.{number}",
            f"neighbor {address} timers 1 3",
            *(f"neighbor {address} {each}" for each in more),
        ]
    config = "\n ".join(lines)
    return Frr(
        f"""
frr defaults traditional
router bgp {asn}
 bgp router-id 192.0.2.{number}
 bgp bestpath as-path multipath-relax
 no bgp ebgp-requires-policy
 no bgp network import-check
 {config}
exit
""",
        addresses=(f"{NET}.{number}",),
        port=port,
    )


def gobgp(number: int, port: int, asn: int, peers: dict[int, int]) -> Gobgpd:
    """Return GoBGP with peers: number to AS. It does not make them wait after an error."""
    groups = "".join(
        f"""
[[peer-groups]]
[peer-groups.config]
peer-group-name = "p{peer}"
peer-as = {remote}
[peer-groups.transport.config]
local-address = "{NET}.{number}"
passive-mode = true
[peer-groups.ebgp-multihop.config]
enabled = true
multihop-ttl = 2
[[peer-groups.afi-safis]]
[peer-groups.afi-safis.config]
afi-safi-name = "ipv4-unicast"
[[peer-groups.afi-safis]]
[peer-groups.afi-safis.config]
afi-safi-name = "ipv6-unicast"
[[dynamic-neighbors]]
[dynamic-neighbors.config]
prefix = "{NET}.{peer}/32"
peer-group = "p{peer}"
"""
        for peer, remote in peers.items()
    )
    return Gobgpd(
        f"""
[global.config]
as = {asn}
router-id = "192.0.2.{number}"
port = {port}
local-address-list = ["{NET}.{number}"]
{groups}"""
    )


def page(url: str) -> str:
    """Fetch a page of the looking glass."""
    with urllib.request.urlopen(url, timeout=5) as answer:
        text: str = answer.read().decode()
        return text


def looking_glass(number: int, port: int, http: int, peers: dict[int, int]) -> Program:
    """Start our own router: it collects, and shows."""
    arguments = ["--as", str(65000 + number), "--id", f"192.0.2.{number}"]
    arguments += ["--listen", f"{NET}.{number}:{port}", "--http", f"{NET}.{number}:{http}"]
    for peer, asn in peers.items():
        arguments += ["--peer", f"{NET}.{peer}:{port},{asn}"]
    return Program("looking_glass.py", *arguments)


def seconds_until(condition: Callable[[], object]) -> float:
    """Return how long it took."""
    began = time.monotonic()
    wait_until(condition)
    return time.monotonic() - began


@pytest.mark.interop
def test_metallb(programs: list[Program], tmp_path: Path) -> None:
    """Three speakers announce one address to FRR, BIRD and our router: three equal paths.

    One that freezes is gone within the hold time (RFC 4271 §6.5), one that is stopped at once.
    """
    need(Bird, Frr)
    port, http = free_port(), free_port()
    nodes = {21: 64512, 22: 64512, 23: 64512}
    routers = {"frr": (1, 65001), "bird": (2, 65002), "ours": (9, 65009)}
    manifest = metallb(port, routers, tmp_path)
    protocols = "".join(bird_peer(number, port, asn) for number, asn in nodes.items())
    with frr(1, port, 65001, nodes) as one, bird(2, port, 65002, protocols) as two:
        glass = looking_glass(9, port, http, nodes)
        programs.append(glass)
        glass.hear("http://")
        speakers = []
        for number in nodes:
            speakers.append(
                Program(
                    "metallb_speaker.py",
                    str(manifest),
                    *("--node", f"worker-{number}", "--address", f"{NET}.{number}"),
                    *("--next-hop", f"192.0.2.{number}"),
                    *("--listen-port", str(port), "--service", "web=198.51.100.10"),
                )
            )
        programs += speakers

        def counts() -> tuple[int, int, int]:
            found = json.loads(one.query(f"show bgp ipv4 unicast {PREFIX} json"))
            ours = f"http://{NET}.9:{http}/route.json?q={PREFIX}"
            return (
                len(found.get("paths", ())),
                len(re.findall(r"\[p\d+ ", two.query("show", "route", PREFIX))),
                len(json.loads(page(ours))["candidates"]),
            )

        wait_until(lambda: counts() == (3, 3, 3))

        def used() -> int:
            found = json.loads(one.query(f"show bgp ipv4 unicast {PREFIX} json"))["paths"]
            return sum(bool(path.get("multipath") or path.get("bestpath")) for path in found)

        wait_until(lambda: used() == 3)
        paths = json.loads(one.query(f"show bgp ipv4 unicast {PREFIX} json"))["paths"]
        assert all(path["community"]["string"] == "64512:100" for path in paths)
        assert all(path["largeCommunity"]["string"] == "64512:1:100" for path in paths)
        stopped = speakers[2]
        assert stopped.stop() == 0
        at_once = seconds_until(lambda: counts() == (2, 2, 2))
        speakers[1].send(signal.SIGSTOP)
        silently = seconds_until(lambda: counts() == (1, 1, 1))
        # A machine that is busy takes longer for both; but a stop needs no hold time.
        assert at_once < 3
        assert silently > at_once
        assert silently < 3 + 3
        speakers[0].tell("-web")
        wait_until(lambda: "Network not in table" in one.query(f"show bgp ipv4 unicast {PREFIX}"))
        speakers[0].tell("+web=198.51.100.10")
        wait_until(lambda: counts()[:2] == (1, 1))


@pytest.mark.interop
def test_metallb_restarts(programs: list[Program], tmp_path: Path) -> None:
    """RFC 2385, RFC 4724 §4.2: sessions are signed, and routes outlive a speaker that is killed.

    They are kept when it is gone, since it names their families; and when it is back and has not
    sent them yet, since its OPEN has the Forwarding State bits. It waits for nobody's routes.
    """
    need(Frr)
    port = free_port()
    manifest = metallb(
        port, {"frr": (1, 65001)}, tmp_path, password="correct-horse", enableGracefulRestart=True
    )
    arguments = [str(manifest), "--node", "worker-21", "--address", f"{NET}.21"]
    arguments += ["--next-hop", "192.0.2.21", "--service", "web=198.51.100.10"]
    with frr(1, port, 65001, {21: 64512}, "password correct-horse") as one:

        def path() -> dict[str, Any]:
            found = json.loads(one.query(f"show bgp ipv4 unicast {PREFIX} json"))
            return dict(found["paths"][0]) if found.get("paths") else {}

        killed = Program("metallb_speaker.py", *arguments)
        programs.append(killed)
        wait_until(path)
        assert not path().get("stale")
        killed.stop(signal.SIGKILL)
        wait_until(lambda: path().get("stale"))
        programs.append(Program("metallb_speaker.py", *arguments, "--restarted"))
        seen = []

        def is_fresh() -> bool:
            seen.append(path())
            return bool(seen[-1]) and not seen[-1].get("stale")

        wait_until(is_fresh)
        assert all(seen), "the route was gone meanwhile"


def calico(port: int, tmp_path: Path, *, reflector: bool, password: str = "") -> Path:
    """Write Calico's manifests: three nodes, in a mesh or with a reflector and a password."""
    resources: list[dict[str, Any]] = [
        {
            "kind": "BGPConfiguration",
            "metadata": {"name": "default"},
            "spec": {
                "asNumber": 64512,
                "listenPort": port,
                "nodeToNodeMeshEnabled": not reflector,
                "communities": [{"name": "pods", "value": "64512:500"}],
                "prefixAdvertisements": [{"cidr": "10.244.0.0/16", "communities": ["pods"]}],
            },
        }
    ]
    for number in (1, 2, 3):
        bgp: dict[str, Any] = {"ipv4Address": f"{NET}.{50 + number}/24"}
        labels = {"number": str(number)}
        if reflector and number == 1:
            bgp["routeReflectorClusterID"] = "192.0.2.99"
            labels["route-reflector"] = "true"
        resources.append(
            {
                "kind": "Node",
                "metadata": {"name": f"node-{number}", "labels": labels},
                "spec": {"bgp": bgp},
            }
        )
        resources.append(
            {
                "kind": "BlockAffinity",
                "metadata": {"name": f"block-{number}"},
                "spec": {
                    "cidr": f"10.244.{number}.0/26",
                    "node": f"node-{number}",
                    "state": "confirmed",
                },
            }
        )
    if reflector:
        resources.append(
            {
                "kind": "BGPPeer",
                "metadata": {"name": "peer-with-reflectors"},
                "spec": {
                    "nodeSelector": "!has(route-reflector)",
                    "peerSelector": "has(route-reflector)",
                    "password": {"secretKeyRef": {"name": "bgp", "key": "mesh"}},
                },
            }
        )
        encoded = base64.b64encode(password.encode()).decode()
        resources.append({"kind": "Secret", "metadata": {"name": "bgp"}, "data": {"mesh": encoded}})
    path = tmp_path / "calico.json"
    path.write_text(json.dumps(resources))
    return path


@pytest.mark.interop
@pytest.mark.parametrize("reflector", [False, True], ids=["mesh", "reflector"])
def test_calico(programs: list[Program], tmp_path: Path, *, reflector: bool) -> None:
    """Three nodes, one of them BIRD, know each other's pod blocks; what ends is forgotten."""
    need(Bird)
    port = free_port()
    # With a reflector they have a password, out of a Secret (RFC 2385).
    password = "correct-horse"
    manifest = calico(port, tmp_path, reflector=reflector, password=password)
    options = f'password "{password}";' if reflector else ""
    # Node 3 is BIRD, as Calico's own nodes are.
    protocols = "".join(
        bird_peer(50 + number, port, 64512, options, export="all")
        for number in ((1,) if reflector else (1, 2))
    )
    with bird(53, port, 64512, protocols, "route 10.244.3.0/26 blackhole;") as third:
        nodes = [
            Program(
                "calico_node.py",
                *(str(manifest), "--node", f"node-{number}", "--next-hop", f"192.0.2.{number}"),
            )
            for number in (1, 2)
        ]
        programs += nodes
        for node in nodes:
            node.hear("blocks: 10.244.1.0/26 10.244.2.0/26 10.244.3.0/26")
        wait_until(lambda: "10.244.2.0/26" in third.query("show", "route"))
        routes = third.query("show", "route", "all")
        assert "BGP.community: (64512,500)" in routes
        if reflector:
            told = third.query("show", "route", "10.244.2.0/26", "all")
            assert f"BGP.originator_id: {NET}.52" in told
            assert "BGP.cluster_list: 192.0.2.99" in told
        assert nodes[1].stop() == 0
        wait_until(lambda: "10.244.2.0/26" not in third.query("show", "route"))
        nodes[0].hear("blocks: 10.244.1.0/26 10.244.3.0/26")


@pytest.mark.interop
def test_cilium(programs: list[Program], tmp_path: Path) -> None:
    """A router has a node's pod CIDR and service, each marked as its advertisement says."""
    need(Bird)
    port = free_port()
    text = (Path("examples") / "manifests" / "cilium.yaml").read_text()
    manifest = tmp_path / "cilium.yaml"
    text = text.replace("127.0.0.9", f"{NET}.9").replace("1179", str(port))
    secret = "kind: Secret\nmetadata: {name: bgp}\nstringData: {password: correct-horse}\n"
    text = text.replace("  transport:\n", "  authSecretRef: bgp\n  transport:\n", 1)
    manifest.write_text(f"{text}---\n{secret}")
    key = 'password "correct-horse";'
    with bird(9, port, 65009, bird_peer(31, port, 64512, key)) as router:
        node = Program(
            "cilium_node.py",
            str(manifest),
            *("--node", "worker-1", "--address", f"{NET}.31", "--pod-cidr", "10.1.7.0/24"),
            *("--next-hop", "192.0.2.31"),
            *("--service", "web=198.51.100.10"),
        )
        programs.append(node)
        wait_until(lambda: "198.51.100.10/32" in router.query("show", "route"))
        pods = router.query("show", "route", "10.1.7.0/24", "all")
        assert "BGP.community: (64512,10)" in pods
        web = router.query("show", "route", PREFIX, "all")
        assert "BGP.large_community: (64512, 1, 20)" in web
        assert "(65535,65281)" in web
        node.tell("-web")
        wait_until(lambda: "198.51.100.10/32" not in router.query("show", "route"))
        assert "10.1.7.0/24" in router.query("show", "route")
        assert node.stop() == 0


@pytest.mark.interop
def test_kube_router(programs: list[Program], tmp_path: Path) -> None:
    """Two nodes know each other's pod CIDRs; a router has those of one, with a longer path."""
    need(Bird)
    port = free_port()
    text = (Path("examples") / "manifests" / "kube-router.yaml").read_text()
    manifest = tmp_path / "kube-router.yaml"
    manifest.write_text(text.replace("127.0.0.", f"{NET}.").replace("1179", str(port)))
    with bird(9, port, 65009, bird_peer(41, port, 64512)) as router:
        nodes = [
            Program(
                "kube_router_node.py",
                str(manifest),
                *("--node", f"worker-{number}", "--address", f"{NET}.{40 + number}"),
                *("--next-hop", f"192.0.2.{40 + number}"),
                *("--listen-port", str(port), "--bgp-port", str(port)),
                *("--advertise-pod-cidr", "--advertise-loadbalancer-ip", "--nodes-full-mesh"),
                *("--service", "web=198.51.100.10"),
            )
            for number in (1, 2)
        ]
        programs += nodes
        wait_until(lambda: "198.51.100.10/32" in router.query("show", "route"))
        nodes[0].hear(f"{NET}.42 is up")
        pods = router.query("show", "route", "10.1.8.0/24", "all")
        assert "BGP.as_path: 64512 64512 64512" in pods
        assert "BGP.community: (64512,7)" in pods
        # What the other node announces is not the router's business.
        assert "10.1.9.0/24" not in router.query("show", "route")
        assert [node.stop() for node in nodes] == [0, 0]


@pytest.mark.interop
def test_route_reflector(programs: list[Program]) -> None:
    """RFC 4456 §8: a client of BIRD has the other's route, with ORIGINATOR_ID and CLUSTER_LIST."""
    need(Bird)
    port = free_port()
    mirror = bird_peer(13, port, 64512, export="all")
    with (
        bird(14, port, 64512, mirror, "route 10.14.0.0/16 blackhole;") as one,
        bird(15, port, 64512, mirror, "route 10.15.0.0/16 blackhole;") as two,
    ):
        program = Program(
            "route_reflector.py",
            *("--as", "64512", "--id", "192.0.2.13", "--listen", f"{NET}.13:{port}"),
            *("--peer", f"{NET}.14:{port},64512,client"),
            *("--peer", f"{NET}.15:{port},64512,client"),
        )
        programs.append(program)
        wait_until(lambda: "10.14.0.0/16" in two.query("show", "route"))
        wait_until(lambda: "10.15.0.0/16" in one.query("show", "route"))
        told = two.query("show", "route", "10.14.0.0/16", "all")
        assert "BGP.originator_id: 192.0.2.14" in told
        assert "BGP.cluster_list: 192.0.2.13" in told
        assert program.stop() == 0
        wait_until(lambda: "10.14.0.0/16" not in two.query("show", "route"))


@pytest.mark.interop
def test_dynamic_clients(programs: list[Program]) -> None:
    """BIRD and GoBGP connect from a range; who is in none, or is one too many, is turned away."""
    need(Bird, Gobgpd)
    port = free_port()
    hub = (
        f"neighbor {NET}.13 port {port} as 64512; connect delay time 1; connect retry time 1;"
        f" error wait time 1, 2; hold time 9;"
        f" ipv4 {{ import all; export all; next hop address 192.0.2.200; }};"
    )
    program = Program(
        "route_reflector.py",
        *("--as", "64512", "--id", "192.0.2.13", "--listen", f"{NET}.13:{port}"),
        *("--clients-from", f"{NET}.128/25", "--limit", "2"),
    )
    programs.append(program)
    program.hear("reflecting on")
    config = f"""
[global.config]
as = 64512
router-id = "192.0.2.130"
port = {port}
local-address-list = ["{NET}.130"]
[[neighbors]]
[neighbors.config]
neighbor-address = "{NET}.13"
peer-as = 64512
[neighbors.timers.config]
connect-retry = 1
idle-hold-time-after-reset = 1
[neighbors.transport.config]
local-address = "{NET}.130"
remote-port = {port}
[[neighbors.afi-safis]]
[neighbors.afi-safis.config]
afi-safi-name = "ipv4-unicast"
"""
    dials = f"protocol bgp hub {{ {{local}} {hub} }}"
    with (
        bird(129, port, 64512, dials, "route 10.129.0.0/16 blackhole;") as one,
        Gobgpd(config) as two,
    ):
        program.hear(f"{NET}.129: connected from the range {NET}.128/25")
        program.hear(f"{NET}.129 is up")
        program.hear(f"{NET}.130 is up")
        two.query("global", "rib", "add", "10.130.0.0/16", "nexthop", "192.0.2.130")
        wait_until(lambda: "10.130.0.0/16" in one.query("show", "route"))
        wait_until(lambda: "10.129.0.0/16" in two.query("global", "rib"))
        told = one.query("show", "route", "10.130.0.0/16", "all")
        assert "BGP.originator_id: 192.0.2.130" in told
        assert "BGP.cluster_list: 192.0.2.13" in told
        with bird(131, port, 64512, dials) as three, bird(5, port, 64512, dials):
            program.hear(f"{NET}.131: refused: the range {NET}.128/25 has 2 peers")
            program.hear(f"{NET}.5: refused: neither a peer nor a range has the address")
            one.query("disable", "hub")
            program.hear(f"{NET}.129: removed")
            wait_until(lambda: "10.129.0.0/16" not in two.query("global", "rib"))
            # There is room for another now.
            program.hear(f"{NET}.131 is up")
            wait_until(lambda: "10.130.0.0/16" in three.query("show", "route"))
        program.hear(f"{NET}.131: removed")
        assert program.stop() == 0
        assert "Traceback" not in program.said


@pytest.mark.interop
def test_route_server(programs: list[Program]) -> None:
    """RFC 7947 §2.2: a client has the others' routes as they sent them, unless told otherwise.

    RFC 8092: who has an AS number of four octets is named by a large community.
    """
    need(Bird)
    port = free_port()
    wide = 4200000018
    marked = (
        "filter { if net = 10.16.0.0/16 then bgp_community.add((0, 64517));"
        f" if net = 10.216.0.0/16 then bgp_large_community.add((64500, 0, {wide}));"
        f" if net = 10.16.0.0/16 then bgp_large_community.add((64500, 102, {wide})); accept; }}"
    )
    with (
        bird(
            16,
            port,
            64516,
            bird_peer(13, port, 64500, export=marked),
            "route 10.16.0.0/16 blackhole; route 10.116.0.0/16 blackhole;"
            " route 10.216.0.0/16 blackhole;",
        ),
        bird(17, port, 64517, bird_peer(13, port, 64500, export="all")) as two,
        bird(18, port, wide, bird_peer(13, port, 64500, export="all")) as three,
    ):
        program = Program(
            "route_server.py",
            *("--as", "64500", "--id", "192.0.2.13", "--listen", f"{NET}.13:{port}"),
            *("--peer", f"{NET}.16:{port},64516", "--peer", f"{NET}.17:{port},64517"),
            *("--peer", f"{NET}.18:{port},{wide}"),
        )
        programs.append(program)
        wait_until(lambda: "10.216.0.0/16" in two.query("show", "route"))
        wait_until(lambda: "10.116.0.0/16" in two.query("show", "route"))
        wait_until(lambda: "10.116.0.0/16" in three.query("show", "route"))
        wait_until(lambda: "10.16.0.0/16" in three.query("show", "route"))
        assert "10.16.0.0/16" not in two.query("show", "route")
        assert "10.216.0.0/16" not in three.query("show", "route")
        told = three.query("show", "route", "10.116.0.0/16", "all")
        assert "BGP.as_path: 64516\n" in told
        assert "BGP.next_hop: 192.0.2.200" in told
        told = three.query("show", "route", "10.16.0.0/16", "all")
        assert "BGP.as_path: 64516 64516 64516\n" in told
        assert "community" not in told


@pytest.mark.interop
def test_looking_glass(programs: list[Program], tmp_path: Path) -> None:
    """The page shows the best path and why, escapes what it is asked, and a browser draws it."""
    need(Bird)
    port, http = free_port(), free_port()
    longer = "filter { bgp_path.prepend(65002); accept; }"
    routes = f"route {PREFIX} blackhole;"
    with (
        bird(1, port, 65001, bird_peer(9, port, 65009, export="all"), routes),
        bird(2, port, 65002, bird_peer(9, port, 65009, export=longer), routes),
    ):
        programs.append(looking_glass(9, port, http, {1: 65001, 2: 65002}))
        programs[0].hear(f"{NET}.1 is up")
        programs[0].hear(f"{NET}.2 is up")
        url = f"http://{NET}.9:{http}"
        wait_until(lambda: "65002 65002" in page(f"{url}/route?q=198.51.100.10"))
        told = page(f"{url}/route?q=198.51.100.10")
        assert "by shortest AS_PATH" in told
        assert "would win with AS_PATH length" in told
        with pytest.raises(urllib.error.HTTPError) as caught:
            page(f"{url}/route?q=%3Cscript%3E")
        assert b"<script>" not in caught.value.read()
        browser = shutil.which("chromium")
        if browser is None:
            pytest.skip("chromium is not installed: the page was read, but not drawn")
        drawn = subprocess.run(
            [
                *(browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-sync"),
                *("--disable-background-networking", "--no-first-run"),
                *("--disable-component-update", f"--user-data-dir={tmp_path}", "--dump-dom"),
                f"{url}/route?q={PREFIX}",
            ],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        ).stdout
        assert '<tr class="best">' in drawn
        assert "Best: 1, by shortest AS_PATH." in drawn


@pytest.mark.interop
def test_flowspec_from_alert(programs: list[Program]) -> None:
    """RFC 8955: an alert becomes a rule at GoBGP, and is gone when the alert ends."""
    need(Gobgpd)
    port = free_port()
    config = f"""
[global.config]
as = 65003
router-id = "192.0.2.3"
port = {port}
local-address-list = ["{NET}.3"]
[[neighbors]]
[neighbors.config]
neighbor-address = "{NET}.9"
peer-as = 65009
[neighbors.transport.config]
local-address = "{NET}.3"
passive-mode = true
[neighbors.ebgp-multihop.config]
enabled = true
multihop-ttl = 2
[[neighbors.afi-safis]]
[neighbors.afi-safis.config]
afi-safi-name = "ipv4-flowspec"
"""
    with Gobgpd(config) as router:
        program = Program(
            "flowspec_from_alert.py",
            *("--as", "65009", "--id", "192.0.2.9", "--listen", f"{NET}.9:{port}"),
            *("--peer", f"{NET}.3:{port},65003", "--protect", "198.51.100.0/24"),
        )
        programs.append(program)
        program.hear("is up")

        def rules() -> str:
            return router.query("global", "rib", "-a", "ipv4-flowspec")

        program.tell('{"id": "a", "target": "10.0.0.0/24"}')
        program.hear("refused: Refused: 10.0.0.0/24 is not ours to protect")
        program.tell("no JSON at all")
        program.hear("refused: JSONDecodeError")
        program.tell('{"id": "a", "target": "198.51.100.7", "protocol": "udp", "port": 53}')
        wait_until(lambda: "[destination: 198.51.100.7/32]" in rules())
        assert "[protocol: ==udp][destination-port: ==53]" in rules()
        assert "[discard]" in rules() or "rate: 0" in rules()
        program.tell('{"id": "a", "state": "end"}')
        wait_until(lambda: "198.51.100.7" not in rules())
        assert program.stop() == 0


@pytest.mark.interop
def test_bmp_station(programs: list[Program], tmp_path: Path) -> None:
    """RFC 7854, RFC 6811: FRR tells what BIRD announces to it, and the station who may not."""
    need(Bird, Frr)
    port, listening = free_port(), free_port()
    payload = {"prefix": "203.0.113.0/24", "maxLength": 24, "asn": "AS64496"}
    (tmp_path / "roas.json").write_text(json.dumps({"roas": [payload]}))
    station = Program(
        "bmp_station.py",
        *("--listen", f"{NET}.9:{listening}", "--roas", str(tmp_path / "roas.json")),
    )
    programs.append(station)
    station.hear("listening")
    routes = "route 203.0.113.0/24 blackhole; route 198.51.100.0/24 blackhole;"
    peers = bird_peer(1, port, 65001, export="all")
    config = f"""
frr defaults traditional
router bgp 65001
 bgp router-id 192.0.2.1
 no bgp ebgp-requires-policy
 neighbor {NET}.2 remote-as 65002
 neighbor {NET}.2 port {port}
 neighbor {NET}.2 ebgp-multihop 2
 neighbor {NET}.2 update-source {NET}.1
 neighbor {NET}.2 timers connect 1
 address-family ipv4 unicast
  neighbor {NET}.2 soft-reconfiguration inbound
 exit-address-family
 bmp targets all
  bmp connect {NET}.9 port {listening} min-retry 100 max-retry 200
  bmp monitor ipv4 unicast pre-policy
 exit
exit
"""
    router = Frr(config, addresses=(f"{NET}.1",), port=port, arguments=("-M", "bmp"))
    with bird(2, port, 65002, peers, routes), router:
        peer = f"{NET}.2 AS65002"
        station.hear(f"{peer} is up")
        station.hear(f"{peer} (adj-rib-in-pre) announces 203.0.113.0/24 of AS65002: invalid")
        station.hear(f"{peer} (adj-rib-in-pre) announces 198.51.100.0/24 of AS65002: not-found")
    station.hear("gone, with all that it told")
    assert station.stop() == 0


@pytest.mark.interop
@pytest.mark.parametrize("kind", ["bird", "frr", "gobgp"])
def test_malformed_runner(kind: str) -> None:
    """What the daemons do as RFC 4271 and RFC 7606 ask for is seen to be so."""
    kinds: dict[str, type[Daemon]] = {"bird": Bird, "frr": Frr, "gobgp": Gobgpd}
    need(kinds[kind])
    port = free_port()
    router: Daemon
    if kind == "bird":
        ipv6 = "ipv6 { import all; export all; next hop address 2001:db8::200; };"
        tester = bird_peer(19, port, 65001, f"error wait time 1, 1; {ipv6}")
        watcher = bird_peer(20, port, 65002, ipv6, export="all")
        router = bird(25, port, 65000, tester + watcher)
    else:
        router = (frr if kind == "frr" else gobgp)(25, port, 65000, {19: 65001, 20: 65002})
    cases = {
        "frame-withdrawn-length-too-large": "NOTIFICATION",
        "open-version-3": "NOTIFICATION",
        "open-plain": "OPEN accepted",
        "notification-cease": "closed without a NOTIFICATION",
        "missing-nothing": "routes in force",
        "aggregator-of-eight": "routes in force",
    }
    if kind != "frr":  # FRR 8.4 means to withdraw the route, and ends the session with 3/10
        cases["origin-value-3"] = "routes withdrawn"
    if kind == "bird":  # GoBGP 3.10 ignores the withdrawal
        cases["mp-unreach-flags-8f"] = "routes in force"
    if kind != "gobgp":  # GoBGP 3.10 ends itself at a message of a type that it does not know
        cases["header-type-255"] = "NOTIFICATION"
    with router:
        done = subprocess.run(
            [
                *(sys.executable, str(EXAMPLES / "malformed_runner.py"), f"{NET}.25"),
                *("--port", str(port), "--local", f"{NET}.19", "--observer", f"{NET}.20,65002"),
                *("--wait", "5", "--seconds", "60", "--json", "--only", *cases),
            ],
            capture_output=True,
            text=True,
            timeout=150,
            check=False,
        )
        assert router.running
    reports = {each["case"]: each for each in map(json.loads, done.stdout.splitlines())}
    assert {name: each["verdict"] for name, each in reports.items()} == dict.fromkeys(cases, "ok")
    for name, expected in cases.items():
        observed = reports[name]["observed"]
        assert expected in (observed["session"], observed["routes"]), name
    assert done.returncode == 0, done.stderr
