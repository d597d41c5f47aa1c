"""`bgplib decode`: hexadecimal in, text or JSON out, an answer for each line."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.attributes import As4Path, AsPath, ExtendedCommunities, LocalPref, Origin
from bgplib.cli.decode import read_hex
from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.formats.json import to_json
from bgplib.iana.families import Family
from bgplib.messages.decoder import decode
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.messages.update import Update
from bgplib.nlri import UnicastNlri
from bgplib.values.prefix import Prefix
from tests.unit.cli.running import environment, process, run

KEEPALIVE = "ff" * 16 + "001304"
ROUTABLE = (Origin(0), AsPath.of([65001, 65002]))
UPDATE = Update.announce(["10.0.0.0/8"], next_hop="192.0.2.1", attributes=ROUTABLE).encode().hex()
MALFORMED = "ff" * 16 + "002d02000000144001010740020602010000fde9400304c0000201080a"


def test_fields() -> None:
    """Each octet beside its field, and what is wrong beside the octets; the status is the same."""
    result = run("decode", "--fields", MALFORMED, KEEPALIVE)
    assert result.exit_code == 1
    assert "\n   26  07                      Attribute Value\n" in result.output
    below = result.output.partition("   23                        ORIGIN\n")[2]
    assert below.strip().startswith("! treat-as-withdraw: ORIGIN 7 is not defined")
    assert result.output.endswith("   18  04                  Type     4 (KEEPALIVE)\n")
    sound = run("decode", "--fields", UPDATE)
    assert sound.exit_code == 0


def test_fields_of_what_is_no_message() -> None:
    """What cannot be decoded is shown as far as it goes; what is no octets is an error."""
    result = run("decode", "--fields", "-", text=f"{KEEPALIVE[:-2]}\nhello\n{KEEPALIVE}09\n")
    assert result.exit_code == 1
    assert "! session-reset: 18 octets are less than a header" in result.output
    assert "error: 'h' is not a hexadecimal digit\n" in result.output
    assert "   19  09                  octets behind the message" in result.output


def test_fields_in_the_context_that_options_say() -> None:
    """RFC 7911 §3: a path identifier is one where it was agreed on."""
    octets = "ff" * 16 + "001d02" + "0006" + "00000007080a" + "0000"
    result = run("decode", "--fields", "--add-path", "ipv4-unicast", octets)
    assert "   21  00000007                Path Identifier" in result.output
    assert "10.0.0.0/8 path-id 7" in result.output


def test_one_form_of_output() -> None:
    """`--json` and `--fields` exclude each other."""
    result = run("decode", "--json", "--fields", KEEPALIVE)
    assert result.exit_code == 2
    assert "two forms of output" in result.output


def answers(output: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in output.splitlines()]


def test_update_as_text() -> None:
    """Attributes, then routes by family."""
    result = run("decode", UPDATE)
    assert result.exit_code == 0
    assert result.output == (
        "UPDATE, 49 octets\n"
        "  ORIGIN                   igp\n"
        "  AS_PATH                  65001 65002\n"
        "  NEXT_HOP                 192.0.2.1\n"
        "  announced: ipv4-unicast via 192.0.2.1\n"
        "    10.0.0.0/8\n"
    )


def test_vnis_as_text() -> None:
    """RFC 8365 §5.1.3: a label is a VNI of 24 bits where the Encapsulation community says so."""
    route = "macadv 00:00:5e:00:53:01 192.0.2.1 etag 0 label 1000,2000 rd 65000:100"
    for encapsulation, behind in (("encap:vxlan", " VNI 1000/2000"), ("encap:mpls", "")):
        communities = ExtendedCommunities.parse(encapsulation)
        update = Update.announce(
            [route], next_hop="192.0.2.1", attributes=(*ROUTABLE, communities), family="l2vpn-evpn"
        )
        lines = run("decode", update.encode().hex()).output.splitlines()
        assert lines[-1] == f"    {update.announced[0].nlri[0]}{behind}"
        assert "[labels:62;exp=4;s=0,125;s=0]" in lines[-1]


def test_findings_as_text() -> None:
    """A malformed UPDATE is shown after its treatment, which findings explain."""
    result = run("decode", MALFORMED)
    assert result.exit_code == 1
    assert result.output == (
        "UPDATE, 45 octets\n"
        "  AS_PATH                  65001\n"
        "  NEXT_HOP                 192.0.2.1\n"
        "  withdrawn: ipv4-unicast\n"
        "    10.0.0.0/8\n"
        "  treatment: treat-as-withdraw\n"
        "    treat-as-withdraw: ORIGIN 7 is not defined (RFC 7606 §7.1)\n"
        "      offset 23, 4 octets: 40010107\n"
    )


def test_other_messages_as_text() -> None:
    """OPEN has a line for each field; the other types are one line."""
    message = Open.build(asn=4_200_000_001, hold_time=90, identifier="192.0.2.1")
    result = run(
        "decode",
        message.encode().hex(),
        Notification.shutdown("back at 6").encode().hex(),
        RouteRefresh(Family.IPV6_UNICAST).encode().hex(),
        KEEPALIVE,
        Update.end_of_rib_of(Family.IPV6_UNICAST).encode().hex(),
    )
    assert result.exit_code == 0
    assert result.output == (
        "OPEN, 37 octets\n"
        "  version                  4\n"
        "  AS number                4200000001\n"
        "  hold time                90 s\n"
        "  identifier               192.0.2.1\n"
        "  FOUR_OCTET_AS            4200000001\n"
        "NOTIFICATION Cease/Administrative Shutdown: back at 6, 31 octets\n"
        "ROUTE-REFRESH ipv6-unicast request, 23 octets\n"
        "KEEPALIVE, 19 octets\n"
        "UPDATE, 29 octets, End-of-RIB of ipv6-unicast\n"
        "  MP_UNREACH_NLRI          ipv6-unicast\n"
    )


def test_text_of_a_peer_cannot_drive_the_terminal() -> None:
    """Control characters in a shutdown communication are escaped, as text and as JSON."""
    octets = Notification.shutdown("\x1b[2J\u202eevil").encode().hex()
    for option in ((), ("--json",)):
        output = run("decode", *option, octets).output
        assert output.rstrip("\n").isprintable()
        assert "evil" in output


def test_one_answer_for_each_line_in_order() -> None:
    """Whatever a line holds, it has one answer in its place; the status is 1 at the end."""
    lines = [UPDATE, "", "nonsense", KEEPALIVE[:-1], KEEPALIVE, "ff" * 30, "é", "\x00"]
    result = run("decode", "--json", "-", text="".join(f"{line}\n" for line in lines))
    assert result.exit_code == 1
    found = answers(result.output)
    assert [each.get("type", "error") for each in found] == [
        "UPDATE",
        "error",
        "error",
        "error",
        "KEEPALIVE",
        "error",
        "error",
        "error",
    ]
    assert all(each["format"] == "bgplib/1" for each in found)
    assert all(each["treatment"] == "session-reset" for each in found if "error" in each)


@given(st.binary(max_size=400))
def test_random_octets_on_standard_input(octets: bytes) -> None:
    """Octets that are no text at all are lines like others."""
    result = run("decode", "--json", "-", text=octets)
    lines = octets.split(b"\n")
    assert len(answers(result.output)) == len(lines) - (lines[-1] == b"")
    assert result.exit_code in (0, 1)


def test_the_last_line_needs_no_newline() -> None:
    """A line at the end of the input counts, with or without its newline."""
    result = run("decode", "--json", text=f"{KEEPALIVE}\n{KEEPALIVE}")
    assert len(answers(result.output)) == 2
    assert result.exit_code == 0


def test_nothing_at_all() -> None:
    """No line has no answer, and is no error."""
    result = run("decode", "--json", "-", text="")
    assert (result.exit_code, result.output) == (0, "")


def test_answers_come_line_by_line() -> None:
    """A program can ask and read in turn: an answer is written before the next line is read."""
    with subprocess.Popen(
        [sys.executable, "-m", "bgplib", "decode", "--json", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
    ) as child:
        assert child.stdin
        assert child.stdout
        for line in (KEEPALIVE, UPDATE, "nonsense"):
            child.stdin.write(f"{line}\n".encode())
            child.stdin.flush()
            assert json.loads(child.stdout.readline())["format"] == "bgplib/1"
        child.stdin.close()
        assert child.wait() == 1


@pytest.mark.parametrize(
    "text",
    [
        KEEPALIVE,
        KEEPALIVE.upper(),
        "0x" + KEEPALIVE,
        " ".join(KEEPALIVE[i : i + 2] for i in range(0, 38, 2)),
        ":".join(KEEPALIVE[i : i + 2] for i in range(0, 38, 2)),
        " ".join("0x" + KEEPALIVE[i : i + 2] for i in range(0, 38, 2)),
        " ".join(KEEPALIVE[i : i + 4] for i in range(0, 38, 4)),
        f"\t{KEEPALIVE}  \r",
    ],
)
def test_spellings(text: str) -> None:
    """White space, colons and 0x between octets make no difference."""
    assert read_hex(text).hex() == KEEPALIVE
    assert run("decode", "--json", "-", text=text + "\n").exit_code == 0


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("abc", "the number of hexadecimal digits is odd: 3"),
        ("a:b", "the number of hexadecimal digits is odd: 1"),
        ("ffxx", "'x' is not a hexadecimal digit"),
        ("0x0xff", "'x' is not a hexadecimal digit"),
        ("١٢", "'١' is not a hexadecimal digit"),
    ],
)
def test_what_is_not_octets(text: str, complaint: str) -> None:
    """Text that is no octets has an answer with code 0, and the status is 1."""
    with pytest.raises(DecodeError, match=complaint):
        read_hex(text)
    result = run("decode", "--json", text)
    assert result.exit_code == 1
    (found,) = answers(result.output)
    assert found["error"] == {"code": 0, "subcode": 0, "data": "", "text": complaint}
    assert run("decode", text).output == f"error: {complaint}\n"


@given(st.text(max_size=30).filter(lambda text: text != "-"))
def test_any_text_has_an_answer(text: str) -> None:
    """Text that is no message is answered with an error, and nothing else comes of it."""
    result = run("decode", "--json", "--", text)
    (found,) = answers(result.output)
    assert "error" in found
    assert result.exit_code == 1


@given(st.binary(max_size=40), st.sampled_from(("", " ", ":", "\t", " 0x", "  ")))
def test_octets_come_back(octets: bytes, separator: str) -> None:
    """Octets with separators between are read as they were."""
    assert read_hex(separator.join(f"{octet:02x}" for octet in octets)) == octets


def test_as2() -> None:
    """--as2: AS numbers have two octets, and AS4_PATH is read (RFC 6793)."""
    context = Context(four_octet_as=False)
    update = Update.announce(
        ["10.0.0.0/8"],
        next_hop="192.0.2.1",
        attributes=[Origin(0), AsPath.of([23456]), As4Path(AsPath.of([70000]).segments)],
    )
    octets = update.encode(context)
    (found,) = answers(run("decode", "--json", "--as2", octets.hex()).output)
    assert found == to_json(decode(octets, context), len(octets))
    assert found["treatment"] == "none"
    assert answers(run("decode", "--json", octets.hex()).output) != [found]


def test_add_path() -> None:
    """--add-path: NLRI of the families have path identifiers (RFC 7911); any spelling serves."""
    context = Context().with_add_path(Family.IPV4_UNICAST)
    nlri = [UnicastNlri(Prefix.parse("10.0.0.0/8"), path_id=7)]
    octets = Update.announce(nlri, next_hop="192.0.2.1", attributes=ROUTABLE).encode(context).hex()
    for family in ("ipv4-unicast", "ipv4", "1/1", "IPv4_Unicast"):
        output = run("decode", "--add-path", "ipv6", "--add-path", family, octets).output
        assert "10.0.0.0/8 path-id 7" in output


def test_ibgp() -> None:
    """--ibgp: LOCAL_PREF counts, which an external peer must not send (RFC 7606 §7.5)."""
    update = Update.announce(
        ["10.0.0.0/8"], next_hop="192.0.2.1", attributes=[*ROUTABLE, LocalPref(7)]
    )
    octets = update.encode().hex()
    (external,) = answers(run("decode", "--json", octets).output)
    (internal,) = answers(run("decode", "--json", "--ibgp", octets).output)
    assert (external["treatment"], internal["treatment"]) == ("attribute-discard", "none")


@pytest.mark.parametrize(
    ("arguments", "treatment"),
    [
        ((), "session-reset"),
        (("--extended-next-hop",), "none"),
        (("--extended-next-hop=ipv4-unicast",), "none"),
        (("--extended-next-hop", "ipv4-unicast"), "none"),
        (("--extended-next-hop", "ipv4-vpn"), "session-reset"),
        (("--extended-next-hop", "ipv4-vpn", "--extended-next-hop"), "none"),
        (("--extended-next-hop", "--"), "none"),
    ],
)
def test_extended_next_hop(arguments: tuple[str, ...], treatment: str) -> None:
    """--extended-next-hop: IPv4 routes may have IPv6 next hops (RFC 8950); FAMILY is optional."""
    update = Update.announce(["10.0.0.0/8"], next_hop="2001:db8::1", attributes=ROUTABLE)
    octets = update.encode(Context(extended_next_hop=[(Family.IPV4_UNICAST, 2)])).hex()
    (found,) = answers(run("decode", "--json", *arguments, octets).output)
    assert found["treatment"] == treatment
    (found,) = answers(run("decode", "--json", *arguments, "-", text=octets).output)
    assert found["treatment"] == treatment


def test_extended_messages() -> None:
    """--extended-messages: a message may be longer than 4,096 octets (RFC 8654 §2)."""
    prefixes = [f"10.{i >> 8}.{i & 255}.0/24" for i in range(1200)]
    update = Update.announce(prefixes, next_hop="192.0.2.1", attributes=ROUTABLE)
    octets = update.encode(Context(extended_messages=True)).hex()
    assert run("decode", octets).exit_code == 1
    assert run("decode", "--extended-messages", octets).exit_code == 0


def test_own_routes() -> None:
    """--own-routes: as a Loc-RIB shows them, routes may have no next hop yet (RFC 8671 §5.2)."""
    update = Update.announce(["10.0.0.0/8"], next_hop="0.0.0.0", attributes=ROUTABLE)
    octets = update.encode(Context(own_routes=True)).hex()
    (found,) = answers(run("decode", "--json", octets).output)
    assert found["treatment"] == "treat-as-withdraw"
    (found,) = answers(run("decode", "--json", "--own-routes", octets).output)
    assert found["treatment"] == "none"


def test_status_of_messages_with_errors() -> None:
    """Status 1 says that an error costs routes or the session, and not merely an attribute."""
    refused = Open.build(asn=64500, hold_time=1, identifier="192.0.2.1").encode().hex()
    discarded = Update.announce(
        ["10.0.0.0/8"], next_hop="192.0.2.1", attributes=[*ROUTABLE, LocalPref(7)]
    )
    for option in ((), ("--json",)):
        assert run("decode", *option, refused).exit_code == 1
        assert run("decode", *option, MALFORMED).exit_code == 1
        assert run("decode", *option, discarded.encode().hex()).exit_code == 0


def test_as_a_process() -> None:
    """The same through a real standard input and output."""
    done = process("decode", "--json", "-", octets=f"{KEEPALIVE}\nzz\n".encode())
    assert done.returncode == 1
    assert done.stderr == b""
    assert len(done.stdout.splitlines()) == 2
    assert done.stdout.endswith(os.linesep.encode())
