"""The requests behind `optout_words` in English. They search lower case without accents."""

import re

from engine.domain.optout_germanic import GERMANIC
from engine.domain.optout_romance import ROMANCE

SOLE_WORDS = frozenset(
    {"stop", "stopp", "unsubscribe", "unsubscribe me", "remove", "remove me", "opt out", "opt-out"}
    | {"optout", "opt me out", "stop it", "no more emails", "no more e-mails", "no more mails"}
    | {"take me off", "delete me", "stop emailing", "stop emailing me", "stop mailing me", "end"}
    | {"fuck off", "go away", "stop pub", "basta spam", "stop hiermee"}
    | {"abmelden", "austragen", "abbestellen", "abmeldung", "keine mails mehr", "aufhoren"}
    | {"desinscription", "desinscrire", "desabonner", "desabonnement", "desinscrivez-moi", "arret"}
    | {"baja", "dar de baja", "darme de baja", "cancelar suscripcion", "alto", "parar"}
    | {"solicito la baja", "descadastrar", "descadastro", "remover", "sair", "cancelar inscricao"}
    | {"pare", "cancellami", "cancellatemi", "disiscrivimi", "disiscrizione", "rimuovimi", "basta"}
    | {"uitschrijven", "afmelden", "schrijf me uit", "geen mails meer"}
)
"""The whole message, or its first line; politeness is taken away before."""

# A request is none when the words before it turn it round: "I can't stop …", "don't remove me".
_ASKED = (
    r"(?<!can't )(?<!cannot )(?<!can not )(?<!don't )(?<!do not )(?<!never )(?<!not )(?<!won't )"
    r"(?<!couldn't )(?<!didn't )(?<!if you )(?<!if i )(?<!need to )(?<!instead of )(?<!why )\b"
)
_MAILS = (
    r"(?:e-?mails?|mails?|mailings?|messages?|newsletters?|communications?|outreach|contact"
    r"|correspondence|sequences?|follow-?ups?|marketing|solicitations?|spam)"
)
_WHOSE = (
    r"(?:(?:mailing|e-?mail|distribution|contact|marketing|outreach|your|this|the|any|all|future"
    r"|further|these|such|sales|whatever|whichever|every)\s+){0,5}"
)
_LIST = rf"{_WHOSE}(?:lists?|database|crm|systems?|sequences?|records|threads?|chain|{_MAILS})\b"
_END = (
    r"(?=\s*(?:$|[.!?,)]|\b(?:please|thanks|thank|thx|asap|immediately|now|again|anymore|any)\b))"
)
_FROM_IT = rf"(?:\s+(?:from|off|off of|out of|of) (?:{_LIST}|(?:this|it|these){_END})|{_END})"
_MY_DATA = r"my (?:e-?mail(?: address)?|address|data|(?:contact )?details|information|name)"
_STOP = (
    r"(?:stop|quit|cease(?: and desist)?|desist|refrain)(?: from)?"
    r"(?: (?:immediately|at once|right now|now|ever|already))?"
)
_WRITING = (
    r"(?:e-?mailing|contacting|mailing|messaging|spamming|bothering|writing|pestering|harassing"
    r"|calling|reaching out|following up)"
)
_NO_WISH = r"(?! the\b)(?!.{0,60}\b(?:and|but) (?:just )?(?:send|call|give|show|tell|mail)\b)"
_DO_NOT = r"(?:do not|don't|never|no longer)"
_WRITE = r"(?:contact|e-?mail|mail|message|write(?: to)?|call|spam|reach out to|bother|send)"
_FOR_GOOD = r"(?: (?:again|any ?more|ever|any longer|in (?:the )?future))*"

_ENGLISH = (
    rf"{_ASKED}(?:unsubscribe|opt) (?:me|us|my \w+|this (?:e-?mail )?address|\S+@\S+)\b",
    rf"^(?:(?:hi|hello|no thanks,?|not interested,?|please|pls|kindly|and) )*unsubscribe{_END}",
    rf"\bplease (?:just )?unsubscribe{_END}",
    (rf"{_ASKED}(?:remove|delete|take|drop|scrub|strike|purge|erase) (?:me|us|{_MY_DATA}"
    rf"|this (?:e-?mail )?address|\S+@\S+)"
    rf"\s+(?:from|off|off of|out of) (?:{_LIST}|(?:this|it){_END})"),
    rf"{_ASKED}(?:remove|delete) (?:me|us|{_MY_DATA}){_END}",
    rf"{_ASKED}take (?:me|us) off{_END}",
    rf"{_ASKED}{_STOP} {_WRITING}(?: to| with)? (?:me|us|this address)\b",
    rf"(?:^|[,:] ?|\b(?:please|pls|kindly|just|now|and|so) ){_STOP} {_WRITING}{_END}",
    rf"{_ASKED}{_STOP} sending (?:(?:to )?(?:me|us)\b{_NO_WISH}|{_MAILS}{_END})",
    rf"{_ASKED}{_STOP} sending (?:(?:these|this|your|any|more|such|all|out) )+{_MAILS}",
    (rf"{_ASKED}{_STOP} (?:it )?(?:with )?(?:(?:all|any|these|this|the|your|further)"
    rf" ){{1,3}}{_MAILS}{_END}"),
    rf"{_ASKED}{_STOP} (?:(?:all|any) )?(?:further )?(?:communications?|correspondence){_END}",
    rf"^(?:\S+ ){{0,2}}(?:cease|desist)(?: and desist)?{_END}",
    rf"\bleave (?:me|us) (?:alone|in peace){_END}|\blose my (?:e-?mail|address|number|contact)",
    rf"\b(?:rather|prefer) not (?:to )?(?:get|receive|have|see) (?:any )?(?:more|further) {_MAILS}",
    rf"\b(?:rather|prefer) not (?:to )?(?:hear from you|be (?:contacted|e-?mailed)){_END}",
    (r"\b(?:i|we) (?:hereby )?(?:object to|(?:withdraw|revoke) (?:my|our|any) consent)"
    r"(?! .{0,30}(?:contract|price|clause|wording))(?=.{0,60}(?:data|e-?mail|marketing|consent))"),
    (r"\b(?:delete|erase|remove) (?:all )?(?:of )?my (?:personal )?(?:data|details|information)"
    r"(?: (?:you (?:have|hold)|under|according|pursuant|immediately|at once)|\s*(?:$|[.!,]))"),
    (rf"^(?:\S+ ){{0,3}}{_DO_NOT} {_WRITE}(?: (?:to )?(?:me|us))?(?: any)?(?: (?:more|further))?"
    rf"(?: {_MAILS})?{_FOR_GOOD}\s*(?:$|[.!]|,? (?:please|thanks|thank you)\b)"),
    (rf"{_ASKED}{_DO_NOT}(?: ever)? {_WRITE} (?:to )?(?:me|us)(?: {_MAILS})?"
    rf" (?:again|any ?more(?: of (?:these|this|your|those))?|ever|any longer)\b"),
    rf"\bno (?:more|further) {_MAILS}\s*(?:$|[.!,]|please|thanks|from you)",
    rf"\b(?:want|like|wish|need|love|prefer) (?:you )?to unsubscribe{_FROM_IT}",
    (rf"\b(?:want|like|wish|need|(?:i|we)(?: have|'ve)?(?: already)? ask(?:ed)?) to be "
    rf"(?:unsubscribed|removed|taken off){_FROM_IT}"),
    (rf"\b(?:want|like|wish|need|(?:i|we)(?: have|'ve)?(?: already)? ask(?:ed)?) to be"
    rf" taken off {_LIST}"),
    rf"\b(?:want|like|wish|prefer)(?: \w+)? to opt[ -]?out{_FROM_IT}",
    r"\b(?:please|kindly) opt (?:me |us )?out\b",
    rf"\bhow (?:do|can) (?:i|we) (?:unsubscribe|opt out|get off)(?:{_FROM_IT}|\?)",
    (r"\bno longer (?:want|wish|care|like) to (?:receive|get|hear|be contacted)"
    r"(?! (?:the|a) (?!e-?mail|newsletter))"),
    (r"\b(?:can|could|may|appreciate|ensure|sure|mind)\b.{0,30}\b(?:removed?|removing|unsubscribed?"
    rf"|unsubscribing|taken?|taking) (?:(?:me|us) )?(?:from|off|off of) {_LIST}"),
    r"\bnot (?:be )?contacted (?:again|any ?more|further|in (?:the )?future)",
    (r"\bplease (?:do not|don't) (?:reach out|follow up|contact|e-?mail|write)(?: (?:to"
    r" )?(?:me|us))?"
    rf"{_FOR_GOOD}\s*(?:$|[.!])"),
    r"\bnot interested\b[\s,.;:-]*(?:so )?(?:please )?(?:remove|stop|unsubscribe)\s*(?:$|[.!,])",
    (rf"\b(?:this|as) (?:is )?my opt[ -]?out{_END}|{_ASKED}{_STOP} sending (?:these|this"
    rf"|those){_END}"),
    r"\bdo(?: not|n't) use (?:this|my) (?:e-?mail )?address for (?:marketing|sales|advertising)",
    (r"\b(?:don't|do not|didn't|did not) (?:want|wish|care)(?: to (?:receive|get|have))?"
    rf"(?: (?:any|more|further|these|your|such)){{1,3}} {_MAILS}"),
    rf"\b(?:don't|do not) (?:want|wish|care) to (?:receive|get) {_MAILS}{_END}",
    rf"\b(?:don't|do not) (?:want|wish|care) to (?:receive|get) {_MAILS} from you\b",
    r"\b(?:don't|do not) (?:want|wish|care) to (?:hear from you|be (?:contacted|e-?mailed))",
)  # fmt: skip

MAIL_REQUESTS = tuple(re.compile(pattern) for pattern in (*_ENGLISH, *GERMANIC, *ROMANCE))
"""Each searches one sentence of a mail."""

_TEXTING = r"(?:texting|messaging|contacting|sending|calling|bothering|harassing|spamming)"
_POLITELY = r"(?:please|pls|plz|just|no|now|it|this|already|thanks|thank you|sorry|ok)"

TEXT_PHRASES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_ASKED}{_STOP} (?:{_TEXTING}|these|this|the (?:texts|messages))\b",
        rf"^(?:{_POLITELY} )*(?:stop+|unsub\w*|unsus?cri?be|opt ?out)(?: {_POLITELY})*$",
        r"^(?:not interested|no|nope|sorry)\b(?: \w+){0,3} (?:stop|unsubscribe)$",
        rf"{_ASKED}(?:remove|delete|unsubscribe) (?:me|us|my number|this number)\b",
        rf"{_ASKED}take (?:me|us|my number|this number) off\b",
        rf"{_ASKED}opt (?:me |us )?out\b",
        r"\b(?:don't|dont|do not|never|no more) (?:text|contact|messag|call)(?:s|e|es|ing)?\b",
        r"\bwrong (?:number|person)",
        r"\b(?:lose|loose|forget) (?:my|this) number\b",
        r"\bleave me alone\b|\bgo away\b|^(?:fuck|piss|bugger) off",
        r"\bno longer (?:want|wish) to (?:receive|get)\b",
    )
)
"""Each searches a text message whose punctuation is taken away."""
