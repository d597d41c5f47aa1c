"""Changes of routes."""
