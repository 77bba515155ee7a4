"""Mails as they come in, each with what should be made of it.

`<name>.eml` is the message, `expected.json` (and `expected_other.json`, whose messages were
written without knowledge of the classifier) holds for each name its class and what else is
certain: the kind of a bounce or an automatic answer, the day of return, the calendar's answer,
what ties it to our mail (`match`) and the words the person wrote (`visible`). All of them answer
one mail, which Robin Vale of Northwind sent to Dana Field of Contoso. The messages were written
for this project after the shapes that mail programs and servers produce; their names and domains
are made up.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from engine.domain.classify import Absence, Context, Human, Verdict, classify
from engine.domain.inbound import InboundMail, parse
from engine.domain.matching import Known, matched_by

_HERE = Path(__file__).parent
_RECEIVED_AT = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
_SENT_AT = "2026-11-23T10:00:00+00:00"
_DELIVERY_ID = "7c0ffee0-1111-4222-8333-444455556666"
_CONTACT = frozenset({"dana@contoso.example"})

KNOWN = Known(
    thread_ids=frozenset({"thread-of-ours"}),
    message_ids=frozenset(
        {"<CAOur1x0001@mail.gmail.com>", f"<{_DELIVERY_ID}@outreach.northwind.example>"}
    ),
    delivery_ids=frozenset({_DELIVERY_ID}),
    addresses=_CONTACT,
)


@dataclass(frozen=True, slots=True)
class Sample:
    """One message of the corpus."""

    name: str
    expected: dict[str, Any]

    def mail(self) -> InboundMail:
        """Parse it as a mail in another thread, so that ids and addresses have to tie it."""
        return parse(
            (_HERE / f"{self.name}.eml").read_bytes(),
            gmail_id=self.name,
            thread_id="some-other-thread",
            label_ids=self.expected.get("labels", ["INBOX"]),
            received_at=_RECEIVED_AT,
        )

    def verdict(self) -> Verdict:
        """Judge it."""
        context = Context(
            own_addresses=frozenset({"robin@northwind.example", "robin@northwind-labs.example"}),
            own_delivery_ids=frozenset({_DELIVERY_ID}),
            contact_addresses=_CONTACT,
            sent_at=datetime.fromisoformat(self.expected.get("sent_at", _SENT_AT)),
            org_domain="northwind.example",
        )
        return classify(self.mail(), context)

    def judged(self) -> dict[str, Any]:
        """Return what is made of it, under the names that `expected` uses."""
        verdict = self.verdict()
        return {
            "class": str(verdict.mail_class),
            "visible": verdict.visible_text,
            "match": matched_by(self.mail(), KNOWN),
            **_detail(verdict),
        }


def _detail(verdict: Verdict) -> dict[str, Any]:
    detail = verdict.detail
    if detail is None:
        return {}
    if isinstance(detail, Human):
        return {"by_contact": detail.by_contact}
    found = {name: getattr(detail, name) for name in detail.__dataclass_fields__}
    if isinstance(detail, Absence):
        found["returns_on"] = detail.returns_on.isoformat() if detail.returns_on else None
    if starts_at := found.get("starts_at"):
        found["starts_at"] = starts_at.isoformat()
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in found.items()
    }


@cache
def samples() -> tuple[Sample, ...]:
    """Return the whole corpus, by name."""
    return tuple(
        Sample(name, each)
        for listing in ("expected.json", "expected_other.json")
        for name, each in json.loads((_HERE / listing).read_text(encoding="utf-8")).items()
    )
