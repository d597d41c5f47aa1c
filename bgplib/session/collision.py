"""Which of two connections to one peer stays (RFC 4271 §6.8, RFC 6286 §2.3)."""

from __future__ import annotations

__all__ = ["ours_is_closed"]


def ours_is_closed(
    local_identifier: int, remote_identifier: int, local_as: int, remote_as: int
) -> bool:
    """Say whether the connection that we started is the one to close.

    Both ends come to the same end: each knows both identifiers and who started which connection.

    Args:
        local_identifier: our BGP Identifier.
        remote_identifier: the BGP Identifier in the peer's OPEN.
        local_as: our AS number in this session.
        remote_as: the peer's.
    """
    # RFC 4271 §6.8: "If the value of the local BGP Identifier is less than the remote one, the
    # local system closes the BGP connection that already exists (the one that is already in the
    # OpenConfirm state), and accepts the BGP connection initiated by the remote system."
    # "Otherwise, the local system closes the newly created BGP connection (the one associated
    # with the newly received OPEN message), and continues to use the existing one".
    # What stays is the connection that the speaker with the higher identifier has started.
    if local_identifier != remote_identifier:
        return local_identifier < remote_identifier
    # RFC 6286 §2.3: "If the BGP Identifiers of the peers involved in the connection collision are
    # identical, then the connection initiated by the BGP speaker with the larger AS number is
    # preserved."
    return local_as < remote_as
