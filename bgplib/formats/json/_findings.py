"""Findings as JSON."""

from __future__ import annotations

from typing import Any

from bgplib.findings import Finding, Treatment

__all__ = ["finding_to_json", "treatment_to_json"]


def treatment_to_json(treatment: Treatment) -> str:
    """Return what becomes of a whole message, where to ignore a part of it is no treatment."""
    return Treatment.NONE.text if treatment is Treatment.IGNORE else treatment.text


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """Return what is wrong with a message; octets are hexadecimal."""
    found: dict[str, Any] = {
        "treatment": finding.treatment.text,
        "attribute": finding.attribute,
        "rfc": finding.rfc,
        "offset": finding.offset,
        "length": finding.length,
        "octets": finding.octets.hex(),
        "text": finding.text,
        "notification": {
            "code": finding.notification.code,
            "subcode": finding.notification.subcode,
            "data": finding.notification.data.hex(),
        },
    }
    if finding.family is not None:
        found["family"] = str(finding.family)
    return found
