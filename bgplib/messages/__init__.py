"""The messages of BGP (RFC 4271 §4, RFC 2918 §3)."""
