"""The addresses of the web service, by what they concern."""
