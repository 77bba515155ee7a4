"""Everything that is kept, in SQLite or PostgreSQL: it plugs into the engine's ports."""
