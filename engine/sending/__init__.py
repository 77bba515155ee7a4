"""One delivery as a pipeline: claim, look, prepare, draft, commit, send, record.

No transaction is open over a call, and every step leaves a row that says where it was: a crash
between any two is found by the next claim (nothing was sent) or by recovery (it may have been).
"""

from engine.sending.accounts import Accounts
from engine.sending.by_hand import ByHand
from engine.sending.call import OneCall
from engine.sending.looking import Look, LookAtTexts
from engine.sending.pipeline import Sending
from engine.sending.times import Times

__all__ = ["Accounts", "ByHand", "Look", "LookAtTexts", "OneCall", "Sending", "Times"]
