"""PayloadSet: what a cache has told of, one of each (RFC 8210 §5.6, §5.10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bgplib.policy.rpki.aspa import Aspa
from bgplib.policy.rpki.roa import Roa
from bgplib.rtr import codes
from bgplib.rtr.error import PduError
from bgplib.rtr.payload import Payload, RouterKey

__all__ = ["PayloadSet"]


class PayloadSet:
    """Payloads of all kinds, as they are announced and withdrawn."""

    __slots__ = ("aspas", "keys", "roas")

    def __init__(
        self,
        roas: Iterable[Roa] = (),
        keys: Iterable[RouterKey] = (),
        aspas: Iterable[Aspa] = (),
    ) -> None:
        """Start with some."""
        self.roas = set(roas)  #: validated ROA payloads
        self.keys = set(keys)  #: router keys
        self.aspas = {
            each.customer: each for each in aspas
        }  #: validated ASPA payloads, by customer

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.roas) + len(self.keys) + len(self.aspas)

    def __iter__(self) -> Iterator[Payload]:
        """Iterate over all."""
        yield from self.roas
        yield from self.keys
        yield from self.aspas.values()

    def without(self, other: PayloadSet) -> PayloadSet:
        """Return those of these that are not in another set."""
        return PayloadSet(
            self.roas - other.roas,
            self.keys - other.keys,
            (each for each in self.aspas.values() if other.aspas.get(each.customer) != each),
        )

    def copy(self) -> PayloadSet:
        """Return another set of the same payloads."""
        return PayloadSet(self.roas, self.keys, self.aspas.values())

    def count_beyond(self, other: PayloadSet) -> int:
        """Return how many of these are not in another set."""
        return len(self.without(other))

    def announce(self, payload: Payload) -> None:
        """Take a payload in.

        Raises:
            PduError: it is there already.
        """
        if isinstance(payload, Aspa):
            # draft-ietf-sidrops-8210bis: a customer's later announcement replaces the one before.
            self.aspas[payload.customer] = payload
            return
        found: set[Roa] | set[RouterKey] = self.roas if isinstance(payload, Roa) else self.keys
        # RFC 8210 §5.6: "it SHOULD raise a Duplicate Announcement Received error."
        if payload in found:
            raise PduError(f"{payload} is announced twice", error_code=codes.DUPLICATE_ANNOUNCEMENT)
        found.add(payload)  # type: ignore[arg-type]  # each kind goes to its own

    def withdraw(self, payload: Payload) -> None:
        """Take a payload out; of an ASPA the customer counts.

        Raises:
            PduError: it is not there.
        """
        try:
            if isinstance(payload, Aspa):
                del self.aspas[payload.customer]
            elif isinstance(payload, Roa):
                self.roas.remove(payload)
            else:
                self.keys.remove(payload)
        except KeyError:
            raise PduError(
                f"{payload} is withdrawn, and is not there",
                error_code=codes.WITHDRAWAL_OF_UNKNOWN,
            ) from None
