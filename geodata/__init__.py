"""Sources in, a City out; the pack on disk; the bundled city."""
