"""Text that other programs print, and that people have scripts for."""
