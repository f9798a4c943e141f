"""The pages where an RSS looks after its kommuner."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from regions.access import organisations_led_by, organisations_of
from regions.models import Organisation
from surveys import kommuner


def _rss(request, pk):
    """An RSS that the user speaks for."""
    return get_object_or_404(organisations_of(request.user), pk=pk, kind=Organisation.Kind.RSS)


def _leads(request, rss):
    return organisations_led_by(request.user).filter(pk=rss.pk).exists()


@require_GET
@login_required
def all_kommuner(request, pk):
    """Every kommun of the RSS: how far it has come, and who answers there."""
    rss = _rss(request, pk)
    rounds = list(kommuner.rounds_of(rss))
    shown = [round for round in rounds if str(round.year) == request.GET.get("ar")] or rounds[:1]
    responses = kommuner.of(rss, shown[0]) if shown else []
    context = {
        "rss": rss,
        "rounds": rounds,
        "round": shown[0] if shown else None,
        "responses": responses,
        "figures": kommuner.figures_of(responses),
        "may_lead": _leads(request, rss),
    }
    return render(request, "surveys/kommuner.html", context)


@require_GET
@login_required
def kommun(request, pk, response_pk):
    """One kommun: its response, and who answers there."""
    rss = _rss(request, pk)
    response = get_object_or_404(kommuner.responses_of(rss), pk=response_pk)
    return _kommun_page(request, rss, response)


def _kommun_page(request, rss, response, status=200):
    kommuner.with_people([response])
    context = {
        "rss": rss,
        "response": response,
        "may_lead": _leads(request, rss),
    }
    return render(request, "surveys/kommun.html", context, status=status)
