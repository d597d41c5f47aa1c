"""Route distinguishers as ExaBGP prints them."""

from __future__ import annotations

from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["distinguisher_to_json"]


def distinguisher_to_json(rd: RouteDistinguisher) -> dict[str, str]:
    """Return `rd`: `65000:1`, `192.0.2.1:1`, or the octets of a type that is not known.

    What ExaBGP prints does not tell an AS number of four octets that fits in two from one of two
    octets, and these are different distinguishers: there the octets follow as `rd-raw`.
    """
    octets = "0x" + rd.octets.hex().upper()
    if rd.administrator is None:
        return {"rd": octets}
    text = str(rd).replace("L", "")
    return {"rd": text} if RouteDistinguisher.parse(text) == rd else {"rd": text, "rd-raw": octets}
