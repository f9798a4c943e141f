"""Every sentence a finding, a refusal or a bad row can say, once, with its code.

Each says what is odd and what to do. The words in braces are filled in by the caller.
"""

FINDINGS = {
    "required": "Rutan är tom. Fyll i ett svar.",
    "required_or_unknown": (
        "Rutan är tom. Fyll i ett svar, eller välj Kan ej uppskattas om uppgiften inte går att få fram."
    ),
    "required_choice": "Inget är markerat. Markera minst ett alternativ.",
    "unreadable_number": (
        "”{typed}” går inte att läsa som ett tal. Skriv bara siffror, till exempel 1 249 eller 12,5."
    ),
    "unreadable_choice": "”{typed}” är inte ett av alternativen. Välj ett av dem som visas.",
    "minimum": (
        "Talet {number} är lägre än {limit}, som är det lägsta möjliga. Kontrollera och ändra."
    ),
    "maximum": (
        "Talet {number} är högre än {limit}, som är det högsta möjliga. Kontrollera och ändra."
    ),
    "whole": "Talet {number} har decimaler. Svara med ett heltal.",
    "kommun_count": (
        "Talet {number} är högre än {limit}, antalet kommuner i ert område. Kontrollera och ändra."
    ),
    "max_choices": "{marked} alternativ är markerade. Välj högst {limit}.",
    "none_and_others": (
        "”{none}” är markerat tillsammans med andra alternativ. Ta bort den markeringen, eller "
        "markeringarna vid de andra."
    ),
    "max_length": "Texten är {length} tecken lång. Korta den till högst {limit} tecken.",
    "taken_over": (
        "Svaret är taget från förra omgången. Bekräfta det i rutan om det stämmer i år också, eller ändra det."
    ),
    "change": (
        "Värdet skiljer sig {change} från förra omgången. Ändra det, eller förklara vad skillnaden "
        "beror på."
    ),
}

# What the values beside a finding are called, where no box or year gives them their name.
LABELS = {
    "also_marked": "Också markerat",
    "kommun_count": "Antal kommuner i området",
    "now": "Nu",
}

REFUSALS = {
    "locked": "Svaret är inlämnat och kan inte ändras. Be Socialstyrelsen om retur om något är fel.",
    "locked_kommun": "Svaret är inlämnat till RSS och kan inte ändras. Be RSS om retur om något är fel.",
    "not_given": "Avsnittet fylls i av andra i organisationen. Du kan läsa svaren men inte ändra dem.",
    "errors_left": "Svaret kan inte lämnas in än. Rätta felen i listan först.",
    "queries_left": (
        "Svaret kan inte lämnas in än. Ändra eller förklara de kontrollfrågor som är kvar."
    ),
    "not_from_state": (
        "Det går inte att {act} ett svar som är {state}. Ladda om sidan och se vad som går att göra nu."
    ),
    "no_right": "Du har inte rätt att {act} svaret. Be någon som har den rätten.",
    "reason_needed": "Skriv varför svaret lämnas i retur, så att uppgiftslämnaren vet vad som ska ändras.",
    "remarks_left": (
        "Svaret kan inte lämnas in än. Besvara anmärkningarna först: skriv vad ni har gjort, eller varför "
        "värdet stämmer."
    ),
    "remarks_not_closed": (
        "Svaret kan inte godkännas än. Anmärkningar som inte är stängda: {left}. Stäng dem, eller lämna "
        "svaret i retur."
    ),
    "remark_needed": "Skriv vad anmärkningen gäller innan du sparar den.",
    "remark_stands": "Rutan har redan en anmärkning. Stäng den innan du skriver en ny.",
    "remark_answer_needed": "Skriv ett svar innan du sparar det.",
    "remark_answered": "Anmärkningen är redan besvarad. Svaret står vid rutan.",
    "remark_closed": "Anmärkningen är redan stängd.",
    "explanation_needed": "Skriv en förklaring i ord innan du sparar den.",
    "follows": (
        "Summan följer kommunernas svar. Ändra den på sidan Sammanställning, med ett skäl."
    ),
    "override_reason_needed": "Skriv varför talet ska vara ett annat än summan av kommunernas svar.",
    "follows_not": "Talet följer inte kommunernas svar. Ändra det i rutan i avsnittet.",
    "sums_changed": (
        "Fler kommuner har lämnat in sedan sidan visades, och summorna har ändrats. Se över dem och "
        "lämna in igen."
    ),
    "extension_not_later": (
        "Den nya dagen ska vara senare än omgångens sista svarsdag, {deadline:%Y-%m-%d}."
    ),
    "extension_past": "Den nya dagen har redan varit. Välj en dag som kommer.",
    "extension_reason_needed": "Skriv varför uppgiftslämnaren får anstånd.",
    "handed_in": "Svaret är redan inlämnat och behöver inget anstånd.",
    "may_not_prepare": "Du har inte rätt att ändra det här. Be en handläggare.",
    "finding_gone": "Den frågan är redan löst. Listan nedan visar vad som är kvar.",
}

ROWS = {
    "no_file": "Filen {path} finns inte eller går inte att läsa. Kontrollera namnet.",
    "encoding": "Filen är inte sparad i UTF-8. Spara om den som ”CSV UTF-8”.",
    "empty_file": "Filen är tom. Första raden ska innehålla kolumnnamnen {columns}.",
    "not_csv": "Raden går inte att läsa. Kontrollera att varje citattecken som öppnas också stängs.",
    "semicolons": "Kolumnerna skiljs åt med semikolon. Spara om filen med kommatecken emellan.",
    "columns_twice": "Kolumnen {columns} finns mer än en gång i första raden. Behåll en av dem.",
    "columns_missing": "Kolumnen {columns} saknas i första raden. Skriv dit namnet och fyll i kolumnen.",
    "row_length": "Raden har {found} kolumner men ska ha {expected}. Kontrollera kommatecken och citattecken.",
    "questionnaire_empty": "Kolumnen questionnaire är tom. Skriv region, rss eller kommun.",
    "questionnaire_unknown": (
        "Det finns ingen enkät ”{given}” i omgång {year}. Kontrollera kolumnen questionnaire och året."
    ),
    "respondent_empty": "Kolumnen respondent är tom. Skriv organisationens kod.",
    "respondent_unknown": (
        "Det finns ingen uppgiftslämnare med koden ”{given}” i registret. Kontrollera koden."
    ),
    "respondent_other": (
        "”{given}” svarar inte på enkäten {questionnaire}. Kontrollera koden och enkäten."
    ),
    "question_empty": "Kolumnen question är tom. Skriv frågans kod.",
    "question_unknown": (
        "Frågan ”{given}” finns inte i enkäten {questionnaire}. Kontrollera frågans kod."
    ),
    "question_other": (
        "Frågan ”{given}” finns inte i enkäten {questionnaire}, men i {other}. Ändra frågan eller enkäten."
    ),
    "option_needed": "Frågan ”{question}” har flera rutor. Ange vilken i kolumnen option.",
    "option_unneeded": "Frågan ”{question}” har bara en ruta. Lämna kolumnen option tom.",
    "option_unknown": "Alternativet ”{given}” finns inte i frågan ”{question}”. Kontrollera koden.",
    "duplicate": "Samma ruta finns redan på rad {line}. Ta bort en av raderna.",
    "not_a_number": "”{given}” är inte ett tal. Skriv till exempel 1249 eller 12.5.",
    "not_yesno": "”{given}” är inte ett svar här. Skriv ja, nej eller lämna tomt.",
    "not_a_mark": "”{given}” är inte ett svar här. Skriv ja för markerat eller lämna tomt.",
    "not_an_option": "”{given}” är inte ett av alternativen. Skriv ett av {options}.",
    "unknown_not_allowed": (
        "Kan ej uppskattas är inte ett möjligt svar på ”{question}”. Skriv ett annat svar eller lämna tomt."
    ),
    "follows": "Talet följer kommunernas svar. Låt det sluta följa innan filen läses in.",
    "not_open": "{respondent} har redan lämnat in sitt svar. Lämna det i retur innan det läses in på nytt.",
}

# Where in Socialstyrelsen's report an answer is used, as it stands after "Används i".
PLACES = {
    "appendix": "tabell {number} i bilaga {appendix}",
    "table": "tabell {number} i rapporten",
    "figure": "figur {number} i rapporten",
    "text": "rapportens text",
    "vfu": "rapportens avsnitt om verksamhetsförlagd utbildning",
}

# What is wrong with the text of a letter.
MAIL = {
    "unknown_word": "Ordet {{{word}}} går inte att fylla i. De ord som finns är {words}.",
    "lone_brace": "En klammer { eller } står ensam. Skriv ord som ska fyllas i så här: {organisation}.",
}

HERE = "{who} är också i avsnittet just nu."


def finding(code, **words):
    return FINDINGS[code].format(**words)


def label(code):
    return LABELS[code]


def refusal(code, **words):
    return REFUSALS[code].format(**words)


def row(code, **words):
    return ROWS[code].format(**words)


def mail(code, **words):
    return MAIL[code].format(**words) if words else MAIL[code]


def enumeration(words):
    """A, B och C."""
    *first, last = map(str, words)
    return f"{', '.join(first)} och {last}" if first else last


def others_here(people):
    """'Anna och Bo är också i avsnittet just nu.'; '' for nobody."""
    return HERE.format(who=enumeration(people)) if people else ""


def place(code, **words):
    return PLACES[code].format(**words)
