"""Tests of `bgplib.testing`."""
