"""files.*: external uploads in three steps, and downloads that need the bot's token.

Sources: the method pages of files.getUploadURLExternal and files.completeUploadExternal;
"file_input" reference: `url_private_download` needs `Authorization: Bearer <bot token>`.
"""

from urllib.parse import quote

from sandbox.server import Request, Response
from sandbox.slack.api import Call, Method, token_of
from sandbox.slack.api_chat import channel_for_posting
from sandbox.slack.model import File, Json, Message, SlackError, Team
from sandbox.slack.state import State

LOGIN_PAGE = "<!DOCTYPE html><title>Sign in | Slack</title><p>Sign in to your workspace</p>"


def file_payload(state: State, team: Team, file: File) -> Json:
    """Return the file as files.info shows it."""
    place = f"{state.base_url}/files-pri/{team.id}-{file.id}"
    extension = file.name.rpartition(".")[2].lower()
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title or file.name,
        "user": file.user_id,
        "size": len(file.content),
        "filetype": extension,
        "mimetype": {"csv": "text/csv", "png": "image/png"}.get(
            extension, "application/octet-stream"
        ),
        "url_private": f"{place}/{quote(file.name)}",
        "url_private_download": f"{place}/download/{quote(file.name)}",
    }


def files_info(call: Call) -> Json:
    """files.info."""
    file = call.team.files.get(call.text("file"))
    if file is None:
        raise SlackError("file_not_found")
    return {"file": file_payload(call.state, call.team, file)}


def get_upload_url(call: Call) -> Json:
    """files.getUploadURLExternal: where to post the bytes."""
    name = call.text("filename")
    if not name or not call.text("length").isdigit() or call.text("length") == "0":
        raise SlackError("invalid_arguments")
    file = File(id=call.state.new_id("F"), name=name, user_id=call.team.bot_user_id)
    call.team.files[file.id] = file
    url = f"{call.state.base_url}/upload/v1/{call.team.id}/{file.id}"
    return {"upload_url": url, "file_id": file.id}


def receive_upload(state: State, request: Request) -> Response:
    """Take the bytes of one file, as they are."""
    with state.lock:
        team = state.teams.get(request.params["team"])
        file = team.files.get(request.params["file"]) if team else None
        if file is None or file.is_uploaded:
            return Response(status=404, payload="no such upload")
        file.content, file.is_uploaded = request.body, True
    return Response(payload=f"OK - {len(request.body)}")


def complete_upload(call: Call) -> Json:
    """files.completeUploadExternal: name the files and share them in a channel."""
    entries = call.args.get("files") or []
    files = [_finished(call.team, str(entry.get("id")), entry.get("title")) for entry in entries]
    if not files:
        raise SlackError("invalid_arguments")
    targets = [each for each in call.text("channels").split(",") if each]
    targets += [call.text("channel_id")] if call.text("channel_id") else []
    channels = [channel_for_posting(call, target) for target in targets]
    for file in files:
        file.is_done = True
    for channel in channels:
        message = Message(
            ts=call.state.new_ts(),
            user_id=call.team.bot_user_id,
            bot_id=call.team.bot_id,
            text=call.text("initial_comment"),
            thread_ts=call.text("thread_ts") or None,
            files=[file.id for file in files],
        )
        channel.messages.append(message)
    return {"files": [file_payload(call.state, call.team, file) for file in files]}


def _finished(team: Team, file_id: str, title: str | None) -> File:
    file = team.files.get(file_id)
    if file is None or not file.is_uploaded or file.is_done:
        raise SlackError("file_not_found")
    file.title = title or file.name
    return file


def download(state: State, request: Request) -> Response:
    """Serve a private file to the bot; anyone else is sent to the login page, with a 200."""
    team_id, _, file_id = request.params["key"].partition("-")
    with state.lock:
        try:
            team = state.team_of_token(token_of(request, {}))
        except SlackError:
            return Response(payload=LOGIN_PAGE)
        if team.id != team_id or "files:read" not in team.scopes:
            return Response(payload=LOGIN_PAGE)
        file = team.files.get(file_id)
    return Response(payload=file.content) if file else Response(status=404, payload="")


METHODS: dict[str, Method] = {
    "files.info": files_info,
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
}
