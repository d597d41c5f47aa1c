"""Files and streams that hold BGP: readers and writers, none of which opens a socket."""
