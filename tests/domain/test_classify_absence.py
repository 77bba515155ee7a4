"""The day somebody is back, in seven languages, or nothing where a date is in doubt."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.absence import FURTHEST_DAYS, return_date

MONDAY = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)


def _day(text: str) -> date | None:
    return return_date(text, MONDAY, UTC)


@pytest.mark.parametrize(
    ("text", "month", "day"),
    [
        ("I will be back in the office on Monday, November 30th.", 11, 30),
        ("Returning on 30 November 2026.", 11, 30),
        ("On Monday, November 30, I will return.", 11, 30),
        ("I am away, back on the 30th", 11, 30),
        ("I will not be in the office until November 30.", 11, 30),
        ("Away from 11/23/2026 and will return 11/30/2026.", 11, 30),
        ("Ich bin am 30. November wieder im Büro.", 11, 30),
        ("Ab dem 30.11.2026 bin ich wieder erreichbar.", 11, 30),
        ("Ich bin zurück am Montag, den 30.11.", 11, 30),
        ("Je serai de retour le lundi 30 novembre.", 11, 30),
        ("À partir du 30/11/2026, je serai de retour.", 11, 30),
        ("Estaré de vuelta el 30 de noviembre de 2026.", 11, 30),
        ("Vuelvo el lunes 30/11.", 11, 30),
        ("Voltarei ao escritório no dia 30 de novembro.", 11, 30),
        ("Rientrerò in ufficio il 30 novembre 2026.", 11, 30),
        ("Sarò di nuovo disponibile dal 1° dicembre.", 12, 1),
        ("Vanaf maandag 30 november ben ik weer bereikbaar.", 11, 30),
        ("Ik ben terug op 30-11-2026.", 11, 30),
        ("Afwezig tot 30 november.", 11, 30),
        ("Back on 2026-12-07.", 12, 7),
        ("I am back on Monday.", 11, 30),
        ("I return tomorrow.", 11, 24),
    ],
)
def test_a_day_of_return_is_that_day(text: str, month: int, day: int) -> None:
    assert _day(text) == date(2026, month, day)


@pytest.mark.parametrize(
    ("text", "month", "day"),
    [
        ("I am out of the office until Friday, 27 November 2026.", 11, 28),
        ("Out of office through November 27.", 11, 28),
        ("On leave from 23 to 27 November.", 11, 28),
        ("Ich bin bis einschließlich 27.11.2026 nicht im Büro.", 11, 28),
        ("Im Urlaub vom 23.11. bis 27.11.", 11, 28),
        ("Absente jusqu'au vendredi 27 novembre inclus.", 11, 28),
        ("En congés du 23 au 27 novembre 2026.", 11, 28),
        ("Estoy de vacaciones hasta el 27 de noviembre.", 11, 28),
        ("De vacaciones del 23 al 27 de noviembre", 11, 28),
        ("Estou de férias até 4/12/2026.", 12, 5),
        ("Sono in ferie fino al 4 dicembre compreso.", 12, 5),
        ("Sono assente dal 23 al 27 novembre", 11, 28),
        ("Ik ben afwezig tot en met vrijdag 27 november.", 11, 28),
    ],
)
def test_a_last_day_away_means_the_day_after(text: str, month: int, day: int) -> None:
    assert _day(text) == date(2026, month, day)


@pytest.mark.parametrize(
    "text",
    [
        "I am out of the office until 9/8/2026.",
        "back on 12/1/2026",
        "until 12-1-2026",
        "I was out of the office until 2 November 2026.",
        "I am back on 1 June 2027.",
        "Back on 31 February.",
        "back in 5 minutes",
        "until 5 pm today",
        "until further notice",
        "Call me back on 555-1234.",
        "I am away. My office: 27 November Street.",
        "",
    ],
)
def test_a_date_in_doubt_is_refused(text: str) -> None:
    assert _day(text) is None


def test_the_day_of_return_wins_over_the_last_day_away() -> None:
    assert _day("Out until 27 November, back on Monday 30 November.") == date(2026, 11, 30)


def test_a_month_that_is_over_means_next_year() -> None:
    assert _day("We are back on January 4.") == date(2027, 1, 4)


def test_the_language_settles_which_number_is_the_month() -> None:
    assert _day("Absent jusqu'au 3/12/2026") == date(2026, 12, 4)
    assert _day("Away until 3.12.2026") == date(2026, 12, 4)


def test_today_is_the_day_in_the_given_zone() -> None:
    late = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    assert return_date("back on 30 November", late, ZoneInfo("America/New_York"))
    assert return_date("back on 30 November", late, ZoneInfo("Asia/Tokyo")) is None


_MONTHS = {
    "back on {d} {m}": "January February March April May June July August September October "
    "November December",
    "wieder da ab {d}. {m}": "Januar Februar März April Mai Juni Juli August September Oktober "
    "November Dezember",
    "de retour le {d} {m}": "janvier février mars avril mai juin juillet août septembre octobre "
    "novembre décembre",
    "vuelvo el {d} de {m}": "enero febrero marzo abril mayo junio julio agosto septiembre octubre "
    "noviembre diciembre",
    "volto no dia {d} de {m}": "janeiro fevereiro março abril maio junho julho agosto setembro "
    "outubro novembro dezembro",
    "rientro il {d} {m}": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre "
    "ottobre novembre dicembre",
    "terug op {d} {m}": "januari februari maart april mei juni juli augustus september oktober "
    "november december",
}


@given(
    sentence=st.sampled_from(sorted(_MONTHS)),
    received=st.dates(date(2024, 1, 1), date(2030, 1, 1)),
    ahead=st.integers(0, FURTHEST_DAYS),
)
def test_every_day_within_reach_is_read_in_every_language(
    sentence: str, received: date, ahead: int
) -> None:
    back = received + timedelta(days=ahead)
    month = _MONTHS[sentence].split()[back.month - 1]
    at = datetime(received.year, received.month, received.day, 12, tzinfo=UTC)
    for year in ("", f" {back.year}"):
        text = sentence.format(d=back.day, m=month) + year
        assert return_date(text, at, UTC) == back


@given(text=st.text(max_size=300), hours=st.integers(-12, 14))
def test_any_text_gives_a_day_within_reach_or_none(text: str, hours: int) -> None:
    zone = timezone(timedelta(hours=hours))
    found = return_date(text, MONDAY, zone)
    today = MONDAY.astimezone(zone).date()
    assert found is None or today <= found <= today + timedelta(days=FURTHEST_DAYS + 1)
