"""Parsing takes whatever comes in, and keeps what matching and recognising need."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.classify import Context, classify
from engine.domain.inbound import InboundMail, from_headers, parse
from engine.domain.mail_charset import decoded, decoded_header
from engine.domain.matching import (
    answered_ids,
    domain_of,
    is_free_mail,
    normalised,
    same_address,
)
from tests.corpus import samples

NOW = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
RAW = [sample.mail().raw for sample in samples()]
NOBODY = Context(own_addresses=frozenset({"robin@northwind.example"}), sent_at=NOW)


def _parse(raw: bytes) -> InboundMail:
    return parse(raw, gmail_id="g", thread_id="t", label_ids=["INBOX"], received_at=NOW)


@settings(deadline=None)
@given(st.binary(max_size=600))
def test_any_bytes_are_parsed_and_judged(raw: bytes) -> None:
    classify(_parse(raw), NOBODY)


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_a_damaged_mail_is_parsed_and_judged(data: st.DataObject) -> None:
    raw = bytearray(data.draw(st.sampled_from(RAW)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=8))
        raw = raw or bytearray(b"x")
    classify(_parse(bytes(raw)), NOBODY)


@settings(deadline=None)
@given(
    kind=st.sampled_from(["text/html", "text/plain", "text/calendar", "message/delivery-status"]),
    charset=st.sampled_from(["utf-8", "utf-7", "utf-16", "base64", "undefined", "x", "\x00"]),
    body=st.text(alphabet="<>![]=-/'\"&;:dBEGIN.vocument \n\u00e9", max_size=200),
)
def test_any_body_of_any_kind_is_judged(kind: str, charset: str, body: str) -> None:
    raw = f"From: a@b.example\nContent-Type: {kind}; charset={charset}\n\n{body}".encode()
    classify(_parse(raw), NOBODY)


@pytest.mark.parametrize(
    ("value", "address", "name"),
    [
        ("Dana Field <dana@contoso.example>", "dana@contoso.example", "Dana Field"),
        ("dana@contoso.example", "dana@contoso.example", ""),
        ("Field, Dana <dana@contoso.example>", "dana@contoso.example", "Field, Dana"),
        ('"Field, Dana" <dana@contoso.example>', "dana@contoso.example", "Field, Dana"),
        ('"a@b.example" <dana@contoso.example>', "dana@contoso.example", "a@b.example"),
        ("dana@contoso.example (Dana Field)", "dana@contoso.example", "Dana Field"),
        ("=?utf-8?B?RMOpbmE=?= <dana@contoso.example>", "dana@contoso.example", "Déna"),
        ("<dana@contoso.example>", "dana@contoso.example", ""),
        ("", "", ""),
    ],
)
def test_the_author_is_read_from_any_spelling(value: str, address: str, name: str) -> None:
    mail = _parse(f"From: {value}\n\nhi".encode())
    assert (mail.from_address, mail.from_name) == (address, name)


def test_headers_are_found_whatever_their_case_and_all_of_them() -> None:
    mail = _parse(b'X-One: a\nx-one: b\nTo: a@b.example,\n "C, D" <c@d.example>\n\nhi')
    assert mail.headers_all("X-ONE") == ("a", "b")
    assert mail.header("x-one") == "a"
    assert mail.header("x-two") == ""
    assert mail.to_addresses == ("a@b.example", "c@d.example")


def test_references_come_first_and_each_id_once() -> None:
    mail = _parse(b"References: <a@x>\n <b@x>\nIn-Reply-To: <b@x>\nMessage-Id: <c@x>\n\nhi")
    assert mail.references == ("<a@x>", "<b@x>")
    assert mail.message_id == "<c@x>"


def test_an_id_that_was_encoded_or_folded_is_still_found() -> None:
    encoded = _parse(b"In-Reply-To: =?utf-8?q?=3Ca=40x=2Eexample=3E?=\n\nhi")
    assert encoded.references == ("<a@x.example>",)
    folded = _parse(b"References: <a-very-long-\n id@x.example>\n\nhi")
    assert folded.references == ("<a-very-long-id@x.example>",)


def test_headers_alone_are_enough_to_match() -> None:
    mail = from_headers(
        [("From", "Dana <dana@contoso.example>"), ("In-Reply-To", "<a@x>")],
        gmail_id="g",
        thread_id="t",
        label_ids=[],
        received_at=NOW,
    )
    assert mail.from_address == "dana@contoso.example"
    assert answered_ids(mail) == {"<a@x>"}
    assert mail.text == ""


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Dana@Contoso.example", "dana@contoso.EXAMPLE"),
        ("dana+x@contoso.example", "dana@contoso.example"),
        ("d.a.n.a@gmail.com", "dana@googlemail.com"),
        ("<dana@contoso.example>", " dana@contoso.example "),
        ("dana@bücher.example", "dana@xn--bcher-kva.example"),
        ("mailto:dana@contoso.example", "dana@contoso.example."),
    ],
)
def test_spellings_of_one_mailbox_are_the_same(a: str, b: str) -> None:
    assert same_address(a, b)
    assert normalised(a) == normalised(normalised(a))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("d.ana@contoso.example", "dana@contoso.example"),
        ("dana@contoso.example", "dana@mail.contoso.example"),
        ("", ""),
        ("no address", "no address"),
    ],
)
def test_other_mailboxes_are_not_the_same(a: str, b: str) -> None:
    assert not same_address(a, b)


def test_a_providers_domain_names_no_company() -> None:
    assert is_free_mail("dana@GMail.com")
    assert is_free_mail("web.de")
    assert not is_free_mail("dana@contoso.example")
    assert domain_of("Dana@Contoso.Example") == "contoso.example"
    assert domain_of("nobody") == ""


@given(st.binary(max_size=200), st.text(max_size=20))
def test_any_bytes_in_any_charset_become_text(raw: bytes, charset: str) -> None:
    assert isinstance(decoded(raw, charset), str)


@given(st.text(max_size=200))
def test_any_header_becomes_one_line(value: str) -> None:
    assert "\n" not in decoded_header(value)


def test_a_character_split_between_two_encoded_words_is_whole() -> None:
    assert decoded_header("=?utf-8?B?w4M=?= =?utf-8?B?wqk=?=") == "Ã©"
    assert decoded_header("=?utf-8?Q?caf=C3?= =?utf-8?Q?=A9?= bar") == "café bar"
    assert decoded_header("=?utf-8?B?!!!?= rest").endswith("rest")
