"""Slow work behind a click: its worker found by kind, its result shown where it was asked for."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from slack_sdk.errors import SlackApiError

from bot.desk import Desk
from bot.errors import LATER, message_view, sentence_of, unforeseen
from bot.slack_errors import translating
from bot.views.kit import Block, View
from bot.workbench import Workbench, Worker
from engine.domain.errors import ProviderError, Refusal, Temporary
from engine.domain.notice import Job, JobKind

log = logging.getLogger(__name__)

TRIES = 5
_CLOSED = frozenset({"not_found", "view_not_found", "hash_conflict"})


def show(desk: Desk, job: Job, view: View, *, text: str, blocks: list[Block] | None = None) -> None:
    """Put the result in the Working… view, or into a DM when the person has closed it."""
    if job.view_id and _updated(desk, job, view):
        return
    desk.client(job.workspace_id).chat_postMessage(channel=job.member_id, text=text, blocks=blocks)


def _updated(desk: Desk, job: Job, view: View) -> bool:
    try:
        desk.client(job.workspace_id).views_update(view_id=job.view_id, view=view)
    except SlackApiError as error:
        if error.response.get("error") in _CLOSED:
            return False
        raise
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """Does jobs; a refusal is the result, a failure that may pass is tried again."""

    bench: Workbench
    workers: Mapping[JobKind, Worker]

    def run(self, job: Job) -> None:
        """Do the job and show its result. Raises Temporary to be tried again, TRIES times."""
        if job.attempts > TRIES:
            self._give_up(job, unforeseen(log))  # it broke something each time
            return
        try:
            with translating():
                self._do(job)
        except Temporary:
            if job.attempts < TRIES:
                raise
            self._give_up(job, LATER)
        except ProviderError as error:
            log.error("job_not_shown", extra={"job": job.id, "reason": error.reason})

    def _do(self, job: Job) -> None:
        try:
            self.workers[job.kind](self.bench, job)
        except Refusal as refusal:
            self._say(job, sentence_of(refusal))
        except Temporary:
            raise
        except ProviderError as error:
            self._say(job, f"It couldn't be done: {error.reason}")

    def _give_up(self, job: Job, sentence: str) -> None:
        try:
            with translating():
                self._say(job, sentence)
        except ProviderError as error:
            log.error("job_not_shown", extra={"job": job.id, "reason": error.reason})

    def _say(self, job: Job, sentence: str) -> None:
        show(self.bench.desk, job, message_view("That didn't work", sentence), text=sentence)
