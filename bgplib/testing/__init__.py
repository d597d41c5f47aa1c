"""What programs that use bgplib test with."""
