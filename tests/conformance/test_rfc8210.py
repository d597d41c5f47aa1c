"""RFC 8210: what a router does of what a cache says, and a cache of what a router asks."""

from __future__ import annotations

import pytest

from bgplib import rtr
from bgplib.errors import LocalError
from bgplib.policy import Aspa, Roa
from bgplib.rtr import codes
from bgplib.rtr.client import ClientState
from tests.unit.rtr.wire import KEY, OTHER, ROA, THIRD, Played, Wire

RESPONSE = rtr.CacheResponse(session_id=7)
END = rtr.EndOfData(session_id=7, serial=1)


def loaded(*roas: Roa) -> Played:
    """Return a client that has some payloads, of serial 1 in session 7."""
    played = Played()
    assert played.connect() == [rtr.ResetQuery()]
    played.load(*roas)
    played.events()
    return played


def reports(pdus: list[rtr.Pdu]) -> list[int]:
    """Return the codes of Error Reports."""
    return [each.code for each in pdus if isinstance(each, rtr.ErrorReport)]


def closes(events: list[rtr.Event]) -> bool:
    """Say whether the client wants to close."""
    return any(isinstance(each, rtr.CloseWanted) for each in events)


def test_4_serial_numbers_are_taken_from_end_of_data() -> None:
    """§4: "it sets its current Serial Number to that of the Serial Number in the received"."""
    played = Played()
    played.connect()
    played.say(RESPONSE, rtr.PrefixPdu(roa=ROA))
    assert (played.client.serial, len(played.client.roas.roas)) == (None, 0)
    played.say(END)
    assert played.client.serial == 1
    assert played.events() == [rtr.PayloadsChanged(serial=1, announced=1, withdrawn=0)]
    assert played.client.roas.roas == {ROA}


def test_51_another_session_flushes_all() -> None:
    """§5.1: Corrupt Data, "and the router MUST flush all data learned from that cache"."""
    for said in (rtr.CacheResponse(session_id=8), rtr.SerialNotify(session_id=8, serial=1)):
        played = loaded(ROA)
        if isinstance(said, rtr.CacheResponse):
            played.until()
            assert played.sent() == [rtr.SerialQuery(session_id=7, serial=1)]
        assert reports(played.say(said)) == [codes.CORRUPT_DATA]
        events = played.events()
        assert closes(events)
        assert any(isinstance(each, rtr.PayloadsExpired) for each in events)
        assert played.client.roas.roas == frozenset()
        played.until()
        assert played.events() == [rtr.ConnectWanted()]
        assert played.connect() == [rtr.ResetQuery()]


def test_52_a_notify_leads_to_a_query() -> None:
    """§5.2: "without waiting for the Refresh Interval timer"; not where it says nothing new."""
    played = loaded(ROA)
    assert played.say(rtr.SerialNotify(session_id=7, serial=1)) == []
    query = rtr.SerialQuery(session_id=7, serial=1)
    assert played.say(rtr.SerialNotify(session_id=7, serial=2)) == [query]
    # One that comes while an answer does is heeded behind it.
    assert played.say(RESPONSE, rtr.SerialNotify(session_id=7, serial=3)) == []
    query = rtr.SerialQuery(session_id=7, serial=2)
    assert played.say(rtr.EndOfData(session_id=7, serial=2)) == [query]


def test_56_duplicates_and_unknown_withdrawals() -> None:
    """§5.6, §12: errors 7 and 6 are fatal, and what was there before stays."""
    wrong: list[tuple[rtr.Pdu, int]] = [
        (rtr.PrefixPdu(roa=ROA), codes.DUPLICATE_ANNOUNCEMENT),
        (rtr.PrefixPdu(announce=False, roa=OTHER), codes.WITHDRAWAL_OF_UNKNOWN),
        (rtr.RouterKeyPdu(announce=False, router_key=KEY), codes.WITHDRAWAL_OF_UNKNOWN),
    ]
    for pdu, code in wrong:
        played = loaded(ROA)
        played.until()
        played.sent()
        answer = played.say(RESPONSE, pdu)
        assert reports(answer) == [code]
        assert isinstance(answer[0], rtr.ErrorReport)
        assert answer[0].octets == pdu.encode()
        assert closes(played.events())
        assert played.client.roas.roas == {ROA}
        assert played.say(RESPONSE) == []
        played.until()
        assert played.connect() == [rtr.ResetQuery()]


def test_58_another_session_in_end_of_data() -> None:
    """§5.8: it "MUST be the same as that of the corresponding Cache Response"."""
    played = Played()
    played.connect()
    answer = played.say(RESPONSE, rtr.EndOfData(session_id=8, serial=1))
    assert reports(answer) == [codes.CORRUPT_DATA]
    assert played.client.serial is None


def test_510_router_keys() -> None:
    """§5.10: keys are compared as a whole, and may differ in the key alone."""
    played = Played()
    played.connect()
    same = rtr.RouterKey(asn=KEY.asn, identifier=KEY.identifier, key=b"another")
    played.say(RESPONSE, rtr.RouterKeyPdu(router_key=KEY), rtr.RouterKeyPdu(router_key=same), END)
    assert played.client.router_keys == {KEY, same}


def test_511_error_reports_are_not_answered() -> None:
    """§5.11: "An Error Report PDU MUST NOT be sent for an Error Report PDU"."""
    played = loaded(ROA)
    assert played.say(bytes.fromhex("01 0a 0000 0000000c 00000000")) == []
    assert closes(played.events())
    played = loaded(ROA)
    assert played.say(rtr.ErrorReport(code=codes.INTERNAL_ERROR)) == []
    events = played.events()
    assert isinstance(events[0], rtr.CacheReported)
    assert closes(events)
    # A report whose Length cannot be believed.
    played = loaded(ROA)
    assert played.say(bytes.fromhex("01 0a 0000 ffffffff")) == []
    assert closes(played.events())


def test_511_a_length_that_cannot_be() -> None:
    """§5.11: "the Erroneous PDU field MAY be truncated"."""
    played = loaded(ROA)
    octets = bytes.fromhex("01 04 0000 7fffffff")
    answer = played.say(octets + bytes(70_000))
    assert reports(answer) == [codes.CORRUPT_DATA]
    assert isinstance(answer[0], rtr.ErrorReport)
    assert answer[0].octets == (octets + bytes(70_000))[:65_536]


def test_6_intervals() -> None:
    """§6: they are the cache's; what is out of the range allowed counts as the nearest in it."""
    played = Played()
    played.connect()
    end = rtr.EndOfData(session_id=7, serial=1, refresh=100, retry=50, expire=1000)
    played.say(RESPONSE, rtr.PrefixPdu(roa=ROA), end)
    assert played.client.next_deadline() == 100
    played.until()
    assert played.sent() == [rtr.SerialQuery(session_id=7, serial=1)]
    wild = rtr.EndOfData(session_id=7, serial=1, refresh=0, retry=0xFFFFFFFF, expire=1)
    played.say(RESPONSE, wild)
    assert played.client.next_deadline() == 101
    played.client.receive_data(b"", played.now)
    # The retry interval is 7,200 s by now, so that 600 s without an answer come first.
    assert played.client.next_deadline() == 700
    played.events()
    played.until()
    assert [type(each) for each in played.events()] == [rtr.PayloadsExpired]
    assert played.client.next_deadline() == 7300


def test_6_data_expires() -> None:
    """§6: "The router MUST NOT retain the data past the time indicated by this parameter"."""
    played = loaded(ROA)
    played.client.receive_data(b"", played.now)
    retries = 0
    while played.client.roas.roas:
        assert played.now <= 7200
        played.until()
        if rtr.ConnectWanted() in played.events():
            played.client.connection_failed(played.now)
            retries += 1
    assert (played.now, retries) == (7200, 12)
    # RFC 8210 §6: "If the router has never issued a successful query against a particular cache, it
    # SHOULD retry periodically using the default Retry Interval, above."
    played.until()
    assert rtr.ConnectWanted() in played.events()
    assert played.connect() == [rtr.ResetQuery()]


def test_7_downgrades() -> None:
    """§7: an answer of version 0 is taken, and version 0 is spoken from then on."""
    played = Played(rtr.Client(version=2))
    assert played.connect() == [rtr.ResetQuery(version=2)]
    played.load(ROA, version=0)
    assert played.client.version == 0
    assert played.client.roas.roas == {ROA}
    assert played.client.next_deadline() == 3600
    played.until()
    assert played.sent() == [rtr.SerialQuery(version=0, session_id=7, serial=1)]


@pytest.mark.parametrize("report", [True, False], ids=["with a report", "without"])
def test_7_older_caches_close(*, report: bool) -> None:
    """§7: "In this case, the router MAY retry the connection using protocol version 0"."""
    played = Played()
    assert played.connect() == [rtr.ResetQuery()]
    if report:
        played.say(rtr.ErrorReport(version=0, code=codes.UNSUPPORTED_VERSION))
    else:
        played.client.receive_data(b"", played.now)
    assert played.events()[-1] == rtr.ConnectWanted()
    assert played.connect() == [rtr.ResetQuery(version=0)]
    # A cache that is down altogether is asked as before, after a while.
    played.client.receive_data(b"", played.now)
    assert played.events() == []
    played.until()
    assert played.connect() == [rtr.ResetQuery()]


def test_7_a_cache_that_has_answered_keeps_its_version() -> None:
    """§7 is of caches that do not know the version: one that is restarted does."""
    played = loaded(ROA)
    played.client.receive_data(b"", played.now)
    played.until()
    assert played.events() == [rtr.ConnectWanted()]
    assert played.connect() == [rtr.SerialQuery(session_id=7, serial=1)]
    played.client.receive_data(b"", played.now)
    played.until()
    assert played.connect() == [rtr.SerialQuery(session_id=7, serial=1)]


def test_7_serial_numbers_are_of_a_version() -> None:
    """§5.1: "routers MUST treat sessions with different Protocol Version fields as separate"."""
    played = loaded(ROA)
    played.client.receive_data(b"", played.now)
    played.until()
    played.events()
    assert played.connect() == [rtr.SerialQuery(session_id=7, serial=1)]
    assert played.say(rtr.CacheResponse(version=0, session_id=7)) == []
    assert [type(each) for each in played.events()] == [rtr.CloseWanted, rtr.ConnectWanted]
    assert played.client.roas.roas == {ROA}
    assert played.connect() == [rtr.ResetQuery(version=0)]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("09 03 0007 00000008", codes.UNSUPPORTED_VERSION),
        ("02 03 0007 00000008", codes.UNEXPECTED_VERSION),
    ],
)
def test_7_versions_that_were_not_asked_for(said: str, code: int) -> None:
    """§7: "it MUST either downgrade to a known version or terminate the connection"."""
    played = Played()
    played.connect()
    assert reports(played.say(bytes.fromhex(said))) == [code]
    assert closes(played.events())


def test_7_versions_do_not_change() -> None:
    """§7: "that party MUST drop the session", with error 8, but for an Error Report."""
    played = loaded(ROA)
    assert reports(played.say(rtr.SerialNotify(version=0, session_id=7, serial=2))) == [
        codes.UNEXPECTED_VERSION
    ]
    assert closes(played.events())
    played = loaded(ROA)
    assert played.say(rtr.ErrorReport(version=0, code=1)) == []
    assert closes(played.events())


def test_7_a_notify_before_the_answer_is_ignored() -> None:
    """§7: "regardless of the Protocol Version field in the Serial Notify PDU"."""
    played = Played()
    played.connect()
    for version in (0, 1, 2):
        notify = rtr.SerialNotify(version=version, session_id=99, serial=5)
        assert played.say(notify) == []
    played.load(ROA)
    assert played.sent() == []
    assert played.client.roas.roas == {ROA}


def test_83_a_cache_reset_leads_to_a_reset_query() -> None:
    """§8.3: "it MUST issue a Reset Query and get an entire new load from the cache"."""
    played = loaded(ROA, OTHER)
    played.until()
    played.sent()
    assert played.say(rtr.CacheReset()) == [rtr.ResetQuery()]
    assert played.client.roas.roas == {ROA, OTHER}
    # The cache may be another one by now.
    played.load(ROA, THIRD, serial=1, session_id=8)
    assert played.events() == [rtr.PayloadsChanged(serial=1, announced=1, withdrawn=1)]
    assert played.client.roas.roas == {ROA, THIRD}
    # A Cache Reset for a Reset Query is none.
    played = Played()
    played.connect()
    assert reports(played.say(rtr.CacheReset())) == [codes.CORRUPT_DATA]


def test_84_no_data_available() -> None:
    """§8.4: "the router MUST issue periodic Reset Queries until it gets a new usable load"."""
    played = Played()
    played.connect()
    no_data = rtr.ErrorReport(code=codes.NO_DATA_AVAILABLE)
    for _ in range(3):
        assert played.say(no_data) == []
        assert [type(each) for each in played.events()] == [rtr.CacheReported]
        played.until()
        assert played.sent() == [rtr.ResetQuery()]
    played.say(no_data)
    # The cache may say that it has some by now.
    assert played.say(rtr.SerialNotify(session_id=7, serial=1)) == [rtr.ResetQuery()]
    played.load(ROA)
    assert played.client.roas.roas == {ROA}


@pytest.mark.parametrize(
    "pdu",
    [
        rtr.PrefixPdu(roa=ROA),
        rtr.CacheResponse(session_id=7),
        END,
        rtr.CacheReset(),
        rtr.ResetQuery(),
        rtr.SerialQuery(session_id=7, serial=1),
    ],
    ids=lambda each: each.name,
)
def test_8_pdus_out_of_place(pdu: rtr.Pdu) -> None:
    """§5.2: Serial Notify alone comes unasked; what else does is Corrupt Data (§12)."""
    played = loaded(OTHER)
    if isinstance(pdu, rtr.CacheResponse):
        played.until()
        played.sent()
        played.say(pdu)
    assert reports(played.say(pdu)) == [codes.CORRUPT_DATA]
    assert closes(played.events())
    assert played.client.roas.roas == {OTHER}


def test_12_unknown_types() -> None:
    """§12: error 5 is fatal; router keys and ASPAs are of later versions."""
    played = loaded(ROA)
    assert reports(played.say(bytes.fromhex("01 63 0000 00000008"))) == [codes.UNSUPPORTED_PDU_TYPE]
    assert closes(played.events())


def test_a_cache_that_falls_silent() -> None:
    """A query that is not answered has failed: the client comes back after a while (§6)."""
    played = Played(rtr.Client(response_time=30))
    played.connect()
    played.now = 20
    played.say(RESPONSE)
    assert played.client.next_deadline() == 50
    played.until()
    assert closes(played.events())
    assert played.client.state is ClientState.RESTING
    assert played.client.next_deadline() == 650


def test_what_is_too_much_is_refused() -> None:
    """A cache cannot have us keep any number of payloads."""
    played = Played(rtr.Client(limit=1))
    played.connect()
    answer = played.say(RESPONSE, rtr.PrefixPdu(roa=ROA), rtr.PrefixPdu(roa=OTHER))
    assert reports(answer) == [codes.INTERNAL_ERROR]
    assert closes(played.events())


def test_a_client_that_is_stopped() -> None:
    """It closes, keeps what it has until that expires, and goes on from there."""
    played = loaded(ROA)
    played.client.stop(1.0)
    assert closes(played.events())
    assert played.client.roas.roas == {ROA}
    assert played.client.next_deadline() == 7200
    assert played.say(rtr.PrefixPdu(roa=OTHER)) == []
    played.client.start(2.0)
    assert played.events() == [rtr.ConnectWanted()]
    assert played.connect() == [rtr.SerialQuery(session_id=7, serial=1)]
    with pytest.raises(LocalError, match="no connection was asked for"):
        played.client.connection_made(3.0)


# -- the cache -------------------------------------------------------------------------------


def test_client_and_cache() -> None:
    """§8.1, §8.2: all of it, then what has changed; notified of no more than once a minute."""
    cache, client = rtr.Cache(0xFFFF, version=2), rtr.Client(version=2)
    wire = Wire(cache, client)
    cache.update(0.0, roas=[ROA, OTHER], aspas=[Aspa(1, [2])], router_keys=[KEY])
    wire.start()
    assert client.roas.roas == {ROA, OTHER}
    assert client.aspas.providers == {1: frozenset({2})}
    assert client.router_keys == {KEY}
    wire.heard.clear()
    cache.update(10.0, roas=[ROA, THIRD], aspas=[Aspa(1, [3])])
    wire.run(59)
    assert wire.heard == []
    wire.run(2)
    # Of the ASPA the providers are others: it counts among those that came and that went.
    assert wire.heard == [rtr.PayloadsChanged(serial=1, announced=2, withdrawn=3)]
    assert client.roas.roas == {ROA, THIRD}
    assert (client.aspas.providers, client.router_keys) == ({1: frozenset({3})}, frozenset())


def test_cache_without_history_and_without_data() -> None:
    """§8.3, §8.4: Cache Reset where it cannot say what has changed, error 2 where there is none."""
    cache, client = rtr.Cache(7, history=1), rtr.Client()
    wire = Wire(cache, client)
    wire.start()
    assert isinstance(wire.heard[-1], rtr.CacheReported)
    cache.update(1.0, roas=[ROA])
    wire.settle()
    assert client.roas.roas == {ROA}
    for at, roas in enumerate(([], [OTHER], [OTHER, THIRD])):
        cache.update(2.0 + at, roas=roas)
    wire.heard.clear()
    wire.run(120)
    assert wire.heard == [rtr.PayloadsChanged(serial=3, announced=2, withdrawn=1)]
    assert client.roas.roas == {OTHER, THIRD}


@pytest.mark.parametrize("newest", [0, 1, 2])
@pytest.mark.parametrize("asked", [0, 1, 2])
def test_versions_of_client_and_cache(newest: int, asked: int) -> None:
    """§7: the two agree on the newest that both have, and nothing is told that it lacks."""
    cache, client = rtr.Cache(7, version=newest), rtr.Client(version=asked)
    cache.update(0.0, roas=[ROA], aspas=[Aspa(1, [2])], router_keys=[KEY])
    wire = Wire(cache, client)
    wire.start()
    agreed = min(newest, asked)
    assert client.version == agreed
    assert client.roas.roas == {ROA}
    assert bool(client.router_keys) is (agreed >= 1)
    assert bool(client.aspas.providers) is (agreed == 2)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (rtr.SerialQuery(session_id=9, serial=0), codes.CORRUPT_DATA),
        (rtr.ResetQuery(version=2), codes.UNSUPPORTED_VERSION),
        (rtr.CacheReset(), codes.INVALID_REQUEST),
        (bytes.fromhex("01 63 0000 00000008"), codes.UNSUPPORTED_PDU_TYPE),
    ],
)
def test_cache_refuses(asked: rtr.Pdu | bytes, code: int) -> None:
    """§12: with the code for it, and then it closes."""
    cache = rtr.Cache(7)
    cache.update(0.0, roas=[ROA])
    connection = cache.connection_made()
    octets = asked if isinstance(asked, bytes) else asked.encode()
    connection.receive_data(octets)
    report = rtr.decode(connection.data_to_send())
    assert isinstance(report, rtr.ErrorReport)
    assert (report.code, report.octets) == (code, octets)
    assert connection.is_over
    connection.receive_data(rtr.ResetQuery().encode())
    assert connection.data_to_send() == b""


def test_cache_does_not_answer_reports() -> None:
    """§5.11, §7: nor does it notify who has not asked yet."""
    cache = rtr.Cache(7)
    cache.update(0.0, roas=[ROA])
    connection = cache.connection_made()
    cache.update(61.0, roas=[])
    assert connection.data_to_send() == b""
    connection.receive_data(rtr.ErrorReport(code=0).encode())
    assert connection.data_to_send() == b""
    assert connection.is_over


def test_cache_is_configured_within_bounds() -> None:
    """§6: "Caches MUST set Expire Interval to a value larger than either Refresh Interval or"."""
    with pytest.raises(LocalError, match="more than refresh and retry"):
        rtr.Cache(7, refresh=900, expire=900)
    with pytest.raises(LocalError, match="retry is 7201"):
        rtr.Cache(7, retry=7201)
    with pytest.raises(LocalError, match="version"):
        rtr.Cache(7, version=3)
    with pytest.raises(LocalError, match="version"):
        rtr.Client(version=3)
