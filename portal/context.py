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


# Parts of a round that have an entry of their own: /omgangar/2023/utskick/
PARTS_OF_A_ROUND = {"uppgiftslamnare", "utskick"}


def area(request):
    """Which entry of the main menu the page belongs to, by the first word of its address."""
    words = request.path.split("/")
    first = "utskick" if PARTS_OF_A_ROUND & set(words[2:4]) else words[1]
    return {"area": AREAS.get(first, "")}
