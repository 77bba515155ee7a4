"""What comes in: read, matched, judged once, and told. Mail, calendar and texts.

The poller and the look right before a send are the same code, so they judge alike.
"""

from engine.listening.calendar import CalendarListening
from engine.listening.mail import MailListening
from engine.listening.texts import TextListening

__all__ = ["CalendarListening", "MailListening", "TextListening"]
