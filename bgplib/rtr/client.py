"""Client: a router's side of the RPKI-Router protocol (RFC 8210, RFC 6810), without a socket.

A driver does these four things for ever:

1. call what happened: `start`, `connection_made`, `connection_failed`, `receive_data`,
   `handle_timers`;
2. send what `data_to_send` returns;
3. take `events`: connect where `ConnectWanted` asks for it; where `CloseWanted` does, send and
   close, which is not to be told as `receive_data` of nothing; and use the payloads where
   `PayloadsChanged` or `PayloadsExpired` says that there are others;
4. wait for the socket, or until `next_deadline`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from enum import Enum
from typing import Final

from bgplib._checks import check, octets_of
from bgplib.errors import LocalError
from bgplib.policy.rpki.aspa import AspaTable
from bgplib.policy.rpki.roa import RoaTable
from bgplib.rtr import codes
from bgplib.rtr._table import decode
from bgplib.rtr.control import (
    DEFAULT_EXPIRE,
    DEFAULT_REFRESH,
    DEFAULT_RETRY,
    CacheReset,
    CacheResponse,
    EndOfData,
    ResetQuery,
    SerialNotify,
    SerialQuery,
)
from bgplib.rtr.cutter import PduCutter
from bgplib.rtr.error import PduError
from bgplib.rtr.error_report import ErrorReport
from bgplib.rtr.events import (
    CacheReported,
    CloseWanted,
    ConnectWanted,
    Event,
    PayloadsChanged,
    PayloadsExpired,
)
from bgplib.rtr.payload import AspaPdu, PrefixPdu, RouterKey, RouterKeyPdu
from bgplib.rtr.payload_set import PayloadSet
from bgplib.rtr.pdu import Pdu
from bgplib.session.timers import Clock

__all__ = ["Client", "ClientState"]

# RFC 8210 §6, in seconds: the least and the most that an interval may be.
_REFRESH: Final = (1, 86_400)
_RETRY: Final = (1, 7_200)
_EXPIRE: Final = (600, 172_800)


class ClientState(Enum):
    """What a client is about."""

    STOPPED = "stopped"  #: `start` was not called
    CONNECTING = "connecting"  #: the driver was asked to connect
    RESTING = "resting"  #: there is no connection, until the retry interval is over
    QUERYING = "querying"  #: a query was sent
    LOADING = "loading"  #: the answer comes
    READY = "ready"  #: connected, and nothing is asked for


class Client:
    """Keeps the payloads of one cache.

    Of several caches a program makes as many clients, and of what they have one table, or takes the
    first that has anything; a cache that is preferred is for it to choose (RFC 8210 §10).
    """

    def __init__(
        self,
        *,
        version: int = 1,
        refresh: int = DEFAULT_REFRESH,
        retry: int = DEFAULT_RETRY,
        expire: int = DEFAULT_EXPIRE,
        response_time: float = 60.0,
        limit: int = 5_000_000,
    ) -> None:
        """Start without payloads.

        Args:
            version: the version to begin with; an older one is agreed on where the cache has no
                other. 2, a draft, has ASPAs.
            refresh: seconds from an answer to the next query, until the cache says it.
            retry: seconds from a failure to the next attempt, until the cache says it.
            expire: seconds after which payloads are of no use, until the cache says it.
            response_time: seconds in which the cache has to go on with an answer.
            limit: payloads that are kept at most; an answer of more is refused.

        Raises:
            LocalError: there is no such version, or a number is none.
        """
        if version not in codes.VERSIONS:
            raise LocalError(f"version is {version!r}, it must be 0, 1 or 2")
        for name, value in (("refresh", refresh), ("retry", retry), ("expire", expire)):
            check(value, int, name)
        check(response_time, float, "response_time")
        check(limit, int, "limit")
        self._newest: Final = version
        self._limit: Final = limit
        self._response_time: Final = response_time
        self._clock: Final = Clock()
        self._events: deque[Event] = deque()
        self._state = ClientState.STOPPED
        self._refresh, self._retry, self._expire = refresh, retry, expire
        # What the cache has told, and as of when.
        self._payloads = PayloadSet()
        self._roas: RoaTable | None = None
        self._aspas: AspaTable | None = None
        self._known: tuple[int, int, int] | None = None  # version, Session ID, Serial Number
        # Of the connection.
        self._cutter = PduCutter()
        self._output = bytearray()
        self._asked = version  # the version that we ask in
        self._proven = 0  # the newest that the cache ever answered in
        self._agreed: int | None = None  # the one that the cache answers in
        self._is_reset = True  # what is asked for is all that there is
        self._loading = PayloadSet()
        self._session_id = 0
        self._notified: int | None = None
        # Deadlines; None: not running.
        self._next: float | None = None  # the next query, or attempt to connect
        self._answer: float | None = None
        self._end: float | None = None

    # -- what the program asks ---------------------------------------------------------------

    @property
    def state(self) -> ClientState:
        """What it is about."""
        return self._state

    @property
    def version(self) -> int | None:
        """The version that was agreed on; None until the cache has answered."""
        return self._agreed

    @property
    def serial(self) -> int | None:
        """The Serial Number of the payloads; None where the next query is for all that there is."""
        return None if self._known is None else self._known[2]

    @property
    def roas(self) -> RoaTable:
        """The validated ROA payloads; empty where there are none, or none any more."""
        if self._roas is None:
            self._roas = RoaTable(self._payloads.roas)
        return self._roas

    @property
    def aspas(self) -> AspaTable:
        """The validated ASPA payloads, which version 2 has."""
        if self._aspas is None:
            self._aspas = AspaTable(self._payloads.aspas.values())
        return self._aspas

    @property
    def router_keys(self) -> frozenset[RouterKey]:
        """The router keys, which version 1 has."""
        return frozenset(self._payloads.keys)

    def __repr__(self) -> str:
        """Return state and size."""
        return f"<Client {self._state.value}: {len(self._payloads)} payloads>"

    # -- what the driver calls ---------------------------------------------------------------

    def start(self, now: float) -> None:
        """Begin: ask for a connection.

        Raises:
            LocalError: the time is not a number.
        """
        self._clock.set(now)
        if self._state is ClientState.STOPPED:
            self._want_connection()

    def stop(self, now: float) -> None:
        """Close, and stay so until `start`; payloads stay until they expire.

        Raises:
            LocalError: the time is not a number.
        """
        self._clock.set(now)
        if self._is_connected():
            self._events.append(CloseWanted("the client was stopped"))
        self._next = self._answer = None
        self._state = ClientState.STOPPED

    def connection_made(self, now: float) -> None:
        """Take the connection that `ConnectWanted` asked for, and ask the cache.

        Raises:
            LocalError: the time is not a number, or no connection was asked for.
        """
        self._clock.set(now)
        if self._state is not ClientState.CONNECTING:
            raise LocalError(f"no connection was asked for: the client is {self._state.value}")
        self._cutter = PduCutter()
        self._output.clear()
        self._agreed = self._notified = None
        self._query()

    def connection_failed(self, now: float) -> None:
        """Note that the cache cannot be reached.

        Raises:
            LocalError: the time is not a number.
        """
        self._clock.set(now)
        if self._state is ClientState.CONNECTING:
            self._rest()

    def receive_data(self, octets: bytes | bytearray | memoryview, now: float) -> None:
        """Take octets that came from the cache; none: it has closed the connection.

        What comes after `CloseWanted` counts for nothing.

        Raises:
            LocalError: the time is not a number, or it is no octets.
        """
        octets = octets_of(octets, "octets")
        self._clock.set(now)
        if not self._is_connected():
            return
        if not octets:
            self._closed()
            return
        if self._answer is not None:
            self._answer = self._clock.now + self._response_time
        pdu = b""
        try:
            for pdu in self._cutter.feed(octets):
                self._take(pdu)
                if not self._is_connected():
                    return
                pdu = b""
        except PduError as error:
            # RFC 8210 §5.11: "An Error Report PDU MUST NOT be sent for an Error Report PDU."
            pdu = pdu or self._cutter.rest
            is_report = len(pdu) > 1 and pdu[1] == codes.ERROR_REPORT
            self._fail(error.text, None if is_report else error.error_code, pdu)

    def data_to_send(self) -> bytes:
        """Hand out the octets to send, which are gone from here then."""
        octets = bytes(self._output)
        self._output.clear()
        return octets

    def events(self) -> Iterator[Event]:
        """Iterate over what has happened; each event once."""
        while self._events:
            yield self._events.popleft()

    def next_deadline(self) -> float | None:
        """Return when `handle_timers` has something to do; None: no timer runs."""
        deadlines = (self._next, self._answer, self._end)
        return min((each for each in deadlines if each is not None), default=None)

    def handle_timers(self, now: float) -> None:
        """Do what is due; too early it does nothing.

        Raises:
            LocalError: the time is not a number.
        """
        now = self._clock.set(now)
        if self._end is not None and self._end <= now:
            # RFC 8210 §6: "The router MUST NOT retain the data past the time indicated by this
            # parameter."
            self._flush("the cache has not answered for so long that they expired")
        if self._answer is not None and self._answer <= now:
            self._fail(f"the cache said nothing for {self._response_time:g} s")
        elif self._next is not None and self._next <= now:
            if self._is_connected():
                self._query()
            else:
                self._want_connection()

    # -- PDUs --------------------------------------------------------------------------------

    def _take(self, octets: bytes) -> None:
        version, kind = octets[0], octets[1]
        if kind == codes.ERROR_REPORT:
            self._act(decode(octets))
            return
        if self._agreed is None:
            # RFC 8210 §7: "The router MUST ignore any Serial Notify PDUs it might receive from the
            # cache during this initial startup period, regardless of the Protocol Version field in
            # the Serial Notify PDU."
            if kind == codes.SERIAL_NOTIFY:
                return
            if not self._agree(version):
                return
        # RFC 8210 §7: "the party dropping the session SHOULD send an Error Report with an error
        # code of 8 ("Unexpected Protocol Version")."
        elif version != self._agreed:
            text = f"the version is {version}, {self._agreed} was agreed on"
            raise PduError(text, error_code=codes.UNEXPECTED_VERSION, rfc="RFC 8210 §7")
        self._act(decode(octets))

    def _agree(self, version: int) -> bool:
        """Take the version of the first answer, and say whether it is one to go on with."""
        if version not in codes.VERSIONS:
            raise PduError(
                f"the version is {version}",
                error_code=codes.UNSUPPORTED_VERSION,
                rfc="RFC 8210 §7",
            )
        if version > self._asked:
            text = f"the version is {version}, which was not asked for"
            raise PduError(text, error_code=codes.UNEXPECTED_VERSION, rfc="RFC 8210 §7")
        if version < self._asked and not self._is_reset:
            # RFC 8210 §5.1: "routers MUST treat sessions with different Protocol Version fields as
            # separate sessions": the serial number that we asked with means nothing in this one.
            self._lower(version, f"the cache answers in version {version}")
            return False
        # RFC 8210 §7: "In this case, the router MUST either downgrade to version 0 or terminate
        # the connection."
        self._agreed = self._asked = version
        self._proven = max(self._proven, version)
        return True

    def _act(self, pdu: Pdu) -> None:
        state = self._state
        if isinstance(pdu, ErrorReport):
            self._heed(pdu)
        elif isinstance(pdu, PrefixPdu | RouterKeyPdu | AspaPdu) and state is ClientState.LOADING:
            self._load(pdu)
        elif isinstance(pdu, CacheResponse) and state is ClientState.QUERYING:
            self._begin(pdu)
        elif isinstance(pdu, EndOfData) and state is ClientState.LOADING:
            self._commit(pdu)
        elif isinstance(pdu, SerialNotify):
            self._notice(pdu)
        elif isinstance(pdu, CacheReset) and state is ClientState.QUERYING and not self._is_reset:
            # RFC 8210 §8.3: "If there are no more-preferred caches, it MUST issue a Reset Query and
            # get an entire new load from the cache."
            self._known = None
            self._query()
        else:
            raise PduError(f"{pdu.name} is out of place: the client is {state.value}")

    def _begin(self, pdu: CacheResponse) -> None:
        if not self._is_reset:
            self._check_session(pdu.session_id)
        self._session_id = pdu.session_id
        self._loading = PayloadSet() if self._is_reset else self._payloads.copy()
        self._state = ClientState.LOADING

    def _load(self, pdu: PrefixPdu | RouterKeyPdu | AspaPdu) -> None:
        if pdu.announce:
            self._loading.announce(pdu.payload)
        else:
            self._loading.withdraw(pdu.payload)
        if len(self._loading) > self._limit:
            text = f"there are more than {self._limit} payloads, which is the limit here"
            raise PduError(text, error_code=codes.INTERNAL_ERROR)

    def _commit(self, pdu: EndOfData) -> None:
        # RFC 8210 §5.8: "The Session ID and Protocol Version MUST be the same as that of the
        # corresponding Cache Response which began the (possibly null) sequence of payload PDUs."
        self._check_session(pdu.session_id, self._session_id)
        announced = self._loading.count_beyond(self._payloads)
        withdrawn = self._payloads.count_beyond(self._loading)
        differs = bool(announced or withdrawn)
        if differs:
            self._payloads = self._loading
            self._roas = self._aspas = None
        self._loading = PayloadSet()
        self._known = (pdu.version, pdu.session_id, pdu.serial)
        if pdu.version > 0:
            self._refresh = _within(pdu.refresh, _REFRESH)
            self._retry = _within(pdu.retry, _RETRY)
            self._expire = _within(pdu.expire, _EXPIRE)
        if differs or self._end is None:
            self._events.append(
                PayloadsChanged(serial=pdu.serial, announced=announced, withdrawn=withdrawn)
            )
        now = self._clock.now
        self._end, self._answer, self._next = now + self._expire, None, now + self._refresh
        self._state = ClientState.READY
        notified, self._notified = self._notified, None
        if notified is not None and notified != pdu.serial:
            self._query()

    def _notice(self, pdu: SerialNotify) -> None:
        # RFC 8210 §5.2: "Upon receipt of a Serial Notify PDU, the router MAY issue an immediate
        # Serial Query (Section 5.3) or Reset Query (Section 5.4)".
        if self._state is not ClientState.READY:
            self._notified = pdu.serial
        elif self._known is None:
            self._query()
        else:
            self._check_session(pdu.session_id)
            if pdu.serial != self._known[2]:
                self._query()

    def _check_session(self, session_id: int, expected: int | None = None) -> None:
        """Check that the cache is still the one whose serial numbers we know.

        Raises:
            PduError: it is not.
        """
        if expected is None:
            expected = session_id if self._known is None else self._known[1]
        if session_id != expected:
            # RFC 8210 §5.1: "the party which detects the mismatch MUST immediately terminate the
            # session with an Error Report PDU with code 0 ("Corrupt Data"), and the router MUST
            # flush all data learned from that cache."
            self._flush(f"the cache has become another one, of session {session_id}")
            raise PduError(
                f"the Session ID is {session_id}, it was {expected}", rfc="RFC 8210 §5.1"
            )

    def _heed(self, report: ErrorReport) -> None:
        self._events.append(CacheReported(report))
        now = self._clock.now
        if not report.is_fatal:
            if self._agreed is None and report.version <= self._asked:
                self._agreed = self._asked = report.version
            # RFC 8210 §8.4: "If no other caches are available, the router MUST issue periodic Reset
            # Queries until it gets a new usable load from the cache."
            self._known = None
            self._state = ClientState.READY
            self._answer, self._next = None, now + self._retry
            return
        if report.code == codes.UNSUPPORTED_VERSION and self._agreed is None and self._asked:
            # RFC 8210 §6: "if the router needs to downgrade to a lower protocol version number, it
            # MAY send the first Serial Query or Reset Query immediately."
            self._lower(min(report.version, self._asked - 1), "the cache has an older version")
            return
        if report.code == codes.CORRUPT_DATA and not self._is_reset:
            # RFC 8210 §5.1 has the cache say so of a Session ID that is not its own.
            self._flush("the cache does not know the session")
        self._known = None
        self._fail("the cache has ended the session")

    # -- inside ------------------------------------------------------------------------------

    def _is_connected(self) -> bool:
        connected = (ClientState.QUERYING, ClientState.LOADING, ClientState.READY)
        return self._state in connected

    def _want_connection(self) -> None:
        self._next = None
        self._state = ClientState.CONNECTING
        self._events.append(ConnectWanted())

    def _query(self) -> None:
        """Ask for what has changed, or, where that cannot be, for all."""
        version = self._asked if self._agreed is None else self._agreed
        known = self._known
        # RFC 8210 §8.1: "In all other cases, the router lacks the necessary data for fast
        # resynchronization and therefore MUST fall back to a Reset Query."
        self._is_reset = known is None or known[0] != version
        query: Pdu
        if known is None or self._is_reset:
            query = ResetQuery(version=version)
        else:
            query = SerialQuery(version=version, session_id=known[1], serial=known[2])
        self._output += query.encode()
        self._state = ClientState.QUERYING
        self._next, self._answer = None, self._clock.now + self._response_time

    def _closed(self) -> None:
        """Note that the cache has closed the connection."""
        # RFC 8210 §7: "The cache may terminate the connection, perhaps with a version 0 Error
        # Report PDU. In this case, the router MAY retry the connection using protocol version 0."
        if self._agreed is None and self._asked > self._proven:
            self._asked -= 1
            self._want_connection()
            self._answer = None
        else:
            self._rest()

    def _lower(self, version: int, text: str) -> None:
        """Come back at once, with a lower version."""
        self._events.append(CloseWanted(text))
        self._asked = version
        self._answer = None
        self._want_connection()

    def _fail(self, text: str, code: int | None = None, pdu: bytes = b"") -> None:
        """Close, and come back after a while; say why, if there is a code for it."""
        if code is not None:
            version = self._asked if self._agreed is None else self._agreed
            report = ErrorReport(version=version, code=code, octets=pdu, text=text)
            self._output += report.encode()
            # What came does not go with what is here: the next answer is to have all.
            self._known = None
        self._events.append(CloseWanted(text))
        self._rest()

    def _rest(self) -> None:
        """Wait for the retry interval, without a connection."""
        self._loading = PayloadSet()
        if self._agreed is None:
            self._asked = self._newest
        self._state = ClientState.RESTING
        self._answer, self._next = None, self._clock.now + self._retry

    def _flush(self, text: str) -> None:
        """Drop all payloads."""
        self._known = self._end = None
        if len(self._payloads):
            self._payloads = PayloadSet()
            self._roas = self._aspas = None
            self._events.append(PayloadsExpired(text))


def _within(value: int, bounds: tuple[int, int]) -> int:
    """Return an interval, or the nearest that RFC 8210 §6 allows."""
    return min(max(value, bounds[0]), bounds[1])
