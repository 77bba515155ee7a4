"""The doctor: each service that is connected is really asked."""

from bot.service import Service
from engine.domain.errors import ProviderError
from engine.domain.sms import SmsState
from engine.use_cases import connecting


def asked(service: Service) -> list[str]:
    """Ask each service that is connected; print what works and return what doesn't."""
    problems = []
    store, now = service.store, service.clock.now()
    with store.engine() as etx:
        workspaces, mailboxes = etx.workspaces(), etx.mailboxes()
        texting = [connection.workspace_id for connection in etx.sms_connections()]
    print(f"Slack: {', '.join(each.name for each in workspaces) or 'not installed yet'}")
    for mailbox in mailboxes:
        try:
            connecting.refresh_mailbox(store, service.web.mailboxes, mailbox)
            print(f"Gmail: {mailbox.email} works")
        except ProviderError as error:
            problems.append(f"Gmail: {mailbox.email}: {error.reason}")
    for workspace_id in texting:
        report = connecting.check_sms(store, service.engine.sms, workspace_id, now=now)
        if report.state is SmsState.ACTIVE:
            print(f"Salesmsg: {report.number} works")
        else:
            problems.append(f"Salesmsg: {report.sentence}")
    return problems
