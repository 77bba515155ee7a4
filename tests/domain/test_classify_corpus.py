"""Every message of the corpus is judged as a person would judge it."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from engine.domain.classify import Context, MailClass, classify
from tests.corpus import Sample, samples
from tests.corpus.__main__ import main

_ENOUGH = 150


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_a_message_is_judged_as_expected(sample: Sample) -> None:
    judged = sample.judged()
    expected = {k: v for k, v in sample.expected.items() if k not in ("labels", "sent_at")}
    assert {name: judged.get(name) for name in expected} == expected


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_every_verdict_says_which_signal_decided(sample: Sample) -> None:
    why = sample.verdict().why
    assert why.endswith(".")
    assert len(why.split()) >= 3


def test_the_corpus_is_large_and_holds_every_class() -> None:
    counts = Counter(sample.expected["class"] for sample in samples())
    assert sum(counts.values()) >= _ENOUGH
    assert set(counts) == {str(member) for member in MailClass}


def test_the_matrix_prints_no_difference(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0
    assert ", 0 differences" in capsys.readouterr().out


def _named(name: str) -> Sample:
    return next(sample for sample in samples() if sample.name == name)


_CONTEXT = Context(
    own_addresses=frozenset({"robin@northwind.example"}),
    contact_addresses=frozenset({"dana@contoso.example"}),
)


def test_a_contact_inside_the_reps_own_company_still_stops_the_sequence() -> None:
    context = replace(_CONTEXT, org_domain="contoso.example")
    verdict = classify(_named("human-gmail-top-posting").mail(), context)
    assert verdict.mail_class is MailClass.HUMAN


def test_colleagues_of_a_free_mail_user_are_not_internal() -> None:
    mail = replace(_named("human-assistant").mail(), from_address="lee@gmail.com")
    verdict = classify(mail, replace(_CONTEXT, org_domain="gmail.com"))
    assert verdict.mail_class is MailClass.HUMAN


def test_our_mail_is_ours_even_when_it_reads_like_a_bounce() -> None:
    bounce = _named("bounce-gmail-unknown-user").mail()
    verdict = classify(replace(bounce, label_ids=frozenset({"SENT"})), _CONTEXT)
    assert verdict.mail_class is MailClass.REP_REPLIED


def test_a_token_of_ours_in_the_subject_or_recipient_unsubscribes() -> None:
    context = replace(_CONTEXT, unsubscribe_tokens=frozenset({"tok-81c2"}))
    mail = _named("human-gmail-top-posting").mail()
    for changed in (
        replace(mail, subject="tok-81c2"),
        replace(mail, to_addresses=("robin+tok-81c2@northwind.example",)),
    ):
        assert classify(changed, context).mail_class is MailClass.UNSUBSCRIBE
    assert classify(mail, context).mail_class is MailClass.HUMAN


def test_two_weak_signs_make_a_machine_and_one_does_not() -> None:
    mail = replace(_named("human-quick-answer").mail(), subject="Automatic reply: hello")
    quick = replace(_CONTEXT, sent_at=datetime(2026, 11, 23, 14, 29, tzinfo=UTC))
    slow = replace(_CONTEXT, sent_at=datetime(2026, 11, 23, 14, 28, tzinfo=UTC))
    assert classify(mail, quick).mail_class is MailClass.AUTOMATIC
    assert classify(mail, slow).mail_class is MailClass.HUMAN
