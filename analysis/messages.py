"""Every sentence the tables, their builds and their files can say, once, with its code."""

from surveys.figures import swedish
from surveys.messages import enumeration

# More names than this are given as a number.
MOST_NAMES = 5

NOTES = {
    "missing": "{who} har inte lämnat svar.",
    "unknown": "{who} kan inte uppskatta uppgiften.",
    "empty": "{who} har inte fyllt i uppgiften.",
    "some_empty": "Alla har inte fyllt i uppgiften.",
    "lower_bound": "Talet är en undre gräns.",
    "not_answered": "Frågan är inte besvarad.",
    "not_answered_by": "{who} har inte besvarat alla frågor.",
    "not_observed": "Uppgiften saknas i registret.",
    "not_observed_for": "Uppgifter om {who} saknas i registret.",
    "year": (
        "Antalet gäller hela året. Det är inte medräknat i summan per termin, bara i summan per år."
    ),
    "years": (
        "{who} har bara lämnat uppgift för hela året. Den är inte medräknad i summan per termin, "
        "bara i summan per år."
    ),
    "rounded": "Uppgiften är {given}, här avrundad till {shown}.",
    "rounded_by": "{who} har redovisat {given} för {column}, här avrundat till {shown}.",
    "rounded_many": "{number} tal är avrundade från fler decimaler än som visas.",
    "estimated": "Uppgiften är uppskattad, eftersom underlaget i registret inte är komplett.",
    "estimated_for": (
        "Uppgifterna för {who} är uppskattade, eftersom underlaget i registret inte är komplett."
    ),
    "question": "{column}: den fullständiga frågan i enkäten är ”{question}”",
}

LABELS = {
    "unknown": "Kan ej uppskattas",
    "country": "Riket",
    "total_term": "Totalt per termin",
    "total_year": "Totalt per år",
    "year": "{number} under året",
}

RESPONDENTS = {
    "region": ("region", "regioner"),
    "rss": ("RSS-organisation", "RSS-organisationer"),
}

COMPARED = {
    "own": "Eget svar {year}",
    "country": "Landet {year}",
    "country_so_far": "Landet {year}, hittills",
    "answer": "Svar",
    "own_choice": "Ert svar",
    "own_mark": "Markerat",
    "own_empty": "Inte besvarad",
    "own_kommuner": "{number} av {of} kommuner ({percent})",
    "no_such_row": "Frågades inte",
    "chosen": "{number} av {of}",
    "median": "Median {median} ({of}\N{NO-BREAK SPACE}svar)",
    "kommuner": "{number} av {kommuner} kommuner ({percent}), {of} RSS",
    "few": "Färre än {least} svar",
    "unknown": "{what}. {number} kan inte uppskatta.",
}

SPECS = {
    "year": "året ska vara {expected}",
    "twice": "koden ”{code}” finns redan",
    "rows_without": "rader av slaget {of} behöver fältet {field}",
    "term": "”{code}” är inte en kolumn med måttet number",
    "measure_rows": "måttet {measure} passar inte rader av slaget {of}",
    "field_missing": "måttet {measure} behöver fältet {field}",
    "field_unused": "måttet {measure} har ingen användning för fältet {field}",
    "questionnaire": "tabell {code} bygger på enkäten {survey} {year}, som inte är utskickad",
    "question": "frågan ”{code}” finns inte i {questionnaire}",
    "item": "svarsrutan ”{code}” finns inte i {questionnaire}",
    "kind": "måttet {measure} passar inte frågan ”{question}”, som är av slaget {kind}",
    "indicator": "registeruppgiften ”{indicator}” för {year} är inte inläst",
}

BUILDS = {
    "bad_spec": "Beskrivningen av tabellerna stämmer inte: {problems}",
    "unexpected": "Ett oväntat fel inträffade ({error}). Det står i loggen för bygge {build}.",
    "given_up": "Bygget har avbrutits {attempts} gånger utan att bli klart.",
    "no_round": "Det finns ingen omgång {year}.",
    "no_build": "Det finns inga färdiga tabeller för {year}. Bygg dem med: manage.py build_tables --year {year}",
    "no_worker": (
        "Ingen arbetsprocess har tagit bygget på {seconds} sekunder. Kontrollera att celery är igång; "
        "bygget står kvar i kön."
    ),
    "too_slow": "Bygget är inte klart efter {seconds} sekunder. Det fortsätter i bakgrunden.",
    "failed": "Tabellerna för {year} kunde inte byggas. {reason}",
    "progress": "{done} av {in_all}: {code} {title}",
    "counted": "{done} av {in_all} tabeller",
    "done": "{tables} tabeller för {year} är klara.",
    "exported": "Skrev {files} fil(er) i {folder}.",
    "no_folder": "Det går inte att skriva i {folder}.",
}

OBSERVATIONS = {
    "no_file": "Filen {path} finns inte eller går inte att läsa.",
    "encoding": "Filen är inte sparad i UTF-8. Spara om den som ”CSV UTF-8”.",
    "columns": "Kolumnen {columns} saknas i första raden.",
    "length": "raden har {found} kolumner men ska ha {expected}",
    "indicator": "indikatorn ska vara ett namn av små bokstäver, siffror och _, inte ”{given}”",
    "organisation": "det finns ingen region med koden ”{given}”; hela landet är 00",
    "year": "året ska vara ett årtal, inte ”{given}”",
    "number": "värdet ska vara ett tal, inte ”{given}”; skriv till exempel 16.9",
    "flag": "flaggan ska vara tom eller uppskattad, inte ”{given}”",
    "source": "källan är längre än {limit} tecken",
    "twice": "samma uppgift står redan på rad {line}",
    "place": "Rad {line}: {text}.",
    "refused": "Filen innehåller fel. Ingenting av den är inläst.",
    "report": "{added} nya, {changed} ändrade, {unchanged} oförändrade uppgifter.",
}

PUBLISHED = {
    "heads": "{code}: kolumnrubrikerna är inte de tryckta.",
    "rows": "{code}: raderna är inte de tryckta, eller står i annan ordning.",
    "no_row": "{code}: raden ”{row}” saknas.",
    "no_note": "{code}: ”{row}” har en fotnot i trycket men ingen not här.",
    "cell": "{code}, {row}, {column}: tryckt ”{printed}”, här ”{ours}”.",
}


def note(code, /, **words):
    return NOTES[code].format(**words)


def label(code, /, **words):
    return LABELS[code].format(**words)


def compared(code, /, **words):
    return COMPARED[code].format(**words)


def spec(code, /, **words):
    return SPECS[code].format(**words)


def build(code, /, **words):
    return BUILDS[code].format(**words)


def observation(code, /, **words):
    return OBSERVATIONS[code].format(**words)


def published(code, /, **words):
    return PUBLISHED[code].format(**words)


def who(names, survey):
    """The organisations by name, or their number when they are many."""
    names = list(names)
    if len(names) > MOST_NAMES:
        return how_many(len(names), survey)
    return enumeration(names)


def how_many(number, survey):
    one, many = RESPONDENTS[survey]
    return f"{swedish(number)} {one if number == 1 else many}"
