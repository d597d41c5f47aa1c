"""RFC 6996: private AS numbers."""

from __future__ import annotations

import attrs
import pytest

from bgplib.policy import PolicyContext
from bgplib.policy.modifiers import RemovePrivateAs, is_private
from tests.unit.policy.routes import PEER, path

CONTEXT = PolicyContext(local_as=64500)


@pytest.mark.parametrize("asn", [64512, 65534, 4200000000, 4294967294])
def test_5_the_ranges(asn: int) -> None:
    """§5: "64512 - 65534 inclusive" and "4200000000 - 4294967294 inclusive"."""
    assert is_private(asn)
    outside = asn - 1 if asn in (64512, 4200000000) else asn + 1
    assert not is_private(outside)


@pytest.mark.parametrize("how", ["all", "replace", "nearest"])
def test_4_none_is_left(how: str) -> None:
    """§4: "MUST be removed from AS path attributes", also where they are mixed with others."""
    found = path("64512 1 4200000000 2 65534")
    changed = RemovePrivateAs(how).change(found, CONTEXT)
    left = [asn for _, asns in changed.attributes.as_path for asn in asns]
    assert not any(map(is_private, left))
    assert [asn for asn in left if asn in (1, 2)][-1] == 2


@pytest.mark.parametrize(
    ("how", "left"),
    [
        ("all", "1 64513"),
        ("leading", "1 64513 64514"),
        ("replace", "64500 1 64513 64500"),
        ("nearest", "64500 1 64513 1"),
    ],
)
def test_4_the_number_of_the_peer_stays(how: str, left: str) -> None:
    """§4 is of what leaves the private network: by its own number a peer finds a loop.

    It is not the nearest number that stands in for others, as it is private.
    """
    peer = attrs.evolve(PEER, asn=64513)
    context = attrs.evolve(CONTEXT, peer=peer, local_as=64500)
    changed = RemovePrivateAs(how).change(path("64512 1 64513 64514"), context)
    assert changed.attributes.as_path_text == left


def test_4_as4_path_as_well() -> None:
    """§4: "including AS4_PATH": a changed block has 4-octet AS numbers, and no AS4_PATH."""
    changed = RemovePrivateAs().change(path("1 4200000000"), CONTEXT)
    assert changed.attributes.four_octet_as
    assert 17 not in changed.attributes


def test_4_public_paths_stay() -> None:
    """§4 speaks of private numbers only."""
    found = path("1 2 3")
    assert RemovePrivateAs().change(found, CONTEXT) is found
