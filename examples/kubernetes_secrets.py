"""Passwords out of the `Secret`s that manifests of Kubernetes refer to."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable

from kubernetes_manifests import ManifestError, Resource

__all__ = ["Secrets"]


class Secrets:
    """The secrets among some resources; nothing here prints what they hold."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        """Find them, by name: all count, of whatever namespace."""
        self._found = {each.name: each for each in resources if each.kind == "Secret"}

    def password(self, name: str, key: str, where: str) -> str:
        """Return what a secret has under a key.

        Args:
            name: the name of the secret.
            key: the key in it.
            where: what refers to it, for complaints.

        Raises:
            ManifestError: it is not there, or is no text.
        """
        secret = self._found.get(name)
        if secret is None:
            raise ManifestError(f"{where} names Secret {name}: there is none")
        plain = secret.spec.get("stringData", {}).get(key)
        if plain is not None:
            return str(plain)
        encoded = secret.spec.get("data", {}).get(key)
        if encoded is None:
            raise ManifestError(f"Secret/{name}, which {where} names, has no {key}")
        try:
            return base64.b64decode(encoded, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise ManifestError(f"{key} of Secret/{name} is no text in base64") from None
