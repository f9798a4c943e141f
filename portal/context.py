"""What every page knows."""

AREAS = {
    "enkater": "desk",
    "organisationer": "desk",
    "granskning": "review",
    "uppgiftslamnare": "respondents",
    "omgangar": "respondents",
    "utskick": "respondents",
    "tabeller": "tables",
}


def area(request):
    """Which entry of the main menu the page belongs to, by the first word of its address."""
    return {"area": AREAS.get(request.path.split("/")[1], "")}
