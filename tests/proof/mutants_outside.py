"""Mutations written by somebody who has read the engine and none of its tests."""

from tests.proof.mutant import Mutant

OUTSIDE = (
    Mutant(
        name="A second draft is made and sent although the first may still be spent",
        path="engine/use_cases/preparing.py",
        before="looked_at=delivery.looked_at, epoch=delivery.epoch)",
        after="looked_at=delivery.looked_at, epoch=delivery.epoch, draft_id=None)",
        harm="The rep sends the waiting draft by hand, or a late request of ours does, and the"
        " step goes out once more by the new draft: a double.",
    ),
    Mutant(
        name="The last decision is made as of when the step was prepared",
        path="engine/use_cases/committing.py",
        before="decide(found.situation, now)",
        after="decide(found.situation, prepared.delivery.prepared_at)",
        harm="A draft that Gmail made slowly is sent after the window has closed.",
    ),
    Mutant(
        name="A pause of the sequence is not read by the decision",
        path="engine/domain/decide.py",
        before="\n        or situation.sequence_state is not SequenceState.ACTIVE",
        after="",
        harm="Who presses Pause while a draft is being made still sees the step go out.",
    ),
    Mutant(
        name="Only the address is looked up among the suppressions, not the number",
        path="engine/use_cases/situations.py",
        before="keys = [contact.email_key, *([contact.phone] if contact.phone else [])]",
        after="keys = [contact.email_key]",
        harm="A contact who was given a number that has texted STOP gets texts on it.",
    ),
    Mutant(
        name="The mailbox is not looked at before a text",
        path="engine/sending/looking.py",
        before="if mailbox is not None and mailbox.state is ConnectionState.ACTIVE:",
        after="if mailbox and mailbox.state is ConnectionState.ACTIVE and not next_up.phone:",
        harm="A contact who has just answered by mail is texted all the same.",
    ),
    Mutant(
        name="Whoever lost the lane gives it back under the new holder's epoch",
        path="engine/sending/pipeline.py",
        before="return replace(stored, epoch=lane.epoch)",
        after="return stored",
        harm="A worker that slept through its lease takes the lane from its next holder: a third"
        " one sends from the mailbox at the same time, and the spacing is forgotten.",
    ),
    Mutant(
        name="A Retry-After is waited for half a minute at most",
        path="engine/use_cases/recording.py",
        before="seconds=retry_after_seconds or RETRY_SECONDS",
        after="seconds=min(retry_after_seconds or RETRY_SECONDS, RETRY_SECONDS)",
        harm="Google says tomorrow, and is asked every thirty seconds until it locks the account.",
    ),
    Mutant(
        name="The first of several identical texts is taken for ours",
        path="engine/recovery.py",
        before="if len(found) != 1:",
        after="if not found:",
        harm="A text that never left is recorded as sent, because the rep had typed the same words"
        " twice: the contact misses a step and nobody is asked.",
    ),
    Mutant(
        name="A provider that can't be asked ends the whole round of recovery",
        path="engine/recovery.py",
        before="self._again(delivery, error)",
        after="raise error",
        harm="One mailbox that was lost keeps the interrupted sends of every other one open for"
        " ever, and nobody is asked about its own.",
    ),
    Mutant(
        name="The history cursor is committed before the messages it brought",
        path="engine/listening/mail.py",
        before="""\
            if ids:
                tx.inbox.add_mail(mailbox.id, ids, at=began)
            stored = tx.mailboxes.get(mailbox.id)
            if stored is not None:
                tx.mailboxes.save(replace(stored, history_id=history_id, heard_at=began))
""",
        after="""\
            stored = tx.mailboxes.get(mailbox.id)
            if stored is not None:
                tx.mailboxes.save(replace(stored, history_id=history_id, heard_at=began))
        if ids:
            with self.store.begin(mailbox.workspace_id) as tx:
                tx.inbox.add_mail(mailbox.id, ids, at=began)
""",
        harm="A process that dies between the two never hears the replies: their writers get the"
        " next step.",
    ),
    Mutant(
        name="A clock or a zone set back opens yesterday's count again",
        path="engine/domain/pace.py",
        before="return day if pace.day is None else max(day, pace.day)",
        after="return day",
        harm="A rep who flies west in the evening sends twice the daily limit.",
    ),
    Mutant(
        name="Business days that are left are counted with the first day, not the last",
        path="engine/domain/business_days.py",
        before="range(1, (later - earlier).days + 1)",
        after="range((later - earlier).days)",
        harm="A sequence paused on a Saturday goes on a business day too early when resumed.",
    ),
    Mutant(
        name="Of the zones that a number may be in only the first counts",
        path="engine/domain/due.py",
        before="zones_of(contact.phone, own_zone=contact.zone) if",
        after="zones_of(contact.phone, own_zone=contact.zone)[:1] if",
        harm="A contact in the other zone of their area code is texted before nine or after eight.",
    ),
    Mutant(
        name="A lane is worked by time before priority",
        path="storage/due.py",
        before='attrgetter("priority", "wake_at", "id")',
        after='attrgetter("wake_at", "priority", "id")',
        harm="Behind a backlog of first emails and a daily limit, follow-ups wait for weeks.",
    ),
    Mutant(
        name="A delivery is written whatever has become of it meanwhile",
        path="storage/deliveries.py",
        before="return self._rows.save_if(delivery, was, state=expecting)",
        after="self._rows.save(delivery)\n        return True",
        harm="Two runs of the same reply by hand that meet both send it; an answer that comes late"
        " overwrites what recovery found or a person has settled.",
    ),
    Mutant(
        name="What came due during days of downtime is not looked at before the ticks start",
        path="engine/scheduler/ticking.py",
        before="self._engine.wake_up()  # before",
        after="# before",
        harm="After four days of downtime the first ticks burst out what was to be held.",
    ),
)
