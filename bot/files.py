"""Files in Slack: one that a person uploaded, and those we hand back."""

import time
from dataclasses import dataclass

import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError

from engine.domain.errors import Temporary
from engine.domain.spreadsheets import UnreadableFile

CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
DEADLINE_SECONDS = 60.0  # for all of it: a read timeout alone starts anew with each byte
CHUNK_BYTES = 64 * 1024
_NOT_GRANTED = frozenset({"missing_scope", "not_allowed_token_type", "no_permission"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloaded:
    """A file's name as it was uploaded, and its bytes."""

    name: str
    data: bytes


def download(
    client: WebClient, file_id: str, *, max_bytes: int, suffixes: tuple[str, ...]
) -> Downloaded:
    """Fetch an uploaded file. Raises UnreadableFile (too large, another type) and Temporary.

    Slack: `url_private_download` needs the bot's token; `filetypes` of a form is only a hint.
    """
    info = client.files_info(file=file_id)["file"]
    name = str(info.get("name") or "")
    if not name.lower().endswith(suffixes):
        kinds = ", ".join(suffixes)
        raise UnreadableFile(f"“{name}” can't be read: it has to be one of {kinds}.")
    if int(info.get("size") or 0) > max_bytes:
        raise UnreadableFile(_too_large(max_bytes))
    address = str(info.get("url_private_download") or info["url_private"])
    return Downloaded(name=name, data=_fetch(address, client.token or "", max_bytes))


def _fetch(address: str, token: str, max_bytes: int) -> bytes:
    headers = {"Authorization": f"Bearer {token}"}
    give_up_at = time.monotonic() + DEADLINE_SECONDS
    data = bytearray()
    try:
        with requests.get(
            address, headers=headers, timeout=(CONNECT_SECONDS, READ_SECONDS), stream=True
        ) as response:
            response.raise_for_status()
            for chunk in response.iter_content(CHUNK_BYTES):
                data += chunk
                if len(data) > max_bytes:
                    raise UnreadableFile(_too_large(max_bytes))
                if time.monotonic() > give_up_at:
                    raise Temporary("the download took too long", provider="slack")
    except requests.RequestException as error:
        raise Temporary(f"the file could not be fetched: {error}", provider="slack") from error
    if data[:64].lstrip().lower().startswith(b"<!doctype html"):
        # Without the scope files:read Slack shows its login page, with a 200.
        raise UnreadableFile(
            "Slack did not let the app read the file. Ask an admin to install the app again, "
            "with the permission files:read."
        )
    return bytes(data)


def _too_large(max_bytes: int) -> str:
    return f"The file is larger than {max_bytes // (1024 * 1024)} MB. Split it and try again."


def upload(
    client: WebClient, user_id: str, *, name: str, title: str, data: bytes, comment: str
) -> bool:
    """Put a file into the person's DM; False where the app was not granted `files:write`.

    Raises Temporary when Slack can't take it now.
    """
    try:
        channel = client.conversations_open(users=user_id)["channel"]["id"]
        client.files_upload_v2(
            channel=channel, filename=name, title=title, file=data, initial_comment=comment
        )
    except SlackApiError as error:
        if error.response.get("error") in _NOT_GRANTED:
            return False
        raise
    except SlackRequestError as error:
        raise Temporary(str(error), provider="slack") from error
    return True
