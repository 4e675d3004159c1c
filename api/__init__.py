"""The ways in: the web service, the command line."""
