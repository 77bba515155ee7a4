"""A member's own mailbox, by Google's consent: who asked, and the account they gave."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from engine.domain.connection import ConnectionState, Mailbox
from engine.domain.enrollment import mailbox_lane
from engine.domain.errors import Refusal
from engine.domain.workspace import Member
from engine.ports import Consent, Granted, Mailboxes, Profile, SendAs, Store

STATE_MINUTES = 15  # a person may read the consent screen for a while


def begin_google(
    store: Store,
    consent: Consent,
    *,
    workspace_id: str,
    member_id: str,
    redirect_uri: str,
    real: datetime,
) -> str:
    """Return the address of Google's consent page for this member, remembering who asked."""
    state = secrets.token_urlsafe(24)
    address, verifier = consent.address(state=state, redirect_uri=redirect_uri, login_hint=None)
    with store.engine() as etx:
        etx.keep_state(
            state,
            workspace_id=workspace_id,
            member_id=member_id,
            verifier=verifier,
            expires_at=real + timedelta(minutes=STATE_MINUTES),
        )
    return address


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who began a consent, and what its code is traded with."""

    workspace_id: str
    member_id: str
    verifier: str


def who_asked(store: Store, state: str, *, real: datetime) -> Asked:
    """Return and forget who began this consent. Raises Refusal for an old or foreign state."""
    with store.engine() as etx:
        found = etx.take_state(state, at=real)
    if found is None:
        raise Refusal("This link has expired or was used already. Ask for a new one in Slack.")
    return Asked(workspace_id=found[0], member_id=found[1], verifier=found[2])


def finish_google(
    store: Store, mailboxes: Mailboxes, asked: Asked, granted: Granted, *, now: datetime
) -> Mailbox:
    """Keep the account that consent was given for; an account known already is renewed.

    The address comes from Gmail's own profile. Listening starts from now.
    """
    probe = _probe(asked, granted)
    profile = mailboxes.profile(probe)
    addresses = mailboxes.send_as(probe)
    with store.engine() as etx:
        tx = etx.within(asked.workspace_id)
        known = tx.mailboxes.by_email(profile.email)
        _require_own(known, asked)
        member = tx.members.get(asked.member_id)
        described = _described(known or probe, profile, addresses, member)
        fresh = _renewed(described, granted, profile, now=now)
        if known is None:
            return tx.mailboxes.add(fresh)
        tx.mailboxes.save(fresh)
        etx.unpark_lane(mailbox_lane(fresh.id))
        return fresh


def _probe(asked: Asked, granted: Granted) -> Mailbox:
    """Return a mailbox that can be asked who it is; its address is not known yet."""
    return Mailbox(
        id=0,
        workspace_id=asked.workspace_id,
        owner_id=asked.member_id,
        email="",
        refresh_token=granted.refresh_token,
        scopes=granted.scopes,
    )


def _require_own(known: Mailbox | None, asked: Asked) -> None:
    if known is not None and known.owner_id != asked.member_id:
        raise Refusal(
            f"{known.email} was connected by <@{known.owner_id}> already. "
            "Connect an account of your own."
        )


def _described(
    mailbox: Mailbox, profile: Profile, addresses: tuple[SendAs, ...], member: Member | None
) -> Mailbox:
    mine = next((each for each in addresses if each.is_default), None)
    return replace(
        mailbox,
        email=profile.email,
        name=(mine.name if mine else "") or (member.name if member else ""),
        signature_html=mine.signature_html if mine else "",
        aliases=tuple(each.email for each in addresses) or (profile.email,),
        zone=member.zone if member else "UTC",
    )


def _renewed(mailbox: Mailbox, granted: Granted, profile: Profile, *, now: datetime) -> Mailbox:
    return replace(
        mailbox,
        refresh_token=granted.refresh_token,
        scopes=granted.scopes,
        state=ConnectionState.ACTIVE,
        problem="",
        history_id=mailbox.history_id or profile.history_id,
        heard_at=mailbox.heard_at or now,
    )
