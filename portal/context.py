"""What every page knows."""

AREAS = {
    "enkater": "desk",
    "organisationer": "desk",
    "laget": "standing",
    "granskning": "review",
    "omgangar": "preparing",
    "uppgiftslamnare": "respondents",
    "utskick": "respondents",
    "tabeller": "tables",
    "logg": "log",
    "konto": "account",
    "uttag": "exports",
    "register": "exports",
}


def area(request):
    """Which entry of the main menu the page belongs to, by the first word of its address."""
    return {"area": AREAS.get(request.path.split("/")[1], "")}
