"""Policy: which routes pass a session, and what is changed in them on the way."""
