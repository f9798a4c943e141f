"""Every sentence a finding, a refusal, a bad row or a bad file can say, once, with its code.

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
    "locked_out": (
        "Svaret är låst av RSS. Ni kan läsa det men inte ändra eller lämna in det. Be RSS låsa upp det om "
        "något ska ändras."
    ),
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
    "something_to_look_at": (
        "Det har kommit något att granska sedan listan visades. Öppna svaret och se efter."
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
    "overridden": "Talet står i stället för en summa. Ändra det på sidan Sammanställning, med ett skäl.",
    "override_reason_needed": "Skriv varför talet ska vara ett annat än summan av kommunernas svar.",
    "follows_not": "Talet följer inte kommunernas svar. Ändra det i rutan i avsnittet.",
    "sums_changed": (
        "Fler kommuner har lämnat in sedan sidan visades, och summorna har ändrats. Se över dem och "
        "lämna in igen."
    ),
    "upload_moved_on": "Filen är redan behandlad vidare. Sidan visar vad som har hänt.",
    "remind_handed_in": "{kommun} har lämnat in och behöver ingen påminnelse.",
    "remind_today": "{kommun} har fått en påminnelse i dag. Nästa kan skickas i morgon.",
    "remind_locked": "Svaret från {kommun} är låst. Lås upp det om kommunen ska svara.",
    "remind_nobody": "Ingen är inbjuden från {kommun} än. Bjud in någon först.",
    "round_exists": "Det finns redan en omgång {year}. Välj ett annat år.",
    "round_issued": "Omgången är utfärdad. Enkäterna kan inte ändras längre; skriv en rättelse i stället.",
    "problems_left": "Omgången kan inte utfärdas än. Problem att rätta: {number}. De står vid varje enkät.",
    "part_gone": "Det som skulle ändras finns inte längre i enkäten. Någon annan kan ha tagit bort det.",
    "code_taken": "Koden {taken} finns redan i enkäten. Välj en annan.",
    "last_section": "Enkäten måste ha minst ett avsnitt.",
    "extension_not_later": (
        "Den nya dagen ska vara senare än omgångens sista svarsdag, {deadline:%Y-%m-%d}."
    ),
    "extension_past": "Den nya dagen har redan varit. Välj en dag som kommer.",
    "extension_reason_needed": "Skriv varför uppgiftslämnaren får anstånd.",
    "handed_in": "Svaret är redan inlämnat och behöver inget anstånd.",
    "may_not_prepare": "Du har inte rätt att ändra det här. Be en handläggare.",
    "finding_gone": "Den frågan är redan löst. Listan nedan visar vad som är kvar.",
}

# What is said of a cell in a workbook that somebody has filled in.
CELLS = {
    # the file
    "no_sheet": (
        "Filen har inget blad med enkätens koder. Hämta en ny arbetsbok och klistra in svaren där."
    ),
    "codes_lost": (
        "Raden eller kolumnen med koder finns inte kvar i bladet. Hämta en ny arbetsbok och klistra in "
        "svaren där."
    ),
    "other_survey": (
        "Arbetsboken hör till en annan enkät ({given}). Läs in den där, eller hämta en arbetsbok för den "
        "här enkäten."
    ),
    "other_year": (
        "Arbetsboken gäller {given}, men enkäten gäller {year}. Hämta en ny arbetsbok och fyll i årets svar."
    ),
    "other_respondent": (
        "Arbetsboken hör till en annan uppgiftslämnare ({given}). Hämta er egen arbetsbok."
    ),
    "no_respondent": (
        "Bladet har ingen rad för någon av era kommuner. Skriv kommunkoden i kolumnen kommunkod, eller "
        "namnet i kolumnen kommun."
    ),
    # rows and columns
    "respondent_unknown": (
        "”{given}” är ingen kommun i registret. Rätta kommunkoden eller namnet, eller ta bort raden."
    ),
    "respondent_elsewhere": "{name} hör inte till ert område. Ta bort raden.",
    "respondent_missing": (
        "Raden har svar men varken kommunkod eller namn. Skriv vilken kommun svaren gäller."
    ),
    "respondent_twice": (
        "{name} finns också på rad {first}. Ingen av raderna läses in. Behåll en av dem."
    ),
    "code_and_name_differ": (
        "Koden {kommun} är {name}, men på raden står {given}. Kontrollera att svaren inte har hamnat på fel "
        "rad, och rätta koden eller namnet."
    ),
    "code_twice": (
        "Koden {item} finns också i {ref}. Svaren vid de koderna läses inte in. Behåll en av dem."
    ),
    "code_missing": "Raden har ett svar men ingen kod. Flytta svaret till den fråga det gäller.",
    # one cell
    "formula": "Här står en formel. Skriv värdet i stället.",
    "merged": "Cellen är sammanfogad med {ref}. Dela upp cellerna och skriv ett värde i var och en.",
    "error_value": "Excel visar ett felvärde ({given}). Skriv rätt värde, eller töm cellen.",
    "date": "Excel har gjort om talet till ett datum. Skriv talet igen, utan punkt eller bindestreck.",
    "not_a_number": "”{given}” är inte ett tal. Skriv bara siffror, till exempel 1249 eller 12,5.",
    "number_too_large": "Talet {given} är större än vad som går att ta emot. Kontrollera och ändra.",
    "too_many_decimals": "Talet {given} har fler än fyra decimaler. Avrunda det.",
    "not_yesno": "”{given}” är inte ett svar här. Skriv ja eller nej.",
    "not_a_mark": "”{given}” är inte ett svar här. Skriv ja för markerat, eller lämna cellen tom.",
    "not_an_option": "”{given}” är inte ett av alternativen. Skriv ett av dem: {options}.",
    "unknown_not_allowed": (
        "”{given}” är inte ett möjligt svar på den här frågan. Skriv ett annat svar, eller lämna cellen tom."
    ),
    "not_open": (
        "{name} har lämnat in sitt svar, och det ändras inte härifrån. Där står ”{held}”. Ta svaret i retur "
        "om det ska ändras, eller låt cellen vara som den var."
    ),
    "not_open_empty": (
        "{name} har lämnat in sitt svar, och det ändras inte härifrån. Där är rutan tom. Ta svaret i retur "
        "om det ska ändras, eller töm cellen."
    ),
    "not_given": "Avsnittet fylls i av andra i organisationen. Låt cellen vara som den var.",
    "locked_out": "RSS har låst svaret. Be RSS att låsa upp det om något ska ändras.",
    "follows": (
        "Talet följer kommunernas svar. Ändra det på sidan Sammanställning, med ett skäl, eller låt cellen "
        "vara som den var."
    ),
    # notes
    "rows_missing": "Filen har ingen rad för {who}. Där ändras inget.",
    "codes_missing": (
        "Filen saknar {missing} av enkätens {all} rutor, till exempel ”{box}” ({item}). Där ändras inget. "
        "Hämta en ny arbetsbok om de ska fyllas i."
    ),
    "columns_not_read": "Utan en kod ur enkäten läses inte: {places}.",
    "row_not_read": "Rad {row} ser ut som en anteckning och läses inte.",
    "sheets_not_read": "Bara bladet {sheet} läses. Det gör inte {others}.",
    "kept_without_key": (
        "{number} tomma celler tömmer ingen ruta, för filen säger inte när den hämtades. Töm rutorna i "
        "portalen om de ska vara tomma."
    ),
    "kept_changed": (
        "{number} tomma celler tömmer ingen ruta, för rutorna har ändrats sedan filen hämtades."
    ),
    "written_since": (
        "{number} av ändringarna gäller rutor som har ändrats i portalen sedan filen hämtades. Kontrollera "
        "att det är filens värden som ska gälla."
    ),
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
    "follows": "Talet hör till sammanställningen av kommunernas svar. Låt det sluta följa innan filen läses in.",
    "not_open": "{respondent} har redan lämnat in sitt svar. Lämna det i retur innan det läses in på nytt.",
}

UPLOADS = {
    "no_file": "Välj en fil innan du går vidare.",
    "too_large": (
        "Filen är större än {limit} MB, som är det största möjliga. Ta bort bilder och blad som inte hör "
        "till svaren och ladda upp den igen."
    ),
    "empty": "Filen är tom. Kontrollera att det är rätt fil.",
    "unexpected": (
        "Något gick fel när filen behandlades, och inget av den är inläst. Försök igen. Hör av er till "
        "Socialstyrelsen om det inte hjälper, och ange uppladdning {number}."
    ),
    "given_up": (
        "Filen gick inte att behandla på {attempts} försök, och inget av den är inläst. Ladda upp den igen, "
        "gärna delad i flera."
    ),
    "undone": "Inläsningen av filen {name} ångrades.",
}

# Answers taken out as a file.
EXPORTS = {
    "unexpected": (
        "Något gick fel när filen gjordes. Försök igen. Hör av er till den som sköter Enkätnavet om det inte "
        "hjälper, och ange uttag {number}."
    ),
    "given_up": "Filen gick inte att göra på {attempts} försök. Välj färre svar eller ett annat format.",
    "no_right": "Den som beställde filen har inte längre rätt att ta ut svar.",
    "continues": "{text} … [Hela texten står på bladet Långa texter, nummer {number}]",
    "approved": "godkända svar",
    "every_state": "alla svar, vilket läge de än har",
    "own": "uppgiftslämnarens eget svar",
    "area": "områdets kommuner, vilket läge svaren än har",
    "one": "ett svar",
}

# What a file of answers says of itself.
EXPORT_FACTS = {
    "round": "Omgång",
    "respondents": "Uppgiftslämnare",
    "states": "Urval",
    "layout": "Rader",
    "made": "Gjord",
    "rows": "Antal rader med svar",
    "hidden_left_out": "Svar på frågor som är dolda, som inte är med",
}

REGISTERS = {
    "moved": "Registret har ändrats sedan du såg vad filen skulle ändra. Välj filen igen och se efter på nytt.",
}

# Why a file with answers cannot be read at all.
FILES = {
    "empty": "Filen är tom. Kontrollera att du har valt rätt fil och att den är sparad.",
    "too_large": (
        "Filen är större än {limit} MB. Hämta en ny mall, klistra in svaren i den och läs in den i stället."
    ),
    "too_much": (
        "Filen innehåller mer än vad som går att läsa in. Hämta en ny mall, klistra in svaren i den och "
        "läs in den i stället."
    ),
    "too_many_cells": (
        "Filen har fler än {most} celler. Ta bort det som inte hör till svaren, eller hämta en ny mall "
        "och klistra in svaren i den."
    ),
    "too_many_rows": (
        "Filen har fler än {most} rader. Ta bort raderna under svaren, eller hämta en ny mall och "
        "klistra in svaren i den."
    ),
    "broken": (
        "Filen går inte att läsa. Öppna den i Excel, spara den på nytt som Excel-arbetsbok (.xlsx) och "
        "läs in den igen."
    ),
    "unsafe": (
        "Filen innehåller delar som inte hör hemma i en arbetsbok och läses därför inte. Hämta en ny "
        "mall, klistra in svaren i den och läs in den i stället."
    ),
    "macros": (
        "Arbetsboken innehåller makron och läses därför inte. Spara den som Excel-arbetsbok (.xlsx) "
        "utan makron och läs in den igen."
    ),
    "password": (
        "Filen är skyddad med lösenord. Öppna den i Excel, ta bort lösenordet, spara och läs in den igen."
    ),
    "xls": (
        "Filen är sparad i ett äldre format. Öppna den i Excel, spara den som Excel-arbetsbok (.xlsx) och "
        "läs in den igen."
    ),
    "xlsb": (
        "Filen är en binär arbetsbok (.xlsb). Öppna den i Excel, spara den som Excel-arbetsbok (.xlsx) "
        "och läs in den igen."
    ),
    "ods": (
        "Filen är sparad i OpenDocument-format. Öppna den i kalkylprogrammet, spara den som "
        "Excel-arbetsbok (.xlsx) och läs in den igen."
    ),
    "document": (
        "Filen är ett dokument eller en presentation, inte en arbetsbok. Läs in en Excel-arbetsbok "
        "(.xlsx) eller en csv-fil."
    ),
    "zip": (
        "Filen är en zip-fil som inte är någon arbetsbok. Packa upp den och läs in Excel-arbetsboken "
        "(.xlsx) som ligger i den."
    ),
    "pdf": "Filen är en pdf. Läs in arbetsboken (.xlsx) eller csv-filen som den är gjord av.",
    "picture": "Filen är en bild. Läs in en Excel-arbetsbok (.xlsx) eller en csv-fil.",
    "web_page": (
        "Filen är en webbsida eller en xml-fil. Öppna den i Excel, spara den som Excel-arbetsbok (.xlsx) "
        "och läs in den igen."
    ),
    "unknown": (
        "{name} är varken en Excel-arbetsbok (.xlsx) eller en csv-fil. Kontrollera att du har valt rätt fil."
    ),
    "nothing": "Det står ingenting i filen. Kontrollera att du har valt rätt fil och att den är sparad.",
    "no_copy": (
        "Det går inte att göra en kopia av filen med felen markerade. Rätta i filen med hjälp av listan "
        "på sidan och läs in den igen."
    ),
    "quotes": (
        "Filen går inte att läsa från rad {line}. Kontrollera att varje citattecken som öppnas där också "
        "stängs."
    ),
}

# What stands in the copy of somebody's workbook where something is wrong.
MARKS = {
    "author": "Enkätnavet",
    "comment": "Att rätta enligt Enkätnavet:",
    "sheet": "Att rätta",
    "heading": "Att rätta enligt Enkätnavet",
    "intro": "Rätta det som står i listan i de andra bladen, spara och läs in filen igen.",
    "column_sheet": "Blad",
    "column_cell": "Cell",
    "column_text": "Vad som ska rättas",
}

# What is wrong in a line of those to be invited.
LINES = {
    "nothing": "Skriv minst en rad.",
    "too_many": "Det är {found} rader. Skriv högst {limit} åt gången.",
    "parts": "Raden ska ha tre delar med semikolon emellan: kommun; namn; e-post.",
    "kommun": "”{given}” är inte en av era kommuner. Skriv kommunens namn eller kod.",
    "name": "Namnet saknas. Skriv vem som ska svara.",
    "name_length": "Namnet är för långt. Korta det till högst {limit} tecken.",
    "email": "”{given}” är inte en hel e-postadress. Skriv till exempel namn@kommun.se.",
    "twice": "Samma person står redan på rad {line}. Ta bort en av raderna.",
}

# What the fields of a questionnaire are called on the pages where it is prepared.
FIELDS = {
    "code": "Kod",
    "title": "Rubrik",
    "intro": "Inledning",
    "section": "Avsnitt",
    "kind": "Slag",
    "text": "Frågans lydelse",
    "help": "Hjälptext",
    "required": "Måste besvaras",
    "unit": "Enhet",
    "min": "Lägsta värde",
    "max": "Högsta värde",
    "whole": "Bara heltal",
    "unknown": "Kan ej uppskattas går att svara",
    "max_choices": "Högst så många val",
    "none": "Inget av alternativen går att svara",
    "max_length": "Längsta text, antal tecken",
    "change_limit": "Förklaras vid större skillnad än så många procent",
    "visible_when": "Villkor för att frågan visas",
    "used_in": "Används i",
    "source": "Lydelsens källa",
    "options": "Alternativ",
    "severity": "Allvar",
    "at": "Ruta där det sägs",
    "about": "Fler rutor vars värden visas",
    "when": "Villkor för att det sägs",
    "message": "Vad som sägs",
}

# How many questions differ from last year's, by how.
DIFFERENCES = {
    "ny": "Nya frågor",
    "ändrad": "Ändrade frågor",
    "flyttad": "Flyttade frågor",
    "borttagen": "Borttagna frågor",
}

# Where in Socialstyrelsen's report an answer is used, as it stands after "Används i".
PLACES = {
    "appendix": "tabell {number} i bilaga {appendix}",
    "table": "tabell {number} i rapporten",
    "figure": "figur {number} i rapporten",
    "text": "rapportens text",
    "vfu": "rapportens avsnitt om verksamhetsförlagd utbildning",
}

# The heads of the list of where things stand, as a file.
LIST_HEADS = {
    "code": "Kod",
    "name": "Uppgiftslämnare",
    "questionnaire": "Enkät",
    "state": "Läge",
    "late": "Försenat",
    "deadline": "Sista svarsdag",
    "answered": "Besvarade frågor",
    "asked": "Frågor att besvara",
    "submitted": "Senast inlämnat",
    "errors": "Fel",
    "queries": "Kontrollfrågor",
    "unexplained": "Oförklarade kontrollfrågor",
    "open_remarks": "Obesvarade anmärkningar",
    "answered_remarks": "Besvarade anmärkningar",
    "minutes": "Arbetstid, minuter",
    "kommuner_in": "Kommuner som lämnat in",
    "kommuner": "Kommuner",
}

# What is wrong with the text of a letter.
MAIL = {
    "unknown_word": "Ordet {{{word}}} går inte att fylla i. De ord som finns är {words}.",
    "lone_brace": "En klammer { eller } står ensam. Skriv ord som ska fyllas i så här: {organisation}.",
}

HERE = "{who} är också i avsnittet just nu."


def finding(code, **words):
    return FINDINGS[code].format(**words)


def difference(state):
    return DIFFERENCES[state]


def field_name(name):
    return FIELDS[name]


def label(code):
    return LABELS[code]


def refusal(code, **words):
    return REFUSALS[code].format(**words)


def cell(code, **words):
    return CELLS[code].format(**words)


def row(code, **words):
    return ROWS[code].format(**words)


def upload(code, **words):
    return UPLOADS[code].format(**words)


def export(code, **words):
    return EXPORTS[code].format(**words)


def register(code, **words):
    return REGISTERS[code].format(**words)


def export_fact(code):
    return EXPORT_FACTS[code]


def file(code, **words):
    return FILES[code].format(**words)


def mark(code):
    return MARKS[code]


def line(code, **words):
    return LINES[code].format(**words)


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
