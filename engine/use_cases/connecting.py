"""Connecting accounts: Gmail by consent, Salesmsg by token; and setting up the workspace."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from engine.domain.connection import ConnectionState, Mailbox, SmsConnection
from engine.domain.enrollment import mailbox_lane, sms_lane
from engine.domain.errors import AccessRevoked, FieldProblem, Invalid, NotFound, Refusal
from engine.domain.lifecycle import require_admin
from engine.domain.sms import SmsReport, SmsState
from engine.domain.workspace import Actor, WorkspaceSettings
from engine.ports import Consent, Granted, Mailboxes, SmsSender, Store

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
    probe = Mailbox(
        id=0,
        workspace_id=asked.workspace_id,
        owner_id=asked.member_id,
        email="",
        refresh_token=granted.refresh_token,
        scopes=granted.scopes,
    )
    profile = mailboxes.profile(probe)
    addresses = mailboxes.send_as(probe)
    mine = next((each for each in addresses if each.is_default), None)
    with store.engine() as etx:
        tx = etx.within(asked.workspace_id)
        member = tx.members.get(asked.member_id)
        known = tx.mailboxes.by_email(profile.email)
        if known is not None and known.owner_id != asked.member_id:
            raise Refusal(
                f"{profile.email} was connected by <@{known.owner_id}> already. "
                "Connect an account of your own."
            )
        fresh = replace(
            known or probe,
            email=profile.email,
            name=(mine.name if mine else "") or (member.name if member else ""),
            signature_html=mine.signature_html if mine else "",
            aliases=tuple(each.email for each in addresses) or (profile.email,),
            refresh_token=granted.refresh_token,
            scopes=granted.scopes,
            zone=member.zone if member else "UTC",
            state=ConnectionState.ACTIVE,
            problem="",
            history_id=(known.history_id if known else None) or profile.history_id,
            heard_at=(known.heard_at if known else None) or now,
        )
        if known is None:
            return tx.mailboxes.add(fresh)
        tx.mailboxes.save(fresh)
        etx.unpark_lane(mailbox_lane(fresh.id))
        return fresh


def refresh_mailbox(store: Store, mailboxes: Mailboxes, mailbox: Mailbox) -> Mailbox:
    """Really ask Gmail who this is and what its signature is, and store the answer.

    Raises AccessRevoked and Temporary.
    """
    mailboxes.profile(mailbox)
    addresses = mailboxes.send_as(mailbox)
    mine = next((each for each in addresses if each.is_default), None)
    with store.engine() as etx:
        tx = etx.within(mailbox.workspace_id)
        stored = tx.mailboxes.get(mailbox.id)
        if stored is None:
            raise NotFound("This mailbox was removed.")
        asked = replace(
            stored,
            name=(mine.name if mine else "") or stored.name,
            signature_html=mine.signature_html if mine else "",
            aliases=tuple(each.email for each in addresses) or stored.aliases,
            state=ConnectionState.ACTIVE,
            problem="",
        )
        tx.mailboxes.save(asked)
        if stored.state is not ConnectionState.ACTIVE:
            etx.unpark_lane(mailbox_lane(stored.id))
        return asked


def connect_sms(
    store: Store, sms: SmsSender, actor: Actor, *, token: str, team_id: str, now: datetime
) -> SmsReport:
    """Try a Salesmsg token and keep it if texts can go out with it.

    Raises Invalid for the field "token" or "team" otherwise. A seed is tried the same way.
    """
    require_admin(actor)
    connection = SmsConnection(
        workspace_id=actor.workspace_id,
        token=token.strip(),
        team_id=team_id.strip(),
        expires_at=sms.expires_at(token.strip()),
        connected_by=actor.user_id,
    )
    return _keep_if_active(store, sms, _with_inbox(sms, connection), now=now)


def _with_inbox(sms: SmsSender, connection: SmsConnection) -> SmsConnection:
    """Return the connection with its inbox: the only one there is, where none was named."""
    if connection.team_id:
        return connection
    try:
        inboxes = sms.inboxes(connection)
    except AccessRevoked as error:
        sentence = f"Salesmsg refuses this token: {error.reason}"
        raise Invalid(FieldProblem(field="token", sentence=sentence)) from error
    if len(inboxes) == 1:
        return replace(connection, team_id=inboxes[0][0])
    named = ", ".join(f"{team_id} ({name})" for team_id, name in inboxes) or "none"
    sentence = f"Name the inbox that texts go out from. This token can use: {named}."
    raise Invalid(FieldProblem(field="team", sentence=sentence))


def seed_sms(
    store: Store, sms: SmsSender, workspace_id: str, *, token: str, team_id: str, now: datetime
) -> SmsReport | None:
    """Use the token of the first start; never over one that is stored already."""
    with store.read(workspace_id) as tx:
        if tx.sms.get() is not None:
            return None
    connection = SmsConnection(
        workspace_id=workspace_id,
        token=token,
        team_id=team_id,
        expires_at=sms.expires_at(token),
    )
    return _keep_if_active(store, sms, _with_inbox(sms, connection), now=now)


def check_sms(store: Store, sms: SmsSender, workspace_id: str, *, now: datetime) -> SmsReport:
    """Really ask Salesmsg and store what was found; not being able to ask changes nothing."""
    with store.read(workspace_id) as tx:
        connection = tx.sms.get()
    if connection is None:
        sentence = "Salesmsg is not connected. Connect it in Setup."
        return SmsReport(state=SmsState.NOT_CONFIGURED, sentence=sentence)
    report = sms.check(connection)
    if report.state is not SmsState.UNKNOWN:
        _store_report(store, connection, report, now=now)
    return report


def keep_sms(store: Store, connection: SmsConnection) -> None:
    """Keep a connection that consent was given for; a check says whether it can text."""
    with store.engine() as etx:
        tx = etx.within(connection.workspace_id)
        known = tx.sms.get()
        team_id = known.team_id if known else connection.team_id
        tx.sms.save(replace(connection, team_id=team_id))
        etx.unpark_lane(sms_lane(connection.workspace_id))


def _keep_if_active(
    store: Store, sms: SmsSender, connection: SmsConnection, *, now: datetime
) -> SmsReport:
    with store.engine() as etx:
        before = etx.within(connection.workspace_id).sms.get()
        # A check may rotate the token: it has to be stored before it is used.
        etx.within(connection.workspace_id).sms.save(connection)
    report = sms.check(connection)
    if report.state is SmsState.ACTIVE:
        _store_report(store, connection, report, now=now)
        return report
    with store.engine() as etx:
        tx = etx.within(connection.workspace_id)
        if before is not None:
            tx.sms.save(before)
        else:
            tx.sms.remove()
    field = "team" if report.state is SmsState.INBOX_MISSING else "token"
    raise Invalid(FieldProblem(field=field, sentence=report.sentence))


def _store_report(store: Store, asked: SmsConnection, report: SmsReport, *, now: datetime) -> None:
    """Store what was found with a token, unless another one has taken its place meanwhile."""
    with store.engine() as etx:
        tx = etx.within(asked.workspace_id)
        stored = tx.sms.get()
        if stored is None or stored.token != asked.token:
            return
        is_active = report.state is SmsState.ACTIVE
        is_dead = report.state is SmsState.RECONNECT_REQUIRED
        state = ConnectionState.RECONNECT if is_dead else ConnectionState.BROKEN
        tx.sms.save(
            replace(
                stored,
                team_id=report.team_id or stored.team_id,
                number=report.number or stored.number,
                state=ConnectionState.ACTIVE if is_active else state,
                problem="" if is_active else report.sentence,
                checked_at=now,
            )
        )
        if is_active:
            etx.unpark_lane(sms_lane(asked.workspace_id))


def save_setup(store: Store, actor: Actor, settings: WorkspaceSettings) -> None:
    """Store what an admin decided. Raises Invalid for "daily_limit" and "spacing"."""
    require_admin(actor)
    problems = []
    if not 1 <= settings.daily_limit <= 2000:
        sentence = "Choose 1 to 2000 emails a day: Google lets a Workspace account send 2000."
        problems.append(FieldProblem(field="daily_limit", sentence=sentence))
    if not 0 <= settings.spacing_seconds <= 3600:
        sentence = "Choose 0 to 3600 seconds."
        problems.append(FieldProblem(field="spacing", sentence=sentence))
    if problems:
        raise Invalid(*problems)
    with store.engine() as etx:
        tx = etx.within(actor.workspace_id)
        tx.workspace.save_settings(settings)
        # A higher limit or a shorter spacing counts from now on, not from the next slot.
        for mailbox in tx.mailboxes.all():
            if mailbox.state is ConnectionState.ACTIVE:
                etx.unpark_lane(mailbox_lane(mailbox.id))
