"""Send malformed messages to a router, and say whether it does what the RFCs ask for.

    python malformed_runner.py 192.0.2.1 --local-as 65001 --remote-as 65000 --only 'origin-*'

Cases are those of `bgplib.testing.malformed`: 1,300 messages of every kind, malformed ones and
sound neighbours, each with the treatment of RFC 7606 and its section. The router is to be
configured with a passive neighbour: us. All cases for which session, families and AS numbers fit
are run, in one session as long as that lasts, or each in its own (`--fresh`).

What can be seen of a session is whether it is kept, and with what NOTIFICATION it ends. What
becomes of routes (treat-as-withdraw, attribute discard) is seen by a second neighbour, if there
is one: `--observer ADDRESS,AS`, where ADDRESS is ours. The router has to pass our routes on to it.

Exit status: 0 if the router did as required wherever it was asked, 1 if it did otherwise, 2 if it
could not be asked.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatch
from itertools import islice

from bgplib.errors import BGPError
from bgplib.testing import malformed
from bgplib.testing.malformed import MalformedCase
from router_test.cases import Task, tasks
from router_test.judge import Report, required_text
from router_test.runner import Observer, Router, Runner, Unreachable


def chosen(arguments: argparse.Namespace) -> Iterator[MalformedCase]:
    """Yield the cases that were asked for."""
    for case in malformed.cases():
        if not arguments.only or any(fnmatch(case.name, each) for each in arguments.only):
            yield case


def reports(runner: Runner, todo: list[Task], seconds: float) -> Iterator[Report]:
    """Run cases one after the other, for so long at most."""
    deadline = time.monotonic() + seconds
    gone = ""
    for task in todo:
        if time.monotonic() > deadline:
            gone = gone or "the time is over"
        if not (task.reason or gone):
            try:
                yield runner.run(task)
                continue
            except Unreachable as error:
                gone = f"the router is not there any more: {error}"
        yield Report(task=task, observed=None, verdict="not run", note=task.reason or gone)


def line(report: Report) -> str:
    """Return a line of the table."""
    case = report.task.case
    columns = (
        f"{case.name:<40}",
        f"{case.rfc:<16}",
        f"{required_text(report.task):<34}",
        f"{report.observed or '-'!s:<36}",
        report.verdict + (f": {report.note}" if report.note else ""),
    )
    return " ".join(columns)


def show(report: Report, arguments: argparse.Namespace) -> None:
    """Print what became of a case."""
    if arguments.differing and report.verdict in ("ok", "unknown", "not run"):
        return
    print(json.dumps(report.to_json()) if arguments.json else line(report), flush=True)


def run(arguments: argparse.Namespace) -> int:
    """Run the cases, and return the exit status."""
    router = Router(
        address=arguments.host,
        port=arguments.port,
        local_address=arguments.local,
        local_as=arguments.local_as,
        remote_as=arguments.remote_as,
        identifier=arguments.id,
        patience=arguments.patience,
        wait=arguments.wait,
    )
    observer = None
    if arguments.observer is not None:
        address, asn = arguments.observer
        observer = Observer(local_address=address, local_as=asn, identifier=arguments.id2)
    verdicts = Counter[str]()
    with Runner(router, observer, fresh=arguments.fresh) as runner:
        identifier = runner.meet().identifier.to_bytes(4, "big")
        todo = tasks(
            chosen(arguments),
            local_as=arguments.local_as,
            remote_as=arguments.remote_as,
            identifier=identifier,
            configured=frozenset(arguments.configured),
        )
        if not arguments.json:
            print(f"{'case':<40} {'RFC':<16} {'required':<34} {'observed':<36} verdict")
        for report in reports(runner, list(islice(todo, arguments.most)), arguments.seconds):
            verdicts[report.verdict] += 1
            show(report, arguments)
    total = ", ".join(f"{number} {verdict}" for verdict, number in verdicts.most_common())
    print(total or "there is no such case", file=sys.stderr)
    if not verdicts.total() - verdicts["not run"]:
        return 2
    return 1 if verdicts["differs"] + verdicts["other code"] else 0


def observed_from(text: str) -> tuple[str, int]:
    """Read the address and the AS number of the observer."""
    address, _, asn = text.rpartition(",")
    if not (address and asn.isdecimal()):
        raise argparse.ArgumentTypeError(f"an address, a comma and an AS number, not {text!r}")
    return address, int(asn)


def parsed() -> argparse.Namespace:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description="Send malformed BGP messages to a router.")
    parser.add_argument("host", help="the router's address")
    parser.add_argument("--port", type=int, default=179, help="the router's port")
    parser.add_argument("--local", help="our address")
    parser.add_argument("--local-as", type=int, default=65001, help="our AS number")
    parser.add_argument("--remote-as", type=int, default=65000, help="the router's AS number")
    parser.add_argument("--id", default="10.0.0.2", help="our BGP Identifier")
    parser.add_argument(
        "--observer",
        type=observed_from,
        metavar="ADDRESS,AS",
        help="a second neighbour: us, too",
    )
    parser.add_argument("--id2", default="10.0.0.3", help="the observer's BGP Identifier")
    parser.add_argument(
        "--only", nargs="+", default=[], metavar="NAME", help="cases; * is a wild card"
    )
    parser.add_argument("--most", type=int, help="how many cases at most")
    parser.add_argument("--fresh", action="store_true", help="a session for each case")
    parser.add_argument(
        "--configured",
        nargs="+",
        default=[],
        metavar="WORD",
        help="what the router is configured with besides: aigp, any-as, role-provider, ...",
    )
    parser.add_argument("--wait", type=float, default=2.0, help="seconds to wait for an answer")
    parser.add_argument(
        "--patience", type=float, default=60.0, help="seconds until the router takes a connection"
    )
    parser.add_argument("--seconds", type=float, default=3600.0, help="how long all may take")
    parser.add_argument("--differing", action="store_true", help="print what is not as required")
    parser.add_argument("--json", action="store_true", help="print a JSON object a line")
    return parser.parse_args()


def main() -> int:
    """Run, and say what went wrong in a line."""
    try:
        return run(parsed())
    except (BGPError, Unreachable) as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
