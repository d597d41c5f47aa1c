"""Cache: the other side of the RPKI-Router protocol (RFC 8210), without a socket.

It serves routers with payloads that a program has: in tests of routers, in a laboratory, or behind
a validator. What it has is put in by `update`; each router that connects has a `CacheConnection`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Final

from bgplib._checks import check, check_each, octets_of
from bgplib.errors import LocalError
from bgplib.policy.rpki.aspa import Aspa
from bgplib.policy.rpki.roa import Roa
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
from bgplib.rtr.payload import AspaPdu, Payload, PrefixPdu, RouterKey, RouterKeyPdu
from bgplib.rtr.payload_set import PayloadSet
from bgplib.rtr.pdu import Pdu
from bgplib.session.timers import Clock

__all__ = ["Cache", "CacheConnection"]

# RFC 8210 §8.2: "The cache MUST rate-limit Serial Notifies to no more frequently than one per
# minute."
_BETWEEN_NOTIFIES: Final = 60.0


class Cache:
    """Payloads, and the routers that have them from here."""

    def __init__(
        self,
        session_id: int,
        *,
        version: int = 1,
        refresh: int = DEFAULT_REFRESH,
        retry: int = DEFAULT_RETRY,
        expire: int = DEFAULT_EXPIRE,
        history: int = 16,
    ) -> None:
        """Start without payloads: routers are told that there is no data yet.

        Args:
            session_id: names this instance; another one after each restart (RFC 8210 §5.1). Of the
                versions each has a number of its own, those behind it.
            version: the newest version that is spoken: 0, 1, or 2, which is a draft and has ASPAs.
            refresh: seconds after which routers are to ask again.
            retry: seconds after which they are to ask again where there is no answer.
            expire: seconds for which they may use what they have, more than the other two.
            history: how many updates are remembered, for routers to be told no more than what has
                changed.

        Raises:
            LocalError: a number is out of range.
        """
        if version not in codes.VERSIONS:
            raise LocalError(f"version is {version!r}, it must be 0, 1 or 2")
        check(session_id, int, "session_id")
        for name, value, least, most in (
            ("refresh", refresh, 1, 86_400),
            ("retry", retry, 1, 7_200),
            ("expire", expire, 600, 172_800),
            ("history", history, 0, 1 << 16),
        ):
            check(value, int, name)
            if not least <= value <= most:
                raise LocalError(f"{name} is {value}, it must be {least} to {most}")
        # RFC 8210 §6: "Caches MUST set Expire Interval to a value larger than either Refresh
        # Interval or Retry Interval."
        if expire <= max(refresh, retry):
            raise LocalError(f"expire is {expire}, it must be more than refresh and retry")
        self.version: Final = version  #: the newest version that is spoken
        self._session_id: Final = session_id
        self._intervals: Final = {"refresh": refresh, "retry": retry, "expire": expire}
        self._serial: int | None = None
        self._payloads = PayloadSet()
        # Of each update the serial number before it, and the payloads as of then.
        self._history: deque[tuple[int, PayloadSet]] = deque(maxlen=history)
        self._connections: dict[CacheConnection, None] = {}
        self._clock: Final = Clock()
        self._notified: float | None = None
        self._is_due = False

    @property
    def serial(self) -> int | None:
        """The Serial Number of what there is; None before the first `update`."""
        return self._serial

    def update(
        self,
        now: float,
        *,
        roas: Iterable[Roa] = (),
        aspas: Iterable[Aspa] = (),
        router_keys: Iterable[RouterKey] = (),
    ) -> None:
        """Have other payloads from now on: these, and no others.

        Routers are notified, no more than once a minute; then send what their connections have,
        and call `handle_timers` at `next_deadline`.

        Raises:
            LocalError: the time is not a number, or something is no payload.
        """
        now = self._clock.set(now)
        payloads = PayloadSet(
            check_each(roas, Roa, "roas"),
            check_each(router_keys, RouterKey, "router_keys"),
            check_each(aspas, Aspa, "aspas"),
        )
        if self._serial is None:
            self._serial = 0
        elif payloads.without(self._payloads) or self._payloads.without(payloads):
            self._history.append((self._serial, self._payloads))
            self._serial = (self._serial + 1) & 0xFFFFFFFF
        else:
            return
        self._payloads = payloads
        self._is_due = True
        self.handle_timers(now)

    def connection_made(self) -> CacheConnection:
        """Take the connection of a router."""
        connection = CacheConnection(self)
        self._connections[connection] = None
        return connection

    def connection_lost(self, connection: CacheConnection) -> None:
        """Note that a router is gone."""
        self._connections.pop(connection, None)

    def next_deadline(self) -> float | None:
        """Return when `handle_timers` has something to do; None: nothing waits."""
        if not self._is_due or self._notified is None:
            return None
        return self._notified + _BETWEEN_NOTIFIES

    def handle_timers(self, now: float) -> None:
        """Notify routers, if that is due.

        Raises:
            LocalError: the time is not a number.
        """
        now = self._clock.set(now)
        waits = self._notified is not None and now < self._notified + _BETWEEN_NOTIFIES
        if not self._is_due or waits:
            return
        self._is_due, self._notified = False, now
        for connection in self._connections:
            connection.notify()

    # -- what connections ask ----------------------------------------------------------------

    def session_of(self, version: int) -> int:
        """Return the Session ID in a version."""
        # RFC 8210 §5.1: "cache servers SHOULD NOT use the same Session ID across multiple protocol
        # versions".
        return (self._session_id + version) & 0xFFFF

    def answer(self, query: Pdu) -> list[Pdu]:
        """Return what a query is answered with.

        Args:
            query: a Reset Query or Serial Query.

        Raises:
            PduError: it is none, or of a session that is not ours.
        """
        version, serial = query.version, self._serial
        before = PayloadSet()
        if isinstance(query, SerialQuery):
            ours = self.session_of(version)
            if serial is not None and query.session_id != ours:
                text = f"the Session ID is {query.session_id}, ours is {ours}"
                raise PduError(text, rfc="RFC 8210 §5.1")
            known = self._as_of(query.serial)
            if serial is not None and known is None:
                return [CacheReset(version=version)]
            before = known or before
        elif not isinstance(query, ResetQuery):
            text = f"a router sends no {query.name}"
            raise PduError(text, error_code=codes.INVALID_REQUEST)
        if serial is None:
            text = "there is no data yet"
            return [ErrorReport(version=version, code=codes.NO_DATA_AVAILABLE, text=text)]
        session_id = self.session_of(version)
        pdus: list[Pdu] = [CacheResponse(version=version, session_id=session_id)]
        after = self._payloads
        gone = before.without(after)
        # An ASPA that differs is announced in the place of the one before.
        for customer in gone.aspas.keys() & after.aspas.keys():
            del gone.aspas[customer]
        pdus += _told(version, gone, announce=False)
        pdus += _told(version, after.without(before), announce=True)
        pdus.append(
            EndOfData(version=version, session_id=session_id, serial=serial, **self._intervals)
        )
        return pdus

    def _as_of(self, serial: int) -> PayloadSet | None:
        """Return what there was at a serial number; None if that is not known any more."""
        if serial == self._serial:
            return self._payloads
        return next((payloads for at, payloads in self._history if at == serial), None)


class CacheConnection:
    """One router's connection: send what `data_to_send` has, after each call."""

    def __init__(self, cache: Cache) -> None:
        """Start at the beginning; programs use `Cache.connection_made`."""
        self._cache: Final = cache
        self._cutter: Final = PduCutter()
        self._output = bytearray()
        self._agreed: int | None = None
        self._is_over = False

    @property
    def is_over(self) -> bool:
        """Whether to close, when all was sent."""
        return self._is_over

    @property
    def version(self) -> int | None:
        """The version that was agreed on; None until the router has asked."""
        return self._agreed

    def receive_data(self, octets: bytes | bytearray | memoryview) -> None:
        """Take octets that came from the router, and answer.

        Raises:
            LocalError: it is no octets.
        """
        octets = octets_of(octets, "octets")
        if self._is_over:
            return
        pdu = b""
        try:
            for pdu in self._cutter.feed(octets):
                if not self._goes_on(pdu):
                    return
                pdu = b""
        except PduError as error:
            pdu = pdu or self._cutter.rest
            version = self._cache.version if self._agreed is None else self._agreed
            self._is_over = True
            # RFC 8210 §5.11: "An Error Report PDU MUST NOT be sent for an Error Report PDU."
            if not (len(pdu) > 1 and pdu[1] == codes.ERROR_REPORT):
                report = ErrorReport(
                    version=version, code=error.error_code, octets=pdu, text=error.text
                )
                self._output += report.encode()

    def data_to_send(self) -> bytes:
        """Hand out the octets to send, which are gone from here then."""
        octets = bytes(self._output)
        self._output.clear()
        return octets

    def notify(self) -> None:
        """Tell the router that there is something new."""
        # RFC 8210 §7: "Caches SHOULD NOT send Serial Notify PDUs before version negotiation
        # completes."
        serial = self._cache.serial
        if self._agreed is not None and serial is not None and not self._is_over:
            session_id = self._cache.session_of(self._agreed)
            notify = SerialNotify(version=self._agreed, session_id=session_id, serial=serial)
            self._output += notify.encode()

    def _goes_on(self, octets: bytes) -> bool:
        """Answer a PDU; False where it was the last."""
        version = octets[0]
        if self._agreed is not None and version != self._agreed:
            text = f"the version is {version}, {self._agreed} was agreed on"
            raise PduError(text, error_code=codes.UNEXPECTED_VERSION, rfc="RFC 8210 §7")
        pdu = decode(octets)
        if isinstance(pdu, ErrorReport):
            self._is_over = True
            return False
        # RFC 8210 §7: "it MUST either downgrade to a known version or terminate the connection,
        # with an Error Report PDU unless the received PDU is itself an Error Report PDU."
        if version > self._cache.version:
            text = f"the version is {version}, up to {self._cache.version} is spoken"
            raise PduError(text, error_code=codes.UNSUPPORTED_VERSION, rfc="RFC 8210 §7")
        self._agreed = version
        for answer in self._cache.answer(pdu):
            self._output += answer.encode()
        return True


def _told(version: int, payloads: PayloadSet, *, announce: bool) -> list[Pdu]:
    """Return the PDUs that tell of payloads, those that the version has, in a fixed order."""
    told = (_pdu(version, each, announce=announce) for each in sorted(payloads, key=str))
    return [each for each in told if each is not None]


def _pdu(version: int, payload: Payload, *, announce: bool) -> Pdu | None:
    if isinstance(payload, Roa):
        return PrefixPdu(version=version, announce=announce, roa=payload)
    if isinstance(payload, RouterKey):
        if version < codes.ROUTER_KEY_SINCE:
            return None
        return RouterKeyPdu(version=version, announce=announce, router_key=payload)
    if version < codes.ASPA_SINCE:
        return None
    return AspaPdu(version=version, announce=announce, aspa=payload)
