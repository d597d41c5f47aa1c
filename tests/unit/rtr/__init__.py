"""The RPKI-Router protocol."""
