"""Requests to be left alone in German and Dutch.

They search one sentence in lower case without accents. A verb alone is not enough in any of
them: people sign off from meetings (abmelden, afmelden), too.
"""

_DE_LIST = r"(?:verteiler|liste|newsletter|datenbank|mailing\w*|kontaktliste|system)"
_DE_WHOSE = r"(?:dem|der|den|ihrem|ihrer|ihren|eurem|eurer|diesem|dieser|allen)"
_DE_TAKE = r"(?:abmelden|austragen|entfernen|loschen|nehmen|streichen|raus ?nehmen|herausnehmen)"
_DE_TAKES = r"(?:nehmen|streichen|loschen|entfernen|tragen|nimm|streich|losche?|entferne?)"
_DE_ME = r"(?:mich|uns|meine \S*adresse|meine \S*daten|diese \S*adresse)"
_DE_MAILS = r"(?:e-?mails?|mails?|nachrichten|werbung|newsletter|werbemails?|spam)"
_DE_NOW = r"(?: (?:bitte|sofort|endlich|umgehend|unverzuglich|jetzt|doch|kunftig|mal|einfach))*"
_DE_CONTACT = r"(?:kontaktaufnahmen?|kontaktversuchen?|anschreiben|anfragen|zusendungen?)"
_DE_WISH = r"(?:^|[,.] |\b(?:bitte|mochte|mochten|will|wollen|wunsche|mir|uns|mehr|und) )"

_GERMAN = (
    (
        r"\b(?:melden|melde|meldet) (?:sie )?(?:mich|uns|diese adresse)\b.{0,40}\bab\s*"
        r"(?:$|[.!,]|bitte|danke)"
    ),
    rf"\b{_DE_ME}\b.{{0,60}}\b{_DE_LIST}\b.{{0,20}}{_DE_TAKE}",
    rf"\b(?:aus|von|vom) (?:{_DE_WHOSE} )?{_DE_LIST} {_DE_TAKE}",
    (
        rf"\b{_DE_TAKES} (?:sie )?(?:bitte )?{_DE_ME}\b.{{0,30}}\b(?:aus|von|vom)\b(?! \d)"
        rf"(?: (?:{_DE_WHOSE} )?{_DE_LIST}|\s*(?:$|[.!,]))"
    ),
    (
        rf"\b(?:loschen|entfernen) sie{_DE_NOW} (?:alle |samtliche )?(?:meine|unsere) \S*"
        rf"(?:adresse|daten)\b"
    ),
    (
        rf"{_DE_WISH}keine(?:rlei)? (?:weiteren? |mehr )?(?:{_DE_MAILS}|{_DE_CONTACT})(?:"
        rf" mehr)?(?: von ihnen)?"
        r"(?: (?:erhalten|bekommen|senden|schicken|zusenden|haben))?\s*(?:$|[.!,]|bitte|mehr)"
    ),
    (
        r"\b(?:schreiben|kontaktieren|mailen|belastigen|anschreiben)(?: sie)? (?:mich|mir|uns)"
        r" (?:bitte )?nicht (?:mehr|weiter)\b"
    ),
    (
        r"\bbitte (?:mich |uns |mir )?nicht (?:mehr|weiter|langer) (?:kontaktieren|anschreiben"
        r"|schreiben|mailen|belastigen)"
    ),
    r"\b(?:newsletter|mails|mailing|e-mails) (?:bitte )?(?:abbestellen|abmelden)\b",
    r"^(?:bitte )?(?:abmelden|austragen|abbestellen)(?: bitte)?\s*(?:$|[.!])",
    (
        rf"\b(?:horen sie|hort|hor){_DE_NOW} (?:damit )?auf,? (?:(?:mir|mich|uns)\b.{{0,40}}\bzu?"
        rf"|damit|mit .{{0,20}}{_DE_MAILS})"
    ),
    (
        rf"\b(?:lassen sie|lasst|lass) (?:mich|uns){_DE_NOW} in (?:ruhe|frieden)\s*(?:$|[.!,]"
        rf"|mit |und )"
    ),
    r"\b(?:verschonen sie|verschont) (?:mich|uns)\b",
    rf"\b(?:unterlassen|unterlasst)(?: sie)?{_DE_NOW} (?:\w+ ){{0,3}}(?:{_DE_MAILS}|{_DE_CONTACT})",
    rf"\bsehen sie{_DE_NOW} von (?:\w+ )?(?:{_DE_MAILS}|{_DE_CONTACT}).{{0,12}}\bab\b",
    rf"\bvon (?:\w+ )?(?:{_DE_MAILS}|{_DE_CONTACT}) (?:an mich |bitte )*ab(?:zu)?sehen",
    (
        r"\b(?:nicht (?:mehr|weiter|langer)|nie (?:wieder|mehr)) (?:\w+ )?(?:kontaktiert"
        r"|angeschrieben|angemailt|belastigt|kontaktieren|anzuschreiben|zu kontaktieren)"
        r"(?: (?:zu )?werden)?\s*(?:$|[.!,])"
    ),
    (
        r"\b(?:schreiben|kontaktieren|mailen|belastigen|schicken|senden) sie (?:mich|mir|uns)"
        rf"{_DE_NOW} (?:nie (?:wieder|mehr)|nichts mehr|keine {_DE_MAILS} mehr)"
    ),
    (
        r"\b(?:ich|wir) (?:hiermit )?widersprechen? (?:hiermit )?(?:der|jeder|einer) .{0,40}"
        r"(?:daten|werbung|e-?mail|kontakt|werbezweck)"
    ),
    r"\bdavon ab(?:zusehen|sehen)?,? (?:mir|mich|uns)\b",
    r"\bvon (?:ihnen|euch) nichts mehr\b|\bnichts mehr von (?:ihnen|euch)\b",
    r"\bum (?:\w+ )?(?:loschung|austragung|entfernung|abmeldung) (?:meiner|unserer|aus|von|vom)\b",
    (
        r"\b(?:konnen|konnten|wurden) sie (?:bitte )?(?:mich|uns)(?: bitte)? (?:austragen|abmelden"
        r"|loschen|entfernen)\s*[.?]"
    ),
    r"\bbitte (?:meine |diese )?\S*adresse loschen\b",
    rf"\bstoppen sie (?:bitte )?(?:die|diese|ihre|alle) {_DE_MAILS}",
)

_NL_MAILS = r"(?:e-?mails?|mails?|berichten|mailings?|nieuwsbrieven)"
_NL_NOW = r"(?: (?:aub|alstublieft|onmiddellijk|direct|meteen|nu|eens|toch|gewoon|per direct))*"
_NL_MEETING = r"(?! voor (?:het|de|onze) (?:vergadering|meeting|afspraak|overleg))"
_NL_LIST = r"(?:\w*lijst|bestand|database|mailing\w*|nieuwsbrief|systeem|adressen)"

_DUTCH = (
    rf"\b(?:schrijf|meld) (?:mij|me|ons)\b.{{0,30}}\b(?:uit|af)\b{_NL_MEETING}",
    r"\b(?:mij|me|ons) (?:\S+ ){0,4}uit te schrijven\b",
    (
        rf"\b(?:haal|verwijder|schrap) (?:mij|me|ons|mijn \S+)\b.{{0,30}}\b(?:van"
        rf"|uit) .{{0,12}}{_NL_LIST}"
    ),
    r"\bverwijder (?:aub |alstublieft )?mijn (?:\S*adres|gegevens|e-?mail)\b",
    rf"\bgeen (?:verdere |nieuwe )?{_NL_MAILS} meer\b",
    rf"^(?:aub |graag )?geen (?:verdere |nieuwe )?{_NL_MAILS}(?: aub| alstublieft| graag)\b",
    (
        rf"\b(?:stop|hou op|houd op|hou|houd){_NL_NOW}(?: op)? met (?:mailen|het sturen"
        r"|(?:me|mij|ons) |contact|sturen|spammen|deze \w*mails|die \w*mails)"
    ),
    (
        r"\b(?:mij|me|ons) (?:niet|nooit) (?:meer|langer) te (?:contacteren|mailen|benaderen"
        r"|schrijven|storen|bellen)"
    ),
    (
        r"\b(?:mij|me|ons|mijn \S+) (?:\w+ ){0,2}?(?:van|uit) .{0,15}"
        rf"{_NL_LIST} (?:te )?(?:af ?)?(?:af)?(?:halen|verwijderen|schrappen)"
    ),
    rf"\b(?:mij|me|ons) verwijderen (?:uit|van) .{{0,12}}{_NL_LIST}",
    (
        rf"\bwilt? (?:u|je|jij) (?:mij|me|ons)(?: aub| alstublieft)? (?:uitschrijven"
        rf"|afmelden){_NL_MEETING}"
    ),
    r"^(?:aub |graag )?niet meer (?:mailen|contacteren|schrijven|benaderen)\b",
    rf"\blaat (?:me|mij|ons){_NL_NOW} met rust",
    (
        r"\b(?:niet|nooit) (?:meer|langer) (?:door (?:u|jou|jullie) )?(?:benaderd|gemaild"
        r"|gecontacteerd|aangeschreven|lastiggevallen)(?: te)?(?: worden)?\s*(?:$|[.!,])"
    ),
    r"\b(?:stuur|mail|schrijf|benader|contacteer) (?:me|mij|ons)(?: \w+)? (?:niets|nooit) meer",
    r"\b(?:haal|gooi) (?:me|mij|ons)(?: \w+)? (?:eraf|eruit|hieraf)",
    r"\bmaak(?: ik)?(?: hierbij)? bezwaar tegen .{0,40}(?:gegevens|e-?mails?|reclame|marketing)",
    (
        r"\b(?:mail|contacteer|benader|schrijf|stuur) (?:mij|me|ons)(?: aub| alstublieft)? "
        r"(?:niet|geen \w+) (?:meer|langer)\b"
    ),
    r"\bneem (?:aub |alstublieft )?geen contact meer\b",
    (
        r"\b(?:wil|willen) (?:(?:ik|mij|me|ons|wij|graag) )*(?:uitschrijven|afmelden"
        rf"|uitgeschreven worden)\b{_NL_MEETING}"
    ),
    r"^(?:graag |aub )?(?:uitschrijven|afmelden)(?: (?:aub|graag|alstublieft))?\s*(?:$|[.!,])",
)

GERMANIC = (*_GERMAN, *_DUTCH)
"""Patterns, each for one sentence."""
