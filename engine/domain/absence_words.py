"""How people and their servers say that somebody is away for a while, in seven languages."""

import re

_WE_ARE = r"(?:offices?|shop|company|we|plant|headquarters) (?:is|are|will be|remains?)"

_ABSENCE = re.compile(
    r"(?:travell?ing|(?:be|am|i['’]m) back\b(?! (?:to|with|in touch))|(?:be|am|i['’]m)"
    r" back (?:to work|in)\b|return(?:ing)? (?:on|to (?:the )?(?:office|work))"
    r"|(?:when|after|once|upon) (?:i |my )return|out of (?:the |our )?office(?! hours)"
    r"|away from (?:the |my )?(?:office|desk|e-?mail)"
    r"|on (?:\w+ )?leave"
    r"|on (?:a |my |annual )?(?:holiday|vacation|pto)\b|\bon pto\b|annual leave|currently (?:away"
    r"|travel)"
    r"|(?:limited|no|intermittent) access to (?:my )?e-?mail|(?:will be|am) (?:away|back"
    r"|out) (?:until|from|on)"
    r"|maternity|paternity|parental leave|office is closed|we are closed|public holiday"
    r"|nicht im (?:büro|haus)|abwesen|außer haus|im urlaub|in elternzeit|in mutterschutz"
    r"|wieder (?:da|erreichbar"
    r"|im büro|für sie)|nicht erreichbar|keinen zugriff auf (?:meine|e-?mail)|betriebsferien"
    r"|absente? (?:du|jusqu|de)|actuellement absent|en (?:congés?|vacances)|de retour"
    r"|en déplacement"
    r"|hors du bureau|je suis absent|serai absent"
    r"|fuera de (?:la |mi )?oficina|de vacaciones|ausente|estaré de vuelta|me encuentro ausente"
    r"|de baja (?:por|médica)"
    r"|fora do escritório|de férias|em férias|estou ausente|estarei ausente|licença"
    r"|fuori (?:ufficio|sede)|in ferie|sono assente|sarò assente|assente (?:dal|fino)|in maternità"
    r"|niet op kantoor|afwezig|met vakantie|op vakantie|met verlof|niet aanwezig|weer (?:aanwezig"
    r"|bereikbaar|op kantoor)"
    # English
    r"|not (?:be )?in (?:the )?office|left (?:the office|for the (?:day|week|weekend)|on"
    r" (?:vacation"
    r"|holiday|leave))|out sick|\boff (?:sick|work|today|until|this week)|unavailable "
    r"(?:until|from|on"
    r"|today|this)|not (?:be )?available (?:until|from|on|today|this)|business trip|sabbatical"
    rf"|{_WE_ARE} (?:currently |now )?closed|\breopen|in (?:training|meetings?) (?:all"
    rf"|until|this|today)"
    r"|attending (?:a|an|the) (?:conference|fair|event|seminar|training)|on the road|jury duty"
    # German
    r"|\bin (?:der )?(?:kur|reha)\b|auf (?:einer )?(?:dienst|geschäfts)reise|auf "
    r"(?:reisen|fortbildung"
    r"|messe)|unterwegs|krank(?:heitsbedingt|geschrieben)?\b|nicht (?:am|an meinem) (?:arbeitsplatz"
    r"|platz|schreibtisch)|wieder am (?:platz|arbeitsplatz)|(?:büro|betrieb|haus|wir"
    r"|firma|geschäft)"
    r" (?:\S+ ){0,6}?geschlossen|nicht (?:verfügbar|im dienst)|bildungsurlaub|\burlaub\b|elternzeit"
    # French
    r"|arrêt (?:maladie|de travail)|en formation|indisponible|(?:bureaux|entreprise|société|nous) "
    r"(?:\S+ ){0,3}?fermée?s?\b|congé (?:maternité|parental|maladie)|je ne suis pas (?:au bureau"
    r"|disponible)|à l'étranger"
    # Spanish
    r"|de viaje|(?:oficinas?|empresa) (?:\S+ ){0,3}?cerrad[oa]s?|no (?:estaré|estoy) (?:disponible"
    r"|en la oficina)|de permiso|baja (?:de )?(?:maternidad|paternidad|laboral)"
    # Portuguese
    r"|(?:em|de) viagem|(?:de baixa|atestado)|(?:escritórios?|empresa) (?:\S+ ){0,3}?(?:encerrad"
    r"|fechad)[oa]s?|não (?:estarei|estou) (?:disponível|no escritório)|indisponível"
    # Italian
    r"|in trasferta|in malattia|(?:uffici|ufficio|azienda|siamo) (?:\S+ ){0,3}?chius[oai]"
    r"|non sono in ufficio|non (?:sarò|sono) (?:disponibile|raggiungibile|reperibile)|in congedo"
    r"|in viaggio|in permesso"
    # Dutch
    r"|zakenreis|\bziek\b|(?:wij|we|kantoor|bedrijf) (?:\S+ ){0,3}?gesloten|(?:zwangerschaps"
    r"|ouderschaps|zorg)verlof|(?:vandaag|deze week|morgen) (?:ben ik )?vrij\b|niet (?:bereikbaar"
    r"|beschikbaar|in de gelegenheid)|(?:weer|wederom) terug|op reis)",
    re.I,
)


_ONESELF = re.compile(
    r"\b(?:i|i'm|i'll|ich|mich|je|j'ai|me encuentro|estoy|estaré|eu|estou|estarei|io|sono|sarò|ik"
    r"|mij)\b",
    re.I,
)


def is_of_oneself(text: str) -> bool:
    """Say whether somebody writes of themselves, as "I am …" does."""
    return bool(_ONESELF.search(text.replace("’", "'")))


def speaks_of_absence(text: str) -> bool:
    """Say whether the text speaks of somebody being away."""
    return bool(_ABSENCE.search(" ".join(text.replace("’", "'").split())))
