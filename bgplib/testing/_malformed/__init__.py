"""The cases of `bgplib.testing.malformed`, one module for each part of a message."""
