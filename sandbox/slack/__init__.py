"""Slack on this machine: the Web API, modals, events, Socket Mode, and the people using them.

`SlackStandIn` is the server; `Slack` and `Workspace` set it up and `Person` acts in it, both over
HTTP from any process; `rules` says what Slack refuses in views and messages.
"""

from sandbox.slack.person import Person
from sandbox.slack.screen import Outcome, Result, Screen, SeenMessage
from sandbox.slack.server import SlackStandIn
from sandbox.slack.watching import wait_for
from sandbox.slack.workspace import Slack, Workspace

__all__ = [
    "Outcome",
    "Person",
    "Result",
    "Screen",
    "SeenMessage",
    "Slack",
    "SlackStandIn",
    "Workspace",
    "wait_for",
]
