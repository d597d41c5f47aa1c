"""BGP-LS-SPF (SAFI 80, RFC 9815): its TLVs, and what makes routes count as withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pytest

from bgplib.attributes import AsPath, Origin
from bgplib.attributes.bgp_ls import BgpLs
from bgplib.attributes.bgp_ls._attribute import CODEC
from bgplib.context import Context
from bgplib.errors import EncodeError
from bgplib.findings import Treatment
from bgplib.iana import bgp_ls as iana
from bgplib.iana.families import Family
from bgplib.messages.decoder import Decoder
from bgplib.messages.update import Update
from bgplib.nlri import Nlri, NlriGroup
from bgplib.nlri.bgp_ls import LinkStateNlri, UnknownLinkStateNlri

CONTEXT: Final = Context()
DIRECT: Final = 4
NODE: Final[dict[int | str, Any]] = {
    "local-node-descriptors": {"autonomous-system": 65001, "bgp-router-id": "192.0.2.1"}
}
LINK: Final[dict[int | str, Any]] = NODE | {
    "remote-node-descriptors": {"autonomous-system": 65002, "bgp-router-id": "192.0.2.2"}
}


def decoded(nlri: Nlri | Sequence[Nlri], attribute: BgpLs, safi: int = 80) -> Update:
    """Read an UPDATE that announces objects: it is written for SAFI 71, which asks for less."""
    objects = [nlri] if isinstance(nlri, Nlri) else nlri
    group = NlriGroup.of(Family.LINK_STATE, objects, next_hop="192.0.2.1")
    update = Update.build(attributes=[Origin(0), AsPath(()), attribute], announced=[group])
    octets = update.encode(CONTEXT).replace(b"\x40\x04\x47", bytes((0x40, 0x04, safi)))
    found = Decoder(CONTEXT).decode(octets)
    assert isinstance(found, Update)
    return found


def node(protocol_id: int = DIRECT) -> LinkStateNlri:
    """Make a node."""
    return LinkStateNlri.of(iana.NODE, NODE, protocol_id=protocol_id)


def link(address_family: int) -> LinkStateNlri:
    """Make a link without addresses."""
    items = LINK | {"address-family-link-descriptor": address_family}
    return LinkStateNlri.of(iana.LINK, items, protocol_id=DIRECT)


def test_octets_of_the_tlvs() -> None:
    """RFC 9815 §5.2.1.1, §5.2.4: the figures of SPF Status and Sequence Number."""
    attribute = BgpLs.of({"sequence-number": 1 << 32 | 7, "spf-status": 1})
    octets = bytes.fromhex("049d 0008 00000001 00000007 04a0 0001 01")
    assert CODEC.encode(attribute, CONTEXT) == octets
    assert CODEC.decode(octets, CONTEXT) == attribute
    assert BgpLs.parse(str(attribute)) == attribute
    # RFC 9815 §5.2.2.1.
    assert link(2).tlvs.encode().endswith(bytes.fromhex("04a1 0001 02"))


def test_what_is_right() -> None:
    """Nodes and links of protocol Direct, with a sequence number, are announced."""
    attribute = BgpLs.of({"sequence-number": 1})
    for nlri in (node(), link(1), link(77)):
        update = decoded(nlri, attribute)
        assert update.findings == ()
        assert update.announced[0].nlri == (nlri,)


@pytest.mark.parametrize(
    ("nlri", "items", "rfc"),
    [
        (node(2), {"sequence-number": 1}, "RFC 9815 §5.2"),
        (link(0), {"sequence-number": 1}, "RFC 9815 §7.1"),
        (link(255), {"sequence-number": 1}, "RFC 9815 §7.1"),
        (node(), {"node-name": "r1"}, "RFC 9815 §5.2.4"),
        (node(), {"sequence-number": 1, "spf-status": 0}, "RFC 9815 §7.1"),
        (node(), {"sequence-number": 1, "spf-status": 255}, "RFC 9815 §7.1"),
    ],
)
def test_what_is_malformed(nlri: LinkStateNlri, items: dict[int | str, Any], rfc: str) -> None:
    """RFC 9815 §7.1: treat-as-withdraw."""
    update = decoded(nlri, BgpLs.of(items))
    assert update.treatment is Treatment.TREAT_AS_WITHDRAW
    assert [finding.rfc for finding in update.findings] == [rfc]


def test_what_stands_behind_an_unknown_object() -> None:
    """RFC 9815 §5.2: of several objects each is looked at, behind one for private use, too."""
    unknown = UnknownLinkStateNlri.private(65000, 32473, b"any")
    for malformed in (node(2), link(0)):
        update = decoded([unknown, node(), malformed], BgpLs.of({"sequence-number": 1}))
        assert update.treatment is Treatment.TREAT_AS_WITHDRAW
        assert update.withdrawn[0].nlri[-1] == malformed


def test_what_is_malformed_is_not_sent() -> None:
    """A caller's route without a sequence number is an EncodeError."""
    group = NlriGroup.of(Family.LINK_STATE_SPF, [node()], next_hop="192.0.2.1")
    values = [Origin(0), AsPath(()), BgpLs.of({"node-name": "r1"})]
    with pytest.raises(EncodeError):
        Update.build(attributes=values, announced=[group]).encode(CONTEXT)


def test_other_families_do_not_ask_for_it() -> None:
    """RFC 9552 knows nothing of sequence numbers: SAFI 71 has other protocols, too."""
    update = decoded(node(2), BgpLs.of({"node-name": "r1"}), 71)
    assert update.findings == ()
