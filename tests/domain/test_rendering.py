"""The exact message: subject, body, signature and unsubscribe line together."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.rendering import (
    EmailContent,
    Footer,
    SenderFields,
    UnsubscribeStyle,
    missing_in_email,
    render_email,
    render_sms,
    reply_subject_of,
    values_for,
)
from engine.domain.rich_text import from_plain
from engine.domain.sms_text import Encoding
from engine.domain.template_values import clean, is_blank
from engine.domain.templates import BrokenTemplate, MissingValues

SENDER = SenderFields(name="Bo Berg", email="bo@example.com")
ANN = values_for({"first_name": "Ann", "email": "ann@example.org", "company": " "}, SENDER)
LINK = Footer(style=UnsubscribeStyle.TEXT_LINK, url="https://x.example/unsubscribe/t0k3n?a=1&b=2")
SIGNATURE = (
    '<div dir="ltr"><b>Bo Berg</b><br>Acme &amp; Co<br>'
    '<a href="https://acme.example/" onclick="x()">Our site</a> '
    '<img src="https://acme.example/logo.png" alt="Acme"><script>alert(1)</script></div>'
)


def email(
    subject: str = "Hi {{ first_name }}",
    body: str = "Hello {{ first_name }},\n\nnews from {{ sender.first_name }}.",
    *,
    values: dict[str, Any] = ANN,
    signature: str | None = None,
    footer: Footer = LINK,
    reply_subject: str | None = None,
) -> EmailContent:
    return render_email(
        subject_template=subject,
        body=from_plain(body),
        values=values,
        signature_html=signature,
        footer=footer,
        reply_subject=reply_subject,
    )


def test_a_whole_email_reads_well_in_both_forms() -> None:
    content = email(signature=SIGNATURE)
    assert content.subject == "Hi Ann"
    assert content.text == (
        "Hello Ann,\n\nnews from Bo.\n\n"
        "-- \nBo Berg\nAcme & Co\nOur site (https://acme.example/) Acme\n\n"
        "If you'd rather not hear from me, unsubscribe: "
        "https://x.example/unsubscribe/t0k3n?a=1&b=2\n"
    )
    assert content.html == (
        "<div>Hello Ann,<br>\n<br>\nnews from Bo.</div>\n"
        '<br>\n<div><div dir="ltr"><b>Bo Berg</b><br>Acme &amp; Co<br>'
        '<a href="https://acme.example/">Our site</a> '
        '<img src="https://acme.example/logo.png" alt="Acme"></div></div>\n'
        "<br>\n<div>If you'd rather not hear from me, "
        '<a href="https://x.example/unsubscribe/t0k3n?a=1&amp;b=2">unsubscribe</a>.</div>'
    )


@pytest.mark.parametrize("nothing", [None, "", "<div><br></div>", "<script>x</script>", "&nbsp;"])
def test_an_empty_signature_leaves_no_trace(nothing: str | None) -> None:
    assert email(signature=nothing) == email(signature=None)
    assert "-- " not in email(signature=nothing).text


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        "<iframe src='https://x.example'></iframe>",
        "<form><input name=q></form>",
        '<div style="position:fixed;background:url(https://x.example/t)">x</div>',
        "<style>body{display:none}</style>",
    ],
)
def test_a_signature_brings_no_code_and_does_not_leave_its_place(evil: str) -> None:
    html = email(signature=f"<div>Bo{evil}</div>").html.lower()
    for word in (
        "<script",
        "onerror",
        "javascript",
        "<iframe",
        "<form",
        "<input",
        "position",
        "<style",
    ):
        assert word not in html
    assert "bo" in html


def test_a_signature_keeps_its_looks() -> None:
    looks = '<table><tr><td style="color:#333"><font face="arial">Bo</font></td></tr></table>'
    assert '<font face="arial">Bo</font>' in email(signature=looks).html
    assert "color:#333" in email(signature=looks).html


@pytest.mark.parametrize(
    ("footer", "text", "html"),
    [
        (
            Footer(style=UnsubscribeStyle.TEXT_LINK, url="https://x.example/u/1"),
            "If you'd rather not hear from me, unsubscribe: https://x.example/u/1",
            '<a href="https://x.example/u/1">unsubscribe</a>.',
        ),
        (
            Footer(style=UnsubscribeStyle.TEXT_LINK, mailto="bo@example.com"),
            (
                "If you'd rather not hear from me, unsubscribe by writing to bo@example.com, "
                "or reply STOP."
            ),
            '<a href="mailto:bo@example.com">unsubscribe</a>.',
        ),
        (
            Footer(
                style=UnsubscribeStyle.TEXT_LINK,
                mailto="mailto:bo@example.com?subject=unsubscribe%20k7",
            ),
            (
                "If you'd rather not hear from me, unsubscribe by writing to bo@example.com "
                "with the subject “unsubscribe k7”, or reply STOP."
            ),
            '<a href="mailto:bo@example.com?subject=unsubscribe%20k7">unsubscribe</a>.',
        ),
        (
            Footer(style=UnsubscribeStyle.TEXT_LINK),
            "If you'd rather not hear from me, reply STOP.",
            "If you'd rather not hear from me, reply STOP.",
        ),
        (
            Footer(
                style=UnsubscribeStyle.SMALL_FOOTER,
                url="https://x.example/unsubscribe/1",
                postal_address="Acme & Co\n 1 Main Street \n\nTown",
            ),
            "Acme & Co\n1 Main Street\nTown\nUnsubscribe: https://x.example/unsubscribe/1",
            (
                "Acme &amp; Co<br>1 Main Street<br>Town<br>"
                '<a href="https://x.example/unsubscribe/1" style="color:#888888">'
                "Unsubscribe</a></div>"
            ),
        ),
        (
            Footer(style=UnsubscribeStyle.SMALL_FOOTER, mailto="bo@example.com"),
            "Unsubscribe by writing to bo@example.com, or reply STOP.",
            'style="color:#888888">Unsubscribe</a></div>',
        ),
        (
            Footer(style=UnsubscribeStyle.SMALL_FOOTER),
            "Reply STOP.",
            "Reply STOP to unsubscribe</div>",
        ),
    ],
)
def test_every_email_says_how_to_unsubscribe(footer: Footer, text: str, html: str) -> None:
    content = email(footer=footer)
    assert content.text.endswith(f"\n\n{text}\n")
    assert html in content.html


@pytest.mark.parametrize(
    ("first", "reply"),
    [
        ("Hi Ann", "Re: Hi Ann"),
        ("Re: Hi Ann", "Re: Hi Ann"),
        ("RE: Hi", "RE: Hi"),
        ("re : Hi", "re : Hi"),
        ("Renewal", "Re: Renewal"),
        ("Two\nlines", "Re: Two lines"),
        ("", "Re:"),
    ],
)
def test_a_follow_up_replies_once(first: str, reply: str) -> None:
    assert reply_subject_of(first) == reply
    content = email(subject="{{ company }} {{ broken", reply_subject=first)
    assert content.subject == reply


def test_a_subject_is_one_line_whatever_is_in_the_values() -> None:
    values = ANN | {"company": "Acme\r\nBcc: x@y.example\u2028z"}
    content = email(subject="{% if company %}\n{{ company }}\n{% endif %}!", values=values)
    assert content.subject == "Acme Bcc: x@y.example z !"


def test_all_that_subject_and_body_lack_is_named_once() -> None:
    subject, body = "{{ company }}", from_plain("{{ title }} {{ company }}")
    assert missing_in_email(subject, body, ANN) == ("company", "title")
    with pytest.raises(MissingValues) as held:
        email(subject=subject, body="{{ title }} {{ company }}")
    assert held.value.names == ("company", "title")
    assert missing_in_email("", body, ANN) == ("title", "company")


def test_a_follow_up_does_not_miss_what_only_its_own_subject_names() -> None:
    assert email(subject="{{ company }}", reply_subject="Hi").subject == "Re: Hi"


def test_a_broken_body_is_refused() -> None:
    with pytest.raises(BrokenTemplate):
        email(body="Hi {{ first_name")


def test_a_text_message_is_trimmed_and_counted() -> None:
    content = render_sms("{% if first_name %}\nHi {{ first_name }}!\n{% endif %}\n", ANN)
    assert content.text == "Hi Ann!"
    assert (content.segments.count, content.segments.encoding) == (1, Encoding.GSM_7)
    curly = render_sms("Hi {{ company | default: “you” }}, it’s Bo", ANN)
    assert curly.text == "Hi you, it’s Bo"
    assert curly.segments.encoding is Encoding.UCS_2
    with pytest.raises(MissingValues):
        render_sms("Hi {{ company }}", ANN)


@settings(deadline=None)
@given(st.one_of(st.none(), st.text(max_size=8)), st.one_of(st.none(), st.text(max_size=8)))
def test_no_contact_gets_an_email_with_a_blank(first_name: str | None, company: str | None) -> None:
    values = values_for({"first_name": first_name, "company": company}, SENDER)
    lacking = [name for name in ("first_name", "company") if is_blank(values[name])]
    body = "Hi {{ first_name }}, at {{ company }}."
    if lacking:
        with pytest.raises(MissingValues) as held:
            email(body=body, values=values)
        assert list(held.value.names) == lacking
        return
    expected = f"Hi {clean(values['first_name'])}, at {clean(values['company'])}.\n"
    assert email(body=body, values=values).text.startswith(expected)
