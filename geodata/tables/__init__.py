"""Tables people really have, read through a mapping: rows in, checked cameras and places out."""
