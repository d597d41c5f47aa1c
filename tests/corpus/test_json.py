"""The JSON of published messages: all of it conforms to the schema, and agrees with TShark."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.formats.json import error_to_json, from_json, schema, to_json
from bgplib.messages.decoder import Decoder

REPOSITORY = Path(__file__).parents[2]
CORPUS = Path(os.environ.get("BGPLIB_CORPUS", REPOSITORY.parent / "shared" / "data"))

pytestmark = pytest.mark.skipif(
    not (CORPUS / "hex").is_dir(), reason=f"no corpus at {CORPUS}: set BGPLIB_CORPUS"
)

_ORIGINS = ("igp", "egp", "incomplete")
_NUMBERS = {"local_pref": "LOCAL_PREF", "multi_exit_disc": "MULTI_EXIT_DISC"}
_MESSAGES = ("message", "message-cut", "fuzz-input")


def records(folder: str) -> Iterator[dict[str, Any]]:
    for path in sorted((CORPUS / folder).glob("*.jsonl")):
        for line in path.read_text().splitlines():
            record = json.loads(line)
            if record.get("hex") and record.get("kind", "message") in _MESSAGES:
                yield record


def answer(octets: bytes, decoder: Decoder) -> dict[str, Any]:
    try:
        return to_json(decoder.decode(octets), len(octets))
    except DecodeError as error:
        return error_to_json(error)


@pytest.mark.parametrize("context", [Context(), Context(session=None)], ids=["external", "archive"])
@pytest.mark.parametrize(("folder", "least"), [("hex", 1000), ("malformed", 150)])
def test_every_message_conforms(folder: str, least: int, context: Context) -> None:
    """Whatever a message holds, its JSON conforms to the schema and survives text."""
    validator = Draft202012Validator(schema())
    decoder = Decoder(context)
    count = 0
    for record in records(folder):
        found = answer(bytes.fromhex(record["hex"]), decoder)
        text = json.dumps(found, allow_nan=False)
        assert json.loads(text) == found, record["id"]
        problem = next(validator.iter_errors(found), None)
        assert problem is None, (record["id"], problem)
        count += 1
    assert count >= least


def test_tshark_reads_the_same() -> None:
    """Plain UPDATEs without fault have the origin, prefixes and communities that TShark reads."""
    compared = 0
    for record in records("hex"):
        tshark = record.get("tshark") or {}
        context = record.get("context") or {}
        if tshark.get("type") != 2 or tshark.get("problems") or context.get("addpath"):
            continue
        decoder = Decoder(Context(session=None, four_octet_as=context.get("asn4") is not False))
        found = answer(bytes.fromhex(record["hex"]), decoder)
        if found.get("findings") or "error" in found:
            continue
        prefixes = {
            kind: [
                nlri["prefix"]
                for group in found[kind]
                if group["family"] == "ipv4-unicast"
                for nlri in group["nlri"]
            ]
            for kind in ("announced", "withdrawn")
        }
        values = {each["name"]: each.get("value") for each in found["attributes"]}
        # TShark guesses that some messages have path identifiers; we never do.
        stated = [*tshark.get("nlri", ()), *tshark.get("withdrawn", ())]
        if any(isinstance(each, dict) for each in stated):
            continue
        if "MP_REACH_NLRI" not in values and "MP_UNREACH_NLRI" not in values:
            assert prefixes["announced"] == tshark.get("nlri", []), record["id"]
            assert prefixes["withdrawn"] == tshark.get("withdrawn", []), record["id"]
            compared += 1
        if isinstance(tshark.get("origin"), int):
            assert values.get("ORIGIN") == _ORIGINS[tshark["origin"]], record["id"]
        for key, name in _NUMBERS.items():
            if key in tshark and name in values:
                assert values[name] == tshark[key], record["id"]
        if "large_communities" in tshark:
            listed = tshark["large_communities"]
            listed = [listed] if isinstance(listed, str) else listed
            assert values.get("LARGE_COMMUNITY") == listed, record["id"]
    assert compared >= 100


@pytest.mark.parametrize(("folder", "least"), [("hex", 950), ("malformed", 30)])
def test_messages_come_back_from_their_json(folder: str, least: int) -> None:
    """The JSON of a message without fault is read back as one that has the same JSON.

    Nearly all UPDATEs have the same octets as well. The others lose what JSON has no place for:
    bits behind a prefix, a large community said twice, the Reserved octet of MP_REACH_NLRI; and
    bits of labels that RFC 8277 §2.2 and §2.4 fix.
    """
    same, others = 0, 0
    for record in records(folder):
        four_octet_as = (record.get("context") or {}).get("asn4") is not False
        context = Context(session=None, extended_messages=True, four_octet_as=four_octet_as)
        octets = bytes.fromhex(record["hex"])
        found = answer(octets, _decoder(context))
        if "error" in found or found["findings"]:
            continue
        again = from_json(json.dumps(found), context)
        written = again.encode(context)
        if written == octets:
            same += 1
            continue
        others += 1
        assert found["type"] == "UPDATE", record["id"]
        assert _without_labels(to_json(again, len(octets))) == _without_labels(found), record["id"]
    assert same >= least
    assert others * 10 <= same


def test_every_open_comes_back() -> None:
    """OPENs have the same octets, however their capabilities are divided (RFC 5492 §4, RFC 9072).

    So have those that are refused: nothing of them is withheld.
    """
    count, in_another_form = 0, 0
    for record in [*records("hex"), *records("malformed")]:
        octets = bytes.fromhex(record["hex"])
        found = answer(octets, _decoder(Context()))
        if found.get("type") != "OPEN":
            continue
        assert from_json(json.dumps(found)).encode() == octets, record["id"]
        count += 1
        in_another_form += not found.keys().isdisjoint(("parameters", "extended", "two_octet_asn"))
    assert count >= 80
    assert in_another_form >= 35


@cache
def _decoder(context: Context) -> Decoder:
    return Decoder(context)


def _without_labels(message: dict[str, Any]) -> dict[str, Any]:
    for kind in ("announced", "withdrawn"):
        for group in message.get(kind, ()):
            for nlri in group["nlri"]:
                nlri.pop("labels", None)
                nlri.pop("labels_octets", None)
    return message
