import json

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def as_json(value):
    """For an attribute that a script reads; the template escapes it."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.filter
def browser_name(user_agent):
    """Which browser and system, as people know them."""
    browser = _first(
        user_agent,
        [("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")],
    )
    system = _first(
        user_agent,
        [
            ("Android", "Android"),
            ("iPhone", "iPhone"),
            ("iPad", "iPad"),
            ("Windows", "Windows"),
            ("Mac OS", "Mac"),
            ("Linux", "Linux"),
        ],
    )
    if browser and system:
        return f"{browser} på {system}"
    return browser or system or "Okänd webbläsare"


def _first(text, names):
    return next((name for sign, name in names if sign in text), "")
