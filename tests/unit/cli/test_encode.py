"""`bgplib encode`: JSON in, hexadecimal out, an answer for each line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.attributes import AsPath, Origin
from bgplib.context import Context
from bgplib.iana.families import Family
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.messages.update import Update
from bgplib.nlri import UnicastNlri
from bgplib.values.prefix import Prefix
from tests.unit.cli.running import process, run

ROUTABLE = (Origin(0), AsPath.of([65001, 65002]))
KEEPALIVE = '{"type": "KEEPALIVE"}'


def test_what_decode_wrote_comes_back() -> None:
    """`bgplib decode --json | bgplib encode` gives each message again, in order."""
    messages = (
        Update.announce(["10.0.0.0/8"], next_hop="192.0.2.1", attributes=ROUTABLE),
        Open.build(asn=4_200_000_001, hold_time=90, identifier="192.0.2.1"),
        Notification.shutdown("back at 6"),
        RouteRefresh(Family.IPV6_UNICAST),
        Update.end_of_rib_of(Family.IPV6_UNICAST),
    )
    lines = "".join(f"{message.encode().hex()}\n" for message in messages)
    shown = run("decode", "--json", "-", text=lines)
    again = run("encode", text=shown.output)
    assert again.exit_code == 0
    assert again.output == lines


@pytest.mark.parametrize(
    ("options", "context"),
    [
        (("--as2",), Context(four_octet_as=False)),
        (("--add-path", "ipv4-unicast"), Context().with_add_path(Family.IPV4_UNICAST)),
        (("--extended-next-hop", "ipv4-unicast"), None),
        (("--extended-messages",), Context(extended_messages=True)),
        (("--own-routes",), Context(own_routes=True)),
    ],
)
def test_options_of_the_session(options: tuple[str, ...], context: Context | None) -> None:
    """The options mean what they mean to `decode`."""
    context = context or Context(extended_next_hop=[(Family.IPV4_UNICAST, 2)])
    path_id = 7 if context.add_path_send else None
    count = 2000 if context.extended_messages else 1
    next_hop = "2001:db8::1" if context.extended_next_hop else "192.0.2.1"
    update = Update.announce(
        [UnicastNlri(Prefix(1, at.to_bytes(3, "big"), 24), path_id=path_id) for at in range(count)],
        next_hop="0.0.0.0" if context.own_routes else next_hop,
        attributes=ROUTABLE,
    )
    octets = update.encode(context).hex()
    shown = run("decode", "--json", *options, octets)
    assert json.loads(shown.output)["treatment"] == "none"
    again = run("encode", *options, "-", text=shown.output)
    assert again.output == f"{octets}\n"
    assert again.exit_code == 0
    without = run("encode", text=shown.output)
    assert without.output != again.output


def test_a_file(tmp_path: Path) -> None:
    """A file is read as standard input is; one that is not there is wrong usage."""
    path = tmp_path / "messages.jsonl"
    path.write_text(f"{KEEPALIVE}\n{KEEPALIVE}", encoding="utf-8")
    assert run("encode", str(path)).output == ("ff" * 16 + "001304\n") * 2
    assert run("encode", str(tmp_path / "none")).exit_code == 2


def test_one_answer_for_each_line_in_order() -> None:
    """Whatever a line holds, it has one answer in its place; the status is 1 at the end."""
    lines = [KEEPALIVE, "", "nonsense", '{"type": "OPEN"}', KEEPALIVE, "[" * 100_000, "é", "\x00"]
    result = run("encode", "-", text="".join(f"{line}\n" for line in lines))
    assert result.exit_code == 1
    found = result.output.splitlines()
    assert [line.startswith("error: ") for line in found] == [
        False,
        True,
        True,
        True,
        False,
        True,
        True,
        True,
    ]
    assert found[3] == "error: there is no 'asn'"


def test_an_error_says_where() -> None:
    """The path of what is wrong leads to it."""
    line = '{"type": "UPDATE", "attributes": [{"code": 1, "value": "igq"}]}'
    result = run("encode", text=line)
    assert result.output == "error: attributes[0].value: 'igq' is not an origin\n"


def test_what_is_wrong_cannot_drive_the_terminal() -> None:
    """Control characters of the input are escaped."""
    result = run("encode", text='{"type": "\\u001b[2J\\u202eevil"}')
    assert "evil" in result.output
    assert result.output.rstrip("\n").isprintable()


@given(st.binary(max_size=400))
def test_random_octets_on_standard_input(octets: bytes) -> None:
    """Octets that are no text at all are lines like others."""
    lines = octets.split(b"\n")
    result = run("encode", "-", text=octets)
    assert len(result.output.splitlines()) == len(lines) - (lines[-1] == b"")


def test_as_a_process() -> None:
    """The command is there, and answers on standard output alone."""
    result = process("encode", octets=KEEPALIVE.encode())
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout.strip() == b"ff" * 16 + b"001304"


def test_a_process_that_has_seen_nothing() -> None:
    """What is imported when it is asked for is there for JSON, too."""
    shown = (
        '{"code": 16, "value": ["rt:65000:1"]}',
        '{"code": 29, "value": [{"type": 1095, "value": 10}]}',
        '{"code": 40, "value": [{"kind": "LabelIndex", "index": 7}]}',
    )
    for attribute in shown:
        line = f'{{"type": "UPDATE", "attributes": [{attribute}]}}'
        result = process("encode", octets=line.encode())
        assert (result.returncode, result.stderr) == (0, b""), result.stdout
