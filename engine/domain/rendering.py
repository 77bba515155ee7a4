"""The exact message, made once: the preview, the review, the test and the send all use this."""

from enum import StrEnum


class UnsubscribeStyle(StrEnum):
    """How an email offers to unsubscribe."""

    TEXT_LINK = "text_link"  # a sentence after the signature, with a link
    SMALL_FOOTER = "small_footer"  # small grey text with a link and the postal address
