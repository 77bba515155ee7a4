"""How machines begin, and end, the subjects of their answers."""

import re

_ABSENCE_SUBJECT = (
    r"out[ -]of[ -](?:the )?office(?: (?:auto-?)?(?:reply|response|notification))?|ooo|oof"
    r"|abwesenheit\w*|abwesend\w*|nicht im (?:büro|haus)|urlaubs?(?:meldung|vertretung|notiz)"
    r"|absen(?:ce|t|te)|absence du bureau|message d['’]absence|absent du bureau"
    r"|notification d['’]absence"
    r"|fuera de (?:la )?oficina|ausente|mensaje de ausencia|aviso de ausencia"
    r"|ausência|fora do escritório|mensagem de ausência|fuori (?:ufficio|sede)|assente"
    r"|messaggio di assenza|afwezig\w*|niet aanwezig|niet op kantoor"
    r"|frånvaro\w*|fraværs?\w*|ikke til stede|poissaolo\w*|nieobecno\w*|poza biurem"
    r"|mimo kancelář|nepřítomn\w*|távollét\w*|absen[țt]\w*|dışarıda|отсутств\w*|нет на месте"
    r"|不在|外出|自動応答"
    r"|vacation (?:reply|response|message)|away from (?:the |my )?(?:office|desk)"
)
_ANSWER_SUBJECT = (
    r"auto(?:matic|mated|mátic[ao]|matische?|matisk|matica|matique)?[ -]?(?:reply|response"
    r"|respon[ds]er"
    r"|answer|antwort|antwoord|svar|risposta|réponse)|auto|autoreply|autosvar|autoreplied"
    r"|automatische (?:antwort|nachricht|rückantwort|e-?mail-?antwort)|autom\. antwort"
    r"|réponse automatique|réponse auto|respuesta automática|contestación automática"
    r"|resposta automática|risposta automatica|automatisch(?:e)? (?:antwoord|bericht|reactie"
    r"|beantwoord)"
    r"|automatiskt? svar|automatisk svar|automaattinen vastaus|automatyczna odpowiedź"
    r"|odpowiedź automatyczna|automatická odpověď|automatikus válasz|răspuns automat"
    r"|otomatik yanıt|автоматический ответ|автоответ|αυτόματη απάντηση|自动回复|自動回覆|自動返信"
    r"|자동 ?(?:회신|응답)|automatski odgovor|samodejni odgovor|resposta automàtica"
)
_IS_ABSENCE_SUBJECT = re.compile(rf"^\W*(?:{_ABSENCE_SUBJECT})(?!\w)", re.I)
_IS_ANSWER_SUBJECT = re.compile(rf"^\W*(?:{_ANSWER_SUBJECT})\s*(?:[:\-–—\])|：]|$)", re.I)
_SEPARATED = re.compile(
    rf"^\W*(?:{_ABSENCE_SUBJECT})\s*(?:[:\-–—\])|：]|$|(?:re|fwd?|aw|wg|sv|tr|rv|r|vs) ?:)", re.I
)
# Some servers put it behind the subject that they answer: "AW: Renewals - Abwesenheit".
_ENDS_WITH_ABSENCE = re.compile(rf"(?:\s[-–—|:(\[]|[:(\[])\s*(?:{_ABSENCE_SUBJECT})\W*$", re.I)


def is_absence_subject(subject: str) -> bool:
    """Say whether the subject itself begins with "Out of office" and the like."""
    return bool(_IS_ABSENCE_SUBJECT.match(subject.strip()))


def is_automatic_subject(subject: str) -> bool:
    """Say whether a machine's prefix begins the subject ("Automatic reply: …", "Absence: …").

    "Re: Automatic reply: …" is a person's answer to a machine.
    """
    subject = subject.strip()
    return bool(_IS_ANSWER_SUBJECT.match(subject) or _SEPARATED.match(subject))


def ends_as_absence(subject: str) -> bool:
    """Say whether the subject of an answer known to be automatic ends with "- Out of office"."""
    return bool(_ENDS_WITH_ABSENCE.search(subject.strip()))
