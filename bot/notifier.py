"""Puts notices in front of people: a card per kind, posted once, updated where it stands."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.cards.approval import approval_decided, approval_requested
from bot.slack_errors import code_of, translating
from bot.views import notice_cards, problem_cards, questions, store_cards, summary_card
from bot.views import notice_parts as parts
from bot.views.kit import Block
from bot.views.message import BLOCKS_MAX, Message
from engine.domain.notice import Notice, NoticeKind
from engine.ports import Posted, Store, Tx

log = logging.getLogger(__name__)

Render = Callable[[Tx, Notice], Message]

# A card whose message people have deleted, or that Slack lets nobody edit any more, stays as it is.
_GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
# Slack refuses the blocks: the words alone are still worth having.
_BLOCKS_REFUSED = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
_THREAD_REFUSED = frozenset({"thread_not_found", "cannot_reply_to_message", "message_not_found"})


def _plain(card: Callable[[Notice], Message]) -> Render:
    return lambda tx, notice: card(notice)


def _question(tx: Tx, notice: Notice) -> Message:
    mailbox = tx.mailboxes.get(notice.payload.get("mailbox_id") or 0)
    return questions.card(notice, mailbox.email if mailbox else None)


CARDS: Mapping[NoticeKind, Render] = {
    NoticeKind.REPLIED: _plain(notice_cards.replied),
    NoticeKind.BOOKED: _plain(notice_cards.booked),
    NoticeKind.MEETING_CHANGED: _plain(notice_cards.meeting_changed),
    NoticeKind.BOUNCED: _plain(notice_cards.bounced),
    NoticeKind.UNSUBSCRIBED: _plain(notice_cards.unsubscribed),
    NoticeKind.STOPPED: _plain(notice_cards.stopped),
    NoticeKind.ANSWERED: _plain(notice_cards.answered),
    NoticeKind.HELD: _plain(problem_cards.held),
    NoticeKind.OUTCOME_UNKNOWN: _question,
    NoticeKind.APPROVAL_REQUESTED: approval_requested,
    NoticeKind.APPROVAL_DECIDED: approval_decided,
    NoticeKind.RECONNECT: _plain(problem_cards.reconnect),
    NoticeKind.CHANNEL_UNREACHABLE: _plain(problem_cards.told),
    NoticeKind.SUMMARY: _plain(summary_card.summary),
    NoticeKind.STORE_DOUBTED: _plain(store_cards.card),
    NoticeKind.JOB_DONE: _plain(problem_cards.told),
}


def rendered(tx: Tx, notice: Notice) -> Message:
    """Return the notice as it is shown now."""
    message = CARDS[notice.kind](tx, notice)
    more = parts.stands_for(notice.payload)[: BLOCKS_MAX - len(message.blocks)]
    return replace(message, blocks=[*message.blocks, *more])


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackNotifier:
    """Posts notices by the workspace's own client."""

    store: Store
    client: Callable[[str], WebClient]  # by workspace id

    def post(self, notice: Notice, *, thread_ts: str | None) -> Posted:
        """Post the notice, or update the message it already has, and return where it stands.

        Raises Temporary, Permanent with kind "channel" and Slack's word for it as its reason, and
        AccessRevoked when the app was removed.
        """
        message = self._rendered(notice)
        client = self.client(notice.workspace_id)
        with translating():
            if notice.posted_channel and notice.posted_ts:
                return _updated(client, notice.posted_channel, notice.posted_ts, message)
            return _posted(client, notice.channel, thread_ts, message)

    def tell_unreachable(self, notice: Notice, reason: str) -> None:
        """DM the notice's owner the notice itself, which channel failed, and how to fix it.

        `reason` is the one `post` raised.
        """
        shown = self._rendered(notice)
        with self.store.read(notice.workspace_id) as tx:
            app = f"<@{tx.workspace.get().bot_user_id}>"
        message = problem_cards.unreachable(notice, shown, reason=reason, app=app)
        client = self.client(notice.workspace_id)
        with translating():
            _posted(client, notice.owner_id, None, message)

    def _rendered(self, notice: Notice) -> Message:
        with self.store.read(notice.workspace_id) as tx:
            return rendered(tx, notice)


def _posted(client: WebClient, channel: str, thread_ts: str | None, message: Message) -> Posted:
    try:
        return _said(client, channel, thread_ts, message.text, message.blocks)
    except SlackApiError as error:
        code = code_of(error)
        if thread_ts and code in _THREAD_REFUSED:
            return _posted(client, channel, None, message)
        if code not in _BLOCKS_REFUSED:
            raise
        log.error("card_refused", extra={"error": code, "details": error.response.data})
        return _said(client, channel, thread_ts, message.text, None)


def _said(
    client: WebClient, channel: str, thread_ts: str | None, text: str, blocks: list[Block] | None
) -> Posted:
    answer = client.chat_postMessage(
        channel=channel,
        thread_ts=thread_ts,
        text=text,
        blocks=blocks,
        unfurl_links=False,
        unfurl_media=False,
    )
    return Posted(channel=str(answer["channel"]), ts=str(answer["ts"]))


def _updated(client: WebClient, channel: str, ts: str, message: Message) -> Posted:
    try:
        client.chat_update(channel=channel, ts=ts, text=message.text, blocks=message.blocks)
    except SlackApiError as error:
        if code_of(error) not in _GONE:
            raise
        log.info("card_not_updated", extra={"error": code_of(error)})
    return Posted(channel=channel, ts=ts)
