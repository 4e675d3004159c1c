"""The core: numbers in, numbers out. No socket, no environment, no global settings."""
