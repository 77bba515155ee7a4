"""The proof with real processes: the app is killed and stopped, and so is its database."""
