"""Flow specifications from alerts (RFC 8955): what a detector reports is dropped by routers.

    detector | python flowspec_from_alert.py --as 65000 --id 192.0.2.9 --listen 127.0.0.9:1179 \
        --peer 127.0.0.3:1179,65003

Reads alerts from standard input, one JSON object a line:

    {"id": "a1", "state": "start", "target": "198.51.100.7", "protocol": "udp", "port": 53,
     "rate": 1000000}
    {"id": "a1", "state": "end"}

`protocol` (a name or number), `port` (of the target), `source_port`, `source` and `rate` may be
left out. A rule lets `rate` octets a second pass, 0 where there is none, and is withdrawn when the
alert ends, or after `--lifetime` seconds: no rule stays because somebody forgot it. What is wider
than `--widest` bits, or outside of `--protect`, is refused and said on standard error.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from typing import Any

import attrs

from bgplib import Family, Prefix
from bgplib.attributes import ExtendedCommunities
from bgplib.attributes.extended_communities import TrafficRate
from bgplib.errors import BGPError
from bgplib.nlri.flowspec import FlowSpecNlri
from bgplib.policy import ACCEPT_ALL, REJECT_ALL
from bgplib.speaker import PeerConfig, Speaker, SpeakerConfig
from input_lines import follow_lines
from peer_arguments import add_speaker_arguments, endpoint
from route_reflector import tell
from speaker_driver import Driver

_PROTOCOLS = {"icmp": 1, "tcp": 6, "udp": 17}


class Refused(Exception):  # noqa: N818 - it says what happened
    """An alert that no rule is made of."""


@attrs.frozen(kw_only=True)
class Limits:
    """What rules may be made of."""

    protect: tuple[Prefix, ...]  # our own networks: nothing else is ever a target
    widest: int  # prefixes of targets have so many bits at least
    lifetime: float  # seconds


@attrs.frozen
class Rule:
    """A flow specification and what is done with the packets."""

    family: Family
    nlri: FlowSpecNlri
    rate: float  # octets a second; 0 drops all


def rule_of(alert: dict[str, Any], limits: Limits) -> Rule:
    """Make a rule of an alert.

    Raises:
        BGPError: a field is none of BGP's.
        Refused: the limits do not allow it.
    """
    target = Prefix.parse(str(alert["target"]))
    if not any(own.contains(target) for own in limits.protect):
        raise Refused(f"{target} is not ours to protect")
    if target.length < limits.widest:
        raise Refused(f"{target} is wider than /{limits.widest}")
    words = [f"destination {target}"]
    if "source" in alert:
        words.append(f"source {Prefix.parse(str(alert['source']))}")
    if "protocol" in alert:
        number = _PROTOCOLS.get(str(alert["protocol"]).lower(), alert["protocol"])
        words.append(f"protocol =={int(number)}")
    if "port" in alert:
        words.append(f"destination-port =={int(alert['port'])}")
    if "source_port" in alert:
        words.append(f"source-port =={int(alert['source_port'])}")
    family = Family.IPV4_FLOWSPEC if target.afi == 1 else Family.IPV6_FLOWSPEC
    rate = float(alert.get("rate", 0))
    if rate < 0:
        raise Refused(f"a rate of {rate} octets a second")
    return Rule(family, FlowSpecNlri.parse(" ".join(words)), rate)


class Mitigation:
    """The rules in force, by the alert that asked for them."""

    def __init__(self, driver: Driver, limits: Limits) -> None:
        """Start without rules."""
        self._driver = driver
        self._limits = limits
        self._rules: dict[str, Rule] = {}
        self._expiry: dict[str, asyncio.TimerHandle] = {}

    def take(self, line: str) -> None:
        """Do what an alert asks for; what is wrong with it goes to standard error."""
        try:
            alert = json.loads(line)
            name = str(alert["id"])
            if alert.get("state") == "end":
                self.end(name)
            else:
                self.begin(name, rule_of(alert, self._limits))
        except (BGPError, Refused, KeyError, TypeError, ValueError) as error:
            print(f"refused: {type(error).__name__}: {error}", file=sys.stderr, flush=True)

    def begin(self, name: str, rule: Rule) -> None:
        """Announce a rule."""
        self.end(name)
        rate = TrafficRate(rate=rule.rate)
        self._driver.speaker.originate(
            rule.nlri,
            self._driver.now,
            family=rule.family,
            attributes=[ExtendedCommunities((rate,))],
        )
        self._driver.settle()
        self._rules[name] = rule
        loop = asyncio.get_running_loop()
        self._expiry[name] = loop.call_later(self._limits.lifetime, self.end, name)
        print(f"{name}: {rule.nlri} at {rule.rate:.0f} octets a second", flush=True)

    def end(self, name: str) -> None:
        """Withdraw a rule, unless another alert asks for the same."""
        rule = self._rules.pop(name, None)
        if rule is None:
            return
        self._expiry.pop(name).cancel()
        if rule.nlri not in [other.nlri for other in self._rules.values()]:
            self._driver.speaker.withdraw(rule.nlri, self._driver.now, family=rule.family)
            self._driver.settle()
        print(f"{name}: withdrawn", flush=True)


async def run(arguments: argparse.Namespace) -> None:
    """Take alerts until a signal comes, or the input ends."""
    local, port = endpoint(arguments.listen)
    speaker = Speaker(SpeakerConfig(local_as=arguments.asn, identifier=arguments.id))
    driver = Driver(speaker, tell)
    await driver.listen(local, port)
    for peer in arguments.peer:
        driver.add_peer(
            PeerConfig(
                address=peer.address,
                remote_as=peer.asn,
                local_address=local,
                families=[Family.IPV4_FLOWSPEC, Family.IPV6_FLOWSPEC][: 1 + arguments.ipv6],
                import_policy=REJECT_ALL,  # nobody tells a mitigation what to drop
                export_policy=ACCEPT_ALL,
            ),
            peer.port,
        )
    driver.start()
    limits = Limits(
        protect=tuple(map(Prefix.parse, arguments.protect)),
        widest=arguments.widest,
        lifetime=arguments.lifetime,
    )
    mitigation = Mitigation(driver, limits)
    follow_lines(sys.stdin, mitigation.take)
    print("waiting for alerts", flush=True)
    await driver.run()
    await driver.stop("the mitigation was stopped")


def main() -> None:
    """Read the arguments, and run."""
    parser = argparse.ArgumentParser(description="Flow specifications from alerts.")
    add_speaker_arguments(parser, help="a router")
    parser.add_argument("--protect", action="append", default=[], help="a network of ours")
    parser.add_argument("--widest", type=int, default=24, help="the shortest prefix of a target")
    parser.add_argument("--lifetime", type=float, default=3600, help="seconds a rule stays")
    parser.add_argument("--ipv6", action="store_true", help="IPv6 flow specifications too")
    arguments = parser.parse_args()
    if arguments.listen is None or not arguments.protect:
        parser.error("--listen and --protect are needed")
    asyncio.run(run(arguments))


if __name__ == "__main__":
    main()
