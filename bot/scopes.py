"""The bot's scopes, each with its reason; the manifest and the installation ask for these."""

BOT_SCOPES = {
    "commands": "/sequence and the shortcuts",
    "chat:write": "notices, cards and direct messages",
    "chat:write.public": "notices in public channels without an invitation",
    "im:write": "direct messages to owners and approvers",
    "users:read": "names, time zones, and who is an admin",
    "users:read.email": "where a test email goes",
    "channels:read": "checking a notify channel when it is picked",
    "groups:read": "the same for private channels the app was invited to",
    "files:read": "reading an uploaded CSV file",
    "files:write": "the file of refused rows, and pictures in reports",
}
