"""Connections, really tried before they are relied on: a mailbox again, and Salesmsg by token."""

from dataclasses import replace
from datetime import datetime

from engine.domain.connection import ConnectionState, Mailbox, SmsConnection
from engine.domain.enrollment import mailbox_lane, sms_lane
from engine.domain.errors import AccessRevoked, FieldProblem, Invalid, NotFound
from engine.domain.lifecycle import require_admin
from engine.domain.sms import SmsReport, SmsState
from engine.domain.workspace import Actor
from engine.ports import Mailboxes, SmsSender, Store


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
