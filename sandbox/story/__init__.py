"""The story: everything a sales team does, played by people who see only screens and messages."""
