"""The RPKI-Router protocol: any octets, and any history of a cache and its connections."""

from __future__ import annotations

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from bgplib import rtr
from bgplib.policy import Aspa, Roa
from bgplib.rtr import codes
from bgplib.rtr.client import ClientState
from bgplib.values import Prefix
from tests.unit.rtr.wire import Wire

_U32 = st.integers(0, 0xFFFFFFFF)
_VERSIONS = st.sampled_from(codes.VERSIONS)


@st.composite
def _roas(draw: st.DrawFn) -> Roa:
    size = draw(st.sampled_from((4, 16)))
    length = draw(st.integers(0, size * 8))
    prefix = Prefix.from_address(draw(st.binary(min_size=size, max_size=size)), length)
    longest = draw(st.integers(length, size * 8))
    return Roa(prefix=prefix, asn=draw(_U32), max_length=longest)


_KEYS = st.builds(
    rtr.RouterKey, asn=_U32, identifier=st.binary(min_size=20, max_size=20), key=st.binary()
)
_ASPAS = st.builds(Aspa, _U32, st.frozensets(_U32, min_size=1, max_size=4))


@st.composite
def pdus(draw: st.DrawFn) -> rtr.Pdu:
    """Draw a PDU of any type."""
    version = draw(_VERSIONS)
    session = {"version": version, "session_id": draw(st.integers(0, 0xFFFF))}
    serial = session | {"serial": draw(_U32)}
    announce = draw(st.booleans())
    found: list[rtr.Pdu] = [
        rtr.SerialNotify(**serial),
        rtr.SerialQuery(**serial),
        rtr.ResetQuery(version=version),
        rtr.CacheResponse(**session),
        rtr.CacheReset(version=version),
        rtr.PrefixPdu(version=version, announce=announce, roa=draw(_roas())),
        rtr.ErrorReport(
            version=version,
            code=draw(st.integers(0, 0xFFFF)),
            octets=draw(st.binary()),
            text=draw(st.text()),
        ),
    ]
    if version == 0:
        found.append(rtr.EndOfData(**serial))
    else:
        found.append(
            rtr.EndOfData(**serial, refresh=draw(_U32), retry=draw(_U32), expire=draw(_U32))
        )
        found.append(rtr.RouterKeyPdu(version=version, announce=announce, router_key=draw(_KEYS)))
    if version == 2:
        aspa = draw(_ASPAS) if announce else Aspa(draw(_U32), [])
        found.append(rtr.AspaPdu(version=version, announce=announce, aspa=aspa))
    return draw(st.sampled_from(found))


@given(pdus())
def test_what_is_written_is_read(pdu: rtr.Pdu) -> None:
    """Every PDU comes back, and prints."""
    octets = pdu.encode()
    assert rtr.decode(octets) == pdu
    assert rtr.decode(octets).encode() == octets
    assert str(pdu)


@given(st.binary(max_size=64), _VERSIONS, st.integers(0, 12))
def test_octets_are_a_pdu_or_an_error(body: bytes, version: int, kind: int) -> None:
    """Nothing but `PduError` leaves the decoder."""
    octets = bytes((version, kind, 0, 0)) + (8 + len(body)).to_bytes(4, "big") + body
    for each in (octets, body):
        with contextlib.suppress(rtr.PduError):
            assert rtr.decode(each).encode()[:2] == each[:2]


@given(st.lists(st.one_of(st.binary(max_size=32), pdus().map(lambda each: each.encode()))))
def test_nobody_can_make_it_fail(said: list[bytes]) -> None:
    """Whatever a cache says, and a router asks: both go on, or close and say why."""
    client, cache = rtr.Client(version=2), rtr.Cache(7, version=2)
    cache.update(0.0, roas=[Roa(prefix="10.0.0.0/8", asn=1)])
    asked = cache.connection_made()
    client.start(0.0)
    client.connection_made(0.0)
    for at, octets in enumerate(said):
        client.receive_data(octets, float(at))
        asked.receive_data(octets)
        if client.state is ClientState.RESTING:
            deadline = client.next_deadline()
            assert deadline is not None
            client.handle_timers(deadline)
        if client.state is ClientState.CONNECTING:
            client.connection_made(float(at))
        assert list(client.events()) is not None
        client.data_to_send()
        asked.data_to_send()


_SETS = st.tuples(
    st.frozensets(st.sampled_from([Roa(prefix=f"10.{n}.0.0/16", asn=n) for n in range(5)])),
    st.dictionaries(st.integers(1, 3), st.frozensets(st.integers(1, 3), min_size=1)),
    st.frozensets(
        st.sampled_from([rtr.RouterKey(asn=n, identifier=bytes(20), key=b"k") for n in range(3)])
    ),
)
_STEPS = st.one_of(
    st.tuples(st.just("update"), _SETS),
    st.tuples(st.just("unplug"), st.none()),
    st.tuples(st.just("restart"), _SETS),
    st.tuples(st.just("wait"), st.sampled_from((1.0, 61.0, 601.0, 4000.0, 9000.0))),
)


@given(st.lists(_STEPS, max_size=12), _VERSIONS, _VERSIONS, st.integers(0, 2))
def test_a_client_has_what_the_cache_has(
    steps: list[tuple[str, object]], newest: int, asked: int, history: int
) -> None:
    """After any updates, lost connections and restarts, as soon as there was time to ask."""
    session_id = 100
    cache, client = (
        rtr.Cache(session_id, version=newest, history=history),
        rtr.Client(version=asked),
    )
    wire = Wire(cache, client)
    wire.start()
    has: object = None
    for what, value in steps:
        if what in ("update", "restart"):
            if what == "restart":
                # RFC 8210 §5.1: a cache that starts has another Session ID.
                session_id += 10
                wire.cache = rtr.Cache(session_id, version=newest, history=history)
                wire.unplug()
            assert isinstance(value, tuple)
            roas, aspas, keys = has = value
            wire.cache.update(
                wire.now,
                roas=roas,
                aspas=[Aspa(*each) for each in aspas.items()],
                router_keys=keys,
            )
        elif what == "unplug":
            wire.unplug()
        else:
            assert isinstance(value, float)
            wire.run(value)
        wire.settle()
    # The longest that it takes: to come back, and then to ask again.
    wire.run(600 + 3600 + 61)
    agreed = min(newest, asked)
    if isinstance(has, tuple):
        roas, aspas, keys = has
        assert client.roas.roas == roas
        assert client.router_keys == (keys if agreed >= 1 else frozenset())
        assert client.aspas.providers == (aspas if agreed == 2 else {})
