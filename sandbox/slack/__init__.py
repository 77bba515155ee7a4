"""Slack on this machine: the Web API, modals, events, Socket Mode, and the people using them."""
