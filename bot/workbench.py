"""What a job's worker has at hand: the desk, and the providers that a handler must not call."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.desk import Desk
from engine.domain.notice import Job
from engine.ports import EmailSender, Mailboxes, SmsSender
from engine.sending import ByHand


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbench:
    """Everything slow work may need."""

    desk: Desk
    email: EmailSender
    mailboxes: Mailboxes
    sms: SmsSender
    by_hand: ByHand


Worker = Callable[[Workbench, Job], None]
