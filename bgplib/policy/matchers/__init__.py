"""Conditions on routes."""
