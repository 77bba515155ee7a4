"""The bytes of a mail, parsed back by the standard library as a receiver would."""

import re
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.mime import UnsendableHeader, ascii_address, build, phantom_root

DELIVERY = "7b0c9c1e-8a34-4f0e-9d46-5a6f0a1b2c3d"
OUTLOOK_ID = "<" + "A" * 60 + "-b.c+d" + "@EUR01.prod.outlook.com>"
URL = "https://example.com/unsubscribe/" + "t" * 200
ONE_LINE = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), max_size=120)


def built(**changes: Any) -> bytes:
    given = {
        "sender": ("Bo Berg", "bo@example.com"),
        "to": ("Ann Lee", "ann@example.org"),
        "subject": "Hello",
        "html": "<div>Hi</div>",
        "text": "Hi",
        "delivery_id": DELIVERY,
    }
    return build(**(given | changes))


def read(data: bytes) -> EmailMessage:
    return message_from_bytes(data, policy=SMTP)


def raw_header(data: bytes, name: str) -> str:
    """Return a header's lines as they travel, unfolded by RFC 5322 only."""
    head = data.split(b"\r\n\r\n", 1)[0].decode("ascii")
    unfolded = re.sub(r"\r\n(?=[ \t])", "", head)
    found = [line for line in unfolded.split("\r\n") if line.lower().startswith(name.lower() + ":")]
    return found[0].partition(":")[2].strip() if found else ""


def body(data: bytes, kind: str) -> str:
    part = read(data).get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_both_parts_are_there_with_the_text_first() -> None:
    message = read(built(text="Hi Ann\n\n-- \nBo", html="<p>Hi</p>"))
    assert message.get_content_type() == "multipart/alternative"
    parts = [part for part in message.iter_parts() if isinstance(part, EmailMessage)]
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert [part["Content-Transfer-Encoding"] for part in parts] == ["quoted-printable"] * 2
    assert body(built(text="Hi Ann\n\n-- \nBo"), "plain") == "Hi Ann\n\n-- \nBo\n"


@settings(deadline=None)  # the machine may be busy
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=300))
def test_any_text_comes_back_as_it_was_in_lines_of_seven_bits(text: str) -> None:
    data = built(text=text, html=f"<p>{text}</p>")
    assert body(data, "plain").removesuffix("\n") == text.removesuffix("\n")
    assert data.isascii()
    assert b"\n" not in data.replace(b"\r\n", b"")
    head, _, rest = data.partition(b"\r\n\r\n")
    assert max(map(len, rest.split(b"\r\n"))) <= 76
    assert max(map(len, head.split(b"\r\n"))) <= 998


@settings(deadline=None)  # the machine may be busy
@given(ONE_LINE)
def test_any_subject_comes_back_as_it_was(subject: str) -> None:
    data = built(subject=subject)
    raw = raw_header(data, "Subject")
    assert str(make_header(decode_header(raw))).strip() == subject.strip()
    assert str(read(data)["Subject"]).strip() == subject.strip()
    assert raw_header(data, "To") == "Ann Lee <ann@example.org>"


@settings(deadline=None)  # the machine may be busy
@given(ONE_LINE)
def test_any_display_name_comes_back_and_never_becomes_an_address(name: str) -> None:
    data = built(to=(name, "ann@example.org"))
    assert [found.addr_spec for found in read(data)["To"].addresses] == ["ann@example.org"]
    # The newer parser of Python 3.11 puts a space between adjacent encoded words; this one knows.
    shown, address = parseaddr(raw_header(data, "To"))
    assert address == "ann@example.org"
    assert str(make_header(decode_header(shown))) == " ".join(name.split())


@pytest.mark.parametrize(
    "name", ["Ann, Lee", 'Ann "the" Lee', "a@b.c", "Ann (x) <y>", "Änn, Lée", "=?utf-8?q?x?=", "\\"]
)
def test_a_name_with_signs_of_syntax_stays_a_name(name: str) -> None:
    data = built(sender=(name, "bo@example.com"))
    assert read(data)["From"].addresses[0].display_name == name
    assert parseaddr(raw_header(data, "From"))[1] == "bo@example.com"


def test_ids_and_addresses_stay_in_one_piece_on_their_line() -> None:
    data = built(
        in_reply_to=OUTLOOK_ID,
        references=("<first@mail.gmail.com>", OUTLOOK_ID),
        unsubscribe_url=URL,
        unsubscribe_mailto="mailto:bo@example.com?subject=unsubscribe%20abc",
    )
    lines = data.decode().split("\r\n")
    assert len(OUTLOOK_ID) > 85
    assert f"In-Reply-To: {OUTLOOK_ID}" in lines
    assert f" {OUTLOOK_ID}" in lines
    assert f"List-Unsubscribe: <{URL}>," in lines
    assert raw_header(data, "References").split() == [
        phantom_root(DELIVERY),
        "<first@mail.gmail.com>",
        OUTLOOK_ID,
    ]


def test_a_delivery_can_be_told_by_its_header_and_by_the_root_of_its_references() -> None:
    data = built(root_domain="x.invalid")
    assert raw_header(data, "X-Outreach-Id") == DELIVERY
    assert raw_header(data, "References") == f"<{DELIVERY}@x.invalid>"
    assert raw_header(data, "Message-ID") == f"<{DELIVERY}@example.com>"
    assert phantom_root(DELIVERY) == f"<{DELIVERY}@outreach.invalid>"


def test_what_gmail_sets_is_left_to_gmail() -> None:
    message = read(built())
    assert message["Date"] is None
    assert message["In-Reply-To"] is None
    assert message["Reply-To"] is None
    assert read(built(reply_to="bo+x@example.com"))["Reply-To"] == "bo+x@example.com"


@pytest.mark.parametrize(
    ("url", "mailto", "addresses", "one_click"),
    [
        (URL, None, f"<{URL}>", True),
        (URL, "mailto:b@example.com", f"<{URL}>, <mailto:b@example.com>", True),
        (None, "mailto:b@example.com", "<mailto:b@example.com>", False),
        ("http://localhost/u/1", None, "<http://localhost/u/1>", False),
        (None, None, "", False),
    ],
)
def test_one_click_is_offered_only_with_an_https_address(
    url: str | None, mailto: str | None, addresses: str, one_click: bool
) -> None:
    data = built(unsubscribe_url=url, unsubscribe_mailto=mailto)
    assert raw_header(data, "List-Unsubscribe") == addresses
    expected = "List-Unsubscribe=One-Click" if one_click else ""
    assert raw_header(data, "List-Unsubscribe-Post") == expected


@pytest.mark.parametrize(
    "evil", ["a\r\nBcc: x@y.z", "a\nb", "a\rb", "a\x00b", "a\u2028b", "a\x85b"]
)
@pytest.mark.parametrize(
    "place",
    ["subject", "name", "address", "in_reply_to", "references", "url", "mailto", "reply_to", "id"],
)
def test_a_header_can_not_be_smuggled_in(place: str, evil: str) -> None:
    changes: dict[str, dict[str, Any]] = {
        "subject": {"subject": evil},
        "name": {"to": (evil, "ann@example.org")},
        "address": {"to": ("Ann", f"{evil}@example.org")},
        "in_reply_to": {"in_reply_to": f"<{evil}@x.y>"},
        "references": {"references": (f"<{evil}@x.y>",)},
        "url": {"unsubscribe_url": f"https://example.com/{evil}"},
        "mailto": {"unsubscribe_mailto": f"mailto:{evil}"},
        "reply_to": {"reply_to": f"{evil}@example.com"},
        "id": {"delivery_id": evil},
    }
    with pytest.raises(UnsendableHeader):
        built(**changes[place])


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("ann@example.org", "ann@example.org"),
        (" ann@Example.ORG ", "ann@example.org"),
        ("o'neil+tag@bücher.de", "o'neil+tag@xn--bcher-kva.de"),
        ("a@straße.de", "a@xn--strae-oqa.de"),
        ("a@xn--bcher-kva.de", "a@xn--bcher-kva.de"),
        ("a@mail.test", "a@mail.test"),
    ],
)
def test_a_domain_in_another_script_travels_as_punycode(address: str, sent: str) -> None:
    assert ascii_address(address) == sent


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ann",
        "@example.org",
        "ann@",
        "änn@example.org",
        "a b@example.org",
        "a@b@c",
        "a@b_..c",
        "a..b@example.org",
        ".a@example.org",
        "a,b@example.org",
        "<a@example.org>",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(UnsendableHeader):
        built(to=("Ann", address))


@pytest.mark.parametrize("value", ["no-brackets@x.y", "<a b@x.y>", "<ä@x.y>", "<>", "<a@b><c@d>"])
def test_a_message_id_without_its_brackets_is_refused(value: str) -> None:
    with pytest.raises(UnsendableHeader):
        built(in_reply_to=value)


def test_a_line_that_no_server_would_take_is_refused() -> None:
    with pytest.raises(UnsendableHeader):
        built(unsubscribe_url="https://example.com/" + "x" * 1000)


def test_the_same_message_gives_the_same_bytes() -> None:
    assert built() == built()
