"""What is changed while a session is up counts for the next UPDATE, in the short way as well.

The short way keeps what it found out; so do update groups. Each thing that it hangs on, and that a
program can change in the way that the documentation has, is changed here between two UPDATEs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from bgplib.attributes import MultiExitDisc, multi_exit_disc
from bgplib.attributes.block import AttributeBlock
from bgplib.context import Context
from bgplib.decision import RFC4271
from bgplib.errors import DecodeError
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.policy import REJECT_ALL, Policy, PolicyContext, Statement
from bgplib.policy.modifiers import SetLocalPref
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.rib import Rib
from bgplib.session import PrefixLimit
from bgplib.speaker import DampeningConfig, PeerConfig, Speaker, SpeakerConfig
from bgplib.speaker.import_ import Importer
from bgplib.speaker.wires import PeerSession
from tests.oracle.test_speaker_short_way import LongWay, Router

V4 = Family.IPV4_UNICAST
#: a route target, and what is said of tunnels (RFC 9012 §4.1)
MARKS = b"\xc0\x10\x10" + b"\0\2\0\1\0\0\0\1" + b"\3\x0c\0\0\0\0\0\7"


def _message(prefix: str, asn: int, med: int, *, marks: bytes = b"") -> bytes:
    block = AttributeBlock.plain(as_path=[asn, 1], med=med)
    octets = Update.announce([prefix], next_hop="192.0.2.9", attributes=block).encode()
    size = int.from_bytes(octets[21:23], "big") + len(marks)
    at = 23 + size - len(marks)
    body = octets[:21] + size.to_bytes(2, "big") + octets[23:at] + marks + octets[at:]
    return body[:16] + len(body).to_bytes(2, "big") + body[18:]


def _configured(router: Router, **changes: Any) -> None:
    router.configure(router.peer(0), **changes)


def _policy(router: Router) -> None:
    high = Statement(name="all", modifiers=SetLocalPref(300))
    _configured(router, import_policy=Policy(name="high", statements=[high]))


def _importer(router: Router) -> None:
    peer = router.peer(0)
    assert peer.source is not None
    peer._importer = Importer(REJECT_ALL, PolicyContext(peer=peer.source, local_as=65000), print)


def _process(router: Router) -> None:
    speaker = router.speaker
    process = RFC4271.without("lowest MED per neighbouring AS", "lowest peer address")
    speaker.changed(speaker.rib.reselect(process=process, notes=speaker.notes))


def _context(router: Router) -> None:
    speaker = router.speaker
    context = attrs.evolve(speaker.rib.context, always_compare_med=True)
    speaker.changed(speaker.rib.reselect(context, notes=speaker.notes))


def _odd_only(octets: bytes, context: Context) -> MultiExitDisc:
    if octets[-1] % 2 == 0:
        raise DecodeError("it is even", rfc="our own", code=3, subcode=1)
    return multi_exit_disc.decode(octets, context)


def _registry(router: Router) -> None:
    row = attrs.evolve(multi_exit_disc.CODEC, decode=_odd_only, quick=None)
    rows = (row if each.code == row.code else each for each in DEFAULT_REGISTRY.attributes.codecs)
    own = Registry(tuple(rows), DEFAULT_REGISTRY.capabilities, DEFAULT_REGISTRY.nlri)
    _configured(router, registry=own)


def _shut_down(router: Router) -> None:
    router.speaker.shut_down_gracefully(router.now)


def _own_route(router: Router) -> None:
    router.speaker.originate("10.1.0.0/16", router.now)


def _own_address(router: Router) -> None:
    # RFC 4271 §5.1.3: a route whose next hop we are is not installed.
    router.speaker.local_address_of(router.peer(1), "192.0.2.9")


CHANGES: dict[str, Callable[[Router], None]] = {
    "import policy": _policy,
    "an importer of one's own": _importer,
    "nothing taken": lambda router: _configured(router, import_policy=REJECT_ALL),
    "tunnels": lambda router: _configured(router, same_administration=True),
    "shared subnets": lambda router: _configured(router, shared_subnets="198.51.100.0/24"),
    "limits": lambda router: _configured(
        router, prefix_limits={V4: PrefixLimit(maximum=2, cease=False)}
    ),
    "dampening": lambda router: _configured(
        router, dampening=DampeningConfig(suppress=800.0, reuse=700.0)
    ),
    "registry": _registry,
    "process": _process,
    "context": _context,
    "graceful shutdown": _shut_down,
    "our own route": _own_route,
    "our own address": _own_address,
}


def _history(session: type[PeerSession], change: Callable[[Router], None] | None) -> Router:
    router = Router(session, listens=True)
    for number in (0, 1, 0, 1):
        asn = (65001, 65002)[number]
        router.do("update", number, _message("10.1.0.0/16", asn, 5 + number))
        router.do("update", number, _message("10.2.0.0/16", asn, 5, marks=MARKS))
    if change is not None:
        change(router)
        router.settle()
        router.connect(0)
    for med in (5, 6, 7, 6):
        for number in (0, 1):
            asn = (65001, 65002)[number]
            router.do("update", number, _message("10.1.0.0/16", asn, med))
            router.do("update", number, _message("10.2.0.0/16", asn, med, marks=MARKS))
            router.do("update", number, _message("10.3.0.0/16", asn, med + number))
    return router


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_followed(change: Callable[[Router], None]) -> None:
    """It makes a difference, and the same one in both ways."""
    unchanged = _history(PeerSession, None)
    assert unchanged.outcome() == _history(LongWay, None).outcome()
    short = _history(PeerSession, change)
    assert short.outcome() == _history(LongWay, change).outcome()
    assert short.outcome() != unchanged.outcome()


def test_the_short_way_is_taken_again() -> None:
    """Or the others would compare nothing: who takes the long way leaves a block behind."""
    router = _history(PeerSession, CHANGES["our own route"])
    for number in (0, 1):
        peer = router.peer(number)
        blocks = peer.session._decoder.blocks
        paths = [each.path for each in router.speaker.adj_rib_in(peer, V4)]
        assert sum(blocks.peek(path.octets) is None for path in paths)


@pytest.mark.parametrize("name", ["rib", "config"])
def test_what_everything_hangs_on_stays(name: str) -> None:
    """The RIB and the configuration of a speaker cannot be replaced: half of it would not know."""
    speaker = Speaker(SpeakerConfig(local_as=64501, identifier="192.0.2.1"))
    with pytest.raises(AttributeError):
        setattr(speaker, name, getattr(speaker, name))


@pytest.mark.parametrize("name", ["config", "dampening"])
def test_how_a_peer_is_configured_stays(name: str) -> None:
    """It is changed by `update_peer`, which makes what follows from it; no assignment would."""
    speaker = Speaker(SpeakerConfig(local_as=64501, identifier="192.0.2.1"))
    damped = PeerConfig(address="192.0.2.2", remote_as=64502, dampening=DampeningConfig())
    peer = speaker.add_peer(damped)
    with pytest.raises(AttributeError):
        setattr(peer, name, getattr(peer, name))
    other = attrs.evolve(damped, dampening=None)
    assert speaker.update_peer(peer, other, 0.0).fields == ("dampening",)
    assert peer.config is other


def test_a_speaker_has_the_rib_of_its_class() -> None:
    """A program that wants a RIB of its own derives both."""

    class Own(Rib):
        """A RIB of a program's own."""

    class OwnSpeaker(Speaker):
        """A speaker with one."""

        rib_class = Own

    config = SpeakerConfig(local_as=64501, identifier="192.0.2.1", process=RFC4271.without())
    speaker = OwnSpeaker(config)
    assert type(speaker.rib) is Own
    assert speaker.rib.process is config.process
    assert speaker.loc_rib._rib is speaker.rib
