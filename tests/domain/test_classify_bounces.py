"""What a refusal means for the address and for the sender."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.bounce_grades import BounceKind, enhanced_codes, grade

H, S, P, A, U = (
    BounceKind.HARD,
    BounceKind.SOFT,
    BounceKind.POLICY,
    BounceKind.ACCOUNT,
    BounceKind.UNGRADED,
)


@pytest.mark.parametrize(
    ("status", "diagnostic", "kind"),
    [
        ("5.1.1", "", H),
        ("5.1.10", "Recipient not found", H),
        ("5.1.2", "Bad destination host", H),
        ("5.1.0", "Address rejected", H),
        ("5.1.0", "Sender rejected", P),
        ("5.1.8", "sender address domain does not resolve to anything", P),
        ("5.2.1", "mailbox disabled", H),
        ("5.2.2", "mailbox full", S),
        ("5.2.3", "message too long", P),
        ("5.3.4", "message too big", P),
        ("5.4.1", "Recipient address rejected: Access denied", H),
        ("5.4.4", "unable to route", H),
        ("5.4.7", "delivery time expired", S),
        ("5.6.0", "content error", P),
        ("5.7.1", "", P),
        ("5.7.26", "unauthenticated", P),
        ("5.7.1", "550 5.7.1 user unknown to our spam filter", P),
        ("4.2.2", "mailbox full", S),
        ("4.4.1", "timed out", S),
        ("4.7.0", "try again later", S),
        ("4.0.0", "DNS Error: responded with code NXDOMAIN", H),
        ("5.0.0", "550 No such user here", H),
        ("5.0.0", "550 #5.1.1 rejected", H),
        ("5.0.0", "552 mailbox is full", S),
        ("5.0.0", "554 blocked by spam filter", P),
        ("5.0.0", "554 transaction failed", U),
        ("5.5.0", "550 Requested action not taken: mailbox unavailable", H),
        ("", "Empfänger unbekannt", H),
        ("", "452 come again", S),
        ("", "", U),
        ("5.7.1", "You have reached a limit for sending mail. Your message was not sent.", A),
        ("5.4.5", "Daily user sending limit exceeded", A),
        ("5.1.90", "reached your daily limit for message recipients", A),
        ("5.2.2", "The recipient has exceeded their storage quota", S),
    ],
)
def test_a_refusal_is_graded_by_code_then_by_words(
    status: str, diagnostic: str, kind: BounceKind
) -> None:
    assert grade(status=status, diagnostic=diagnostic) is kind


@given(detail=st.integers(0, 999), subject=st.integers(0, 7))
def test_no_temporary_code_ever_spoils_an_address(detail: int, subject: int) -> None:
    assert grade(status=f"4.{subject}.{detail}", diagnostic="") is S


@given(detail=st.integers(0, 999))
def test_no_policy_code_ever_spoils_an_address(detail: int) -> None:
    assert grade(status=f"5.7.{detail}", diagnostic="") is P


def test_an_ip_address_is_no_code() -> None:
    assert enhanced_codes("host 10.5.1.1 and 5.1.1.10 said 550-5.1.1 no") == ["5.1.1"]


@given(st.text(max_size=400), st.text(max_size=10))
def test_any_words_are_graded(diagnostic: str, status: str) -> None:
    assert grade(status=status, diagnostic=diagnostic) in BounceKind
