"""Where staff prepare next year: the rounds, a round, one questionnaire of it, its history, the issue."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from surveys import access, definition, differences, drafting, editing
from surveys.messages import refusal
from surveys.models import Draft, Round, RoundDraft, Version
from surveys.prepare_forms import RoundForm


def refuse_strangers(request, *, to_change=False):
    """Staff may read what is prepared; those who prepare it may change it."""
    allowed = access.may_prepare if to_change else access.may_see_preparing
    if not allowed(request.user):
        raise PermissionDenied


def draft_of(year, survey):
    drafts = Draft.objects.select_related("round", "survey")
    return get_object_or_404(drafts, round__year=year, survey__code=survey)


class Standing:
    """How a draft stands: its newest version, what differs from last year, what the linter says."""

    def __init__(self, draft):
        self.draft, self.version = draft, drafting.latest(draft)
        self.version.draft = draft
        self.definition = drafting.read(self.version)
        self.last = drafting.last_issued(draft.survey, draft.round.year)
        self.before = definition.of(self.last) if self.last else None
        self.differences = differences.between(self.before, self.text)
        self.problems = [self._placed(one) for one in drafting.problems(self.definition)]

    @property
    def text(self):
        return self.definition.text

    def _placed(self, problem):
        """The problem with the part that it is in: (kind, code), or None for the whole."""
        kind, code = None, None
        match problem.path:
            case ("sections", s, "questions", q, *_):
                kind, code = "fraga", self.text.sections[s].questions[q].code
            case ("sections", s, *_):
                kind, code = "avsnitt", self.text.sections[s].code
            case ("rules", r, *_):
                kind, code = "regel", self.text.rules[r].code
        return {"text": problem.text, "line": problem.line, "kind": kind, "code": code}

    def problems_of(self, kind, code):
        return [one for one in self.problems if (one["kind"], one["code"]) == (kind, code)]

    def context(self, user):
        return {
            "draft": self.draft,
            "round": self.draft.round,
            "standing": self,
            "may_change": access.may_prepare(user) and self.draft.round.is_open,
        }


@require_http_methods(["GET", "POST"])
@login_required
def rounds(request):
    """What is being prepared, what is issued, and the way to begin next year."""
    refuse_strangers(request, to_change=request.method == "POST")
    form = RoundForm(request.POST or None, initial=_next_round())
    if request.method == "POST" and form.is_valid():
        try:
            begun = drafting.begin(form.round_text(), by=request.user)
        except drafting.Refused as refusal:
            form.add_error("year", str(refusal))
        else:
            messages.success(request, f"Omgång {begun.year} är påbörjad som en kopia.")
            return redirect("round_draft", begun.year)
    return render(
        request,
        "prepare/rounds.html",
        {
            "prepared": RoundDraft.objects.filter(issued_at__isnull=True),
            "issued": Round.objects.prefetch_related("questionnaires__survey"),
            "drafted": set(RoundDraft.objects.values_list("year", flat=True)),
            "form": form,
            "may_change": access.may_prepare(request.user),
        },
        status=422 if request.method == "POST" else 200,
    )


def _next_round():
    """Next year's as last year's, a year on."""
    last = Round.objects.first()
    if last is None:
        return {}
    year = last.year + 1
    return {
        "year": year,
        "title": last.title.replace(str(last.year), str(year)),
        "opens": _a_year_on(last.opens),
        "deadline": _a_year_on(last.deadline),
    }


def _a_year_on(day):
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year + 1, day=28)


@require_GET
@login_required
def round_draft(request, year):
    """One round: its days, its questionnaires and how each stands, and the issue."""
    refuse_strangers(request)
    round = get_object_or_404(RoundDraft, year=year)
    drafts = round.drafts.select_related("survey", "round")
    standings = [Standing(draft) for draft in drafts]
    return render(
        request,
        "prepare/round.html",
        {
            "round": round,
            "standings": standings,
            "problem_count": sum(len(one.problems) for one in standings),
            "may_change": access.may_prepare(request.user) and round.is_open,
        },
    )


@require_http_methods(["GET", "POST"])
@login_required
def edit_round(request, year):
    refuse_strangers(request, to_change=True)
    round = get_object_or_404(RoundDraft, year=year)
    initial = {"title": round.title, "opens": round.opens, "deadline": round.deadline}
    form = RoundForm(request.POST or None, initial=initial, begun=round)
    if request.method == "POST" and form.is_valid():
        if done(request, lambda: drafting.change_round(round, form.round_text(), by=request.user)):
            messages.success(request, "Omgångens uppgifter är sparade.")
        return redirect("round_draft", year)
    context = {"round": round, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "prepare/edit_round.html", context, status=status)


@require_POST
@login_required
def issue(request, year):
    refuse_strangers(request, to_change=True)
    round = get_object_or_404(RoundDraft, year=year)
    issued = done(request, lambda: drafting.issue(round, by=request.user))
    if issued:
        number = issued.responses
        messages.success(request, f"Omgång {year} är utfärdad till {number} uppgiftslämnare.")
    return redirect("round_draft", year)


def done(request, act):
    """What the act gave; None when it was refused, and then the page says why."""
    try:
        return act() or True
    except drafting.Refused as refused:
        messages.error(request, str(refused))
    except editing.Gone:
        messages.error(request, refusal("part_gone"))
    return None


@require_GET
@login_required
def draft(request, year, survey):
    """One questionnaire: sections and questions, what differs from last year, what the linter says."""
    refuse_strangers(request)
    standing = Standing(draft_of(year, survey))
    context = {
        **standing.context(request.user),
        "sections": [section_row(standing, section) for section in standing.text.sections],
        "rules": [
            _row(standing, "regel", rule, standing.differences.rules)
            for rule in standing.text.rules
        ],
        "moved": request.GET.get("flyttad", ""),
        "direction": request.GET.get("at", ""),
    }
    return render(request, "prepare/draft.html", context)


def section_row(standing, section):
    """A section and its questions, each with what differs and what the linter says of it."""
    return {
        **_row(standing, "avsnitt", section, standing.differences.sections),
        "questions": [
            _row(standing, "fraga", question, standing.differences.questions)
            for question in section.questions
        ],
    }


def _row(standing, kind, part, found):
    return {
        "kind": kind,
        "part": part,
        "difference": found.get(part.code),
        "problems": standing.problems_of(kind, part.code),
    }


@require_http_methods(["GET", "POST"])
@login_required
def history(request, year, survey):
    """Every version; an earlier one may be made to hold again."""
    refuse_strangers(request, to_change=request.method == "POST")
    standing = Standing(draft_of(year, survey))
    if request.method == "POST":
        number = request.POST.get("version", "")
        if not (number.isascii() and number.isdigit() and len(number) < 9):
            raise Http404
        get_object_or_404(Version, draft=standing.draft, number=number)
        if done(request, lambda: drafting.restore(standing.draft, int(number), by=request.user)):
            messages.success(request, f"Enkäten är återställd till version {number}.")
        return redirect("draft", year, survey)
    versions = standing.draft.versions.select_related("by")
    context = {**standing.context(request.user), "versions": versions}
    return render(request, "prepare/history.html", context)
