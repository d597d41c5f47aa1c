"""A client and a cache, or whoever plays one, on a wire that delivers at once."""

from __future__ import annotations

from bgplib import rtr
from bgplib.policy import Roa

ROA = Roa(prefix="192.0.2.0/24", asn=64496)
OTHER = Roa(prefix="2001:db8::/32", asn=64497, max_length=48)
THIRD = Roa(prefix="198.51.100.0/24", asn=64498)
KEY = rtr.RouterKey(asn=64496, identifier=bytes(20), key=b"key")


class Played:
    """A client whose cache a test plays."""

    def __init__(self, client: rtr.Client | None = None) -> None:
        self.now = 0.0
        self.client = rtr.Client() if client is None else client
        self.client.start(self.now)
        assert self.events() == [rtr.ConnectWanted()]

    def connect(self) -> list[rtr.Pdu]:
        """Connect, and return what the client asks."""
        self.client.connection_made(self.now)
        return self.sent()

    def sent(self) -> list[rtr.Pdu]:
        """Return what the client sends."""
        octets, found = self.client.data_to_send(), []
        while octets:
            length = int.from_bytes(octets[4:8], "big")
            found.append(rtr.decode(octets[:length]))
            octets = octets[length:]
        return found

    def say(self, *pdus: rtr.Pdu | bytes) -> list[rtr.Pdu]:
        """Have the cache say something, and return what the client sends then."""
        octets = (each if isinstance(each, bytes) else each.encode() for each in pdus)
        self.client.receive_data(b"".join(octets), self.now)
        return self.sent()

    def events(self) -> list[rtr.Event]:
        """Take the events."""
        return list(self.client.events())

    def until(self) -> None:
        """Let the time go by until a timer expires."""
        deadline = self.client.next_deadline()
        assert deadline is not None
        self.client.handle_timers(deadline - 0.1)
        assert self.sent() == []
        self.now = deadline
        self.client.handle_timers(self.now)

    def load(self, *roas: Roa, serial: int = 1, session_id: int = 7, version: int = 1) -> None:
        """Have the cache answer in full."""
        self.say(
            rtr.CacheResponse(version=version, session_id=session_id),
            *(rtr.PrefixPdu(version=version, roa=roa) for roa in roas),
            rtr.EndOfData(version=version, session_id=session_id, serial=serial),
        )


class Wire:
    """A client and a cache."""

    def __init__(self, cache: rtr.Cache, client: rtr.Client) -> None:
        self.now = 0.0
        self.cache, self.client = cache, client
        self.heard: list[rtr.Event] = []
        self._far: rtr.CacheConnection | None = None

    def start(self) -> None:
        """Begin."""
        self.client.start(self.now)
        self.settle()

    def settle(self) -> None:
        """Connect, close, and carry octets, until there is nothing to do."""
        busy = True
        while busy:
            busy = False
            if self._far is not None:
                asked = self.client.data_to_send()
                self._far.receive_data(asked)
                said = self._far.data_to_send()
                busy = bool(asked or said)
                if said:
                    self.client.receive_data(said, self.now)
                if self._far.is_over:
                    self.unplug()
            for event in self.client.events():
                busy = True
                self.heard.append(event)
                if isinstance(event, rtr.CloseWanted) and self._far is not None:
                    self._far.receive_data(self.client.data_to_send())
                    self.cache.connection_lost(self._far)
                    self._far = None
                elif isinstance(event, rtr.ConnectWanted):
                    self._far = self.cache.connection_made()
                    self.client.connection_made(self.now)

    def unplug(self) -> None:
        """Have the cache close."""
        if self._far is not None:
            self.cache.connection_lost(self._far)
            self._far = None
            self.client.receive_data(b"", self.now)

    def run(self, seconds: float) -> None:
        """Let time go by."""
        end = self.now + seconds
        while True:
            deadlines = (self.client.next_deadline(), self.cache.next_deadline())
            deadline = min((each for each in deadlines if each is not None), default=end)
            self.now = min(max(deadline, self.now), end)
            if self.now >= end:
                break
            self.client.handle_timers(self.now)
            self.cache.handle_timers(self.now)
            self.settle()
        self.client.handle_timers(self.now)
        self.cache.handle_timers(self.now)
        self.settle()
