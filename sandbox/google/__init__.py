"""A stand-in for Google: consent, Gmail and Calendar on one host, with Gmail's real habits.

Read `server.py` for what is served where, `world.py` for how a test or a story speaks to it.
"""
