"""One module per form or card: its ids, how it is built, and how it is read, together."""
