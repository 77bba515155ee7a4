"""Numbers that take no texts, and why: counted at once, whether told at the send or later."""

from dataclasses import replace
from datetime import datetime

from engine.domain.enrollment import Delivery
from engine.domain.sms import SmsFailure
from engine.domain.suppression import SuppressionOrigin
from engine.ports import Tx
from engine.use_cases import suppressing

_OF_THE_NUMBER = frozenset(
    {SmsFailure.INVALID_NUMBER, SmsFailure.LANDLINE, SmsFailure.REGION_NOT_ENABLED}
)
_WORDS = {
    SmsFailure.INVALID_NUMBER: "the number does not exist",
    SmsFailure.LANDLINE: "the number is a landline",
    SmsFailure.REGION_NOT_ENABLED: "texts to its country are not enabled in Salesmsg",
    SmsFailure.NO_CREDITS: "Salesmsg has no credits left. Buy some, then check the connection.",
    SmsFailure.UNREGISTERED_SENDER: "The number is not registered with the carriers yet.",
    SmsFailure.SENDER_BAD: "The inbox's number can't send texts.",
    SmsFailure.AUTH: "Salesmsg has to be connected again.",
}


def in_words(kind: str) -> str:
    """Return what a kind of failure means, for people."""
    return _WORDS.get(SmsFailure(kind), kind) if kind in set(SmsFailure) else kind


def refused(tx: Tx, delivery: Delivery, *, kind: str, reason: str, now: datetime) -> None:
    """Let a refusal count for the number: opted out everywhere, or no more texts to it.

    Emails go on after the latter. Any other kind says nothing about the number.
    """
    if kind == SmsFailure.OPTED_OUT:
        suppressing.by_stop(
            tx, delivery.to_address, words=reason, origin=SuppressionOrigin.PROVIDER, now=now
        )
    elif kind in _OF_THE_NUMBER:
        contact = tx.contacts.get(delivery.contact_id or 0)
        if contact is not None and contact.phone == delivery.to_address:
            tx.contacts.save(replace(contact, textless=in_words(kind)))
