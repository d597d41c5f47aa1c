"""Passwords of peers, out of the Secrets that manifests refer to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import calico_node
import metallb_speaker
from kubernetes_manifests import ManifestError, read
from kubernetes_secrets import Secrets


def secrets(tmp_path: Path, **fields: object) -> Secrets:
    """Return those of a manifest with one, `bgp`."""
    path = tmp_path / "secret.json"
    path.write_text(json.dumps({"kind": "Secret", "metadata": {"name": "bgp"}, **fields}))
    return Secrets(read([path]))


def test_what_a_secret_holds(tmp_path: Path) -> None:
    """`data` is in base64, `stringData` is not, and counts more."""
    encoded = {"password": "Y29ycmVjdC1ob3JzZQ=="}
    assert secrets(tmp_path, data=encoded).password("bgp", "password", "x") == "correct-horse"
    both = secrets(tmp_path, data=encoded, stringData={"password": "staple"})
    assert both.password("bgp", "password", "x") == "staple"


@pytest.mark.parametrize(
    ("name", "key", "text"),
    [
        ("other", "password", "BGPPeer/one names Secret other: there is none"),
        ("bgp", "other", "Secret/bgp, which BGPPeer/one names, has no other"),
        ("bgp", "broken", "broken of Secret/bgp is no text in base64"),
        ("bgp", "octets", "octets of Secret/bgp is no text in base64"),
    ],
)
def test_what_is_not_there(tmp_path: Path, name: str, key: str, text: str) -> None:
    """It is said who asks for what; what is there is not."""
    found = secrets(tmp_path, data={"broken": "%", "octets": "//8="})
    with pytest.raises(ManifestError, match=text):
        found.password(name, key, "BGPPeer/one")


def _peer(**more: object) -> dict[str, object]:
    spec = {"myASN": 64512, "peerASN": 65001, "peerAddress": "192.0.2.1", **more}
    return {"kind": "BGPPeer", "metadata": {"name": "one"}, "spec": spec}


def test_metallb(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`passwordSecret` names one whose key is `password`; both ways at once are refused."""
    path = tmp_path / "metallb.json"
    secret = {"kind": "Secret", "metadata": {"name": "bgp"}, "stringData": {"password": "horse"}}
    path.write_text(json.dumps([_peer(passwordSecret={"name": "bgp"}), secret]))
    (plan,) = metallb_speaker.Cluster(read([path]), "worker", "192.0.2.9").plan({})
    assert plan.md5_key == "horse"
    assert "horse" not in repr(plan)
    assert capsys.readouterr().err == ""
    path.write_text(json.dumps([_peer(passwordSecret={"name": "bgp"}, password="x"), secret]))
    with pytest.raises(ManifestError, match="both password and passwordSecret"):
        metallb_speaker.Cluster(read([path]), "worker", "192.0.2.9")


def test_calico(tmp_path: Path) -> None:
    """`password` is a `secretKeyRef`."""
    node = {
        "kind": "Node",
        "metadata": {"name": "one"},
        "spec": {"bgp": {"ipv4Address": "192.0.2.9/24"}},
    }
    reference = {"secretKeyRef": {"name": "bgp", "key": "mesh"}}
    secret = {"kind": "Secret", "metadata": {"name": "bgp"}, "data": {"mesh": "aG9yc2U="}}
    path = tmp_path / "calico.json"
    for password, key in ((reference, "horse"), (None, None)):
        spec = {"peerIP": "192.0.2.1:1179", "asNumber": 65001, "password": password}
        peer = {"kind": "BGPPeer", "metadata": {"name": "router"}, "spec": spec}
        path.write_text(json.dumps([node, peer, secret]))
        ((config, port, found),) = calico_node.Cluster(read([path]), "one").peers
        assert (config.key, port, found) == ("192.0.2.1", 1179, key)
    peer = {"kind": "BGPPeer", "metadata": {"name": "router"}, "spec": {"password": {"x": "y"}}}
    path.write_text(json.dumps([node, peer]))
    with pytest.raises(ManifestError, match="no secretKeyRef of name and key"):
        calico_node.Cluster(read([path]), "one")
