"""Works of a router: tables received, chosen from, and passed on; bgplib's Speaker and daemons."""
