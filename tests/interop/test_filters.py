"""Outbound route filters between FRR and us, in both directions (RFC 5291, RFC 5292)."""

from __future__ import annotations

import time
from typing import Any

from bgplib import Family, Prefix, Session, SessionConfig
from bgplib.messages.outbound_route_filter import AddressPrefixEntry, RemoveAll
from daemons import Frr
from router_test.wire import Wire, pump
from tests.interop import free_port, needs

V4 = Family.IPV4_UNICAST
US, THEM = "127.0.36.1", "127.0.36.2"


def frr(port: int, mode: str) -> Frr:
    """Return FRR with three routes, which filters, or is told what to filter."""
    return Frr(
        f"""
frr defaults traditional
ip prefix-list wanted seq 5 deny 10.1.0.0/16
ip prefix-list wanted seq 10 permit 10.0.0.0/8 le 16
router bgp 64502
 bgp router-id 192.0.2.2
 no bgp ebgp-requires-policy
 no bgp network import-check
 neighbor {US} remote-as 64501
 neighbor {US} passive
 neighbor {US} ebgp-multihop 2
 neighbor {US} update-source {THEM}
 address-family ipv4 unicast
  network 10.1.0.0/16
  network 10.2.0.0/16
  network 192.0.2.0/24
  neighbor {US} capability orf prefix-list {mode}
  neighbor {US} prefix-list wanted in
 exit-address-family
exit
""",
        addresses=(THEM,),
        port=port,
    )


def session(**fields: Any) -> Session:
    """Return our end."""
    return Session(
        SessionConfig(
            local_as=64501,
            local_identifier="192.0.2.1",
            peer_as=64502,
            **fields,
        )
    )


@needs(Frr)
def test_frr_is_told_what_not_to_send() -> None:
    """It sends nothing before our filters, then what they permit, and what they permit later."""
    port = free_port()
    ours = session(orf_send=[V4])

    def told() -> set[str]:
        return {str(Prefix.from_key(V4.afi, key)) for _, key in wire.routes}

    def filters(*entries: AddressPrefixEntry | RemoveAll, defer: bool = False) -> None:
        ours.send_filters(V4, entries, time.monotonic(), defer=defer)

    with frr(port, "receive"):
        wire = Wire.dial((THEM, port), US, ours)
        assert pump([wire], lambda: wire.is_up, 10)
        assert not pump([wire], told, 1.5)
        wide = AddressPrefixEntry(sequence=10, prefix=Prefix.parse("10.0.0.0/8"), maximum=16)
        filters(wide)
        assert pump([wire], lambda: told() == {"10.1.0.0/16", "10.2.0.0/16"}, 10)
        one = Prefix.parse("10.1.0.0/16")
        filters(AddressPrefixEntry(sequence=5, prefix=one, deny=True))
        assert pump([wire], lambda: told() == {"10.2.0.0/16"}, 10)
        other = Prefix.parse("192.0.2.0/24")
        filters(RemoveAll(), AddressPrefixEntry(sequence=5, prefix=other), defer=True)
        assert not pump([wire], lambda: told() != {"10.2.0.0/16"}, 1.5)
        filters()
        assert pump([wire], lambda: told() == {"192.0.2.0/24"}, 10)
        wire.close()


@needs(Frr)
def test_frr_tells_us_what_not_to_send() -> None:
    """Its prefix list is our filter: in its order, with its lengths."""
    port = free_port()
    ours = session(orf_receive=[V4])
    with frr(port, "send"):
        wire = Wire.dial((THEM, port), US, ours)

        def filtering() -> bool:
            table = ours.outbound_filter(V4)
            return table is not None and not table.waiting

        assert pump([wire], lambda: wire.is_up and filtering(), 10)
        table = ours.outbound_filter(V4)
        assert table is not None
        wanted = {
            text: table.permits(Prefix.parse(text))
            for text in ("10.1.0.0/16", "10.2.0.0/16", "10.2.3.0/24", "192.0.2.0/24")
        }
        assert wanted == {
            "10.1.0.0/16": False,
            "10.2.0.0/16": True,
            "10.2.3.0/24": False,
            "192.0.2.0/24": False,
        }
        wire.close()
