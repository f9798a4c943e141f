"""One part of a draft at a time: the questionnaire's head, a section, a question or a rule."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from surveys import differences, drafting, earlier, editing, prepare_forms, previewing
from surveys.messages import refusal
from surveys.views.prepare import Standing, done, draft_of, refuse_strangers


@dataclass(frozen=True)
class Kind:
    """A kind of part: what it is called, its form, and how it is found, put, added, moved and dropped."""

    name: str
    label: str
    form: type
    find: Callable
    put: Callable
    add: Callable | None = None
    move: Callable | None = None
    drop: Callable | None = None

    def name_of(self, part):
        return getattr(part, "text", None) or getattr(part, "title", None) or part.code


def _head(text, code):
    return text.model_copy(update={"sections": [], "rules": []})


def _put_head(text, code, new):
    return text.model_copy(update={"title": new.title, "intro": new.intro})


KINDS = {
    kind.name: kind
    for kind in [
        Kind("enkat", "Enkätens namn och inledning", prepare_forms.HeadForm, _head, _put_head),
        Kind(
            "avsnitt",
            "Avsnitt",
            prepare_forms.SectionPartForm,
            editing.section,
            editing.put_section,
            lambda text, section, new: editing.add_section(text, new),
            editing.move_section,
            editing.drop_section,
        ),
        Kind(
            "fraga",
            "Fråga",
            prepare_forms.QuestionForm,
            editing.question,
            editing.put_question,
            editing.add_question,
            editing.move_question,
            editing.drop_question,
        ),
        Kind(
            "regel",
            "Regel",
            prepare_forms.RuleForm,
            editing.rule,
            editing.put_rule,
            lambda text, section, new: editing.add_rule(text, new),
            None,
            editing.drop_rule,
        ),
    ]
}


def _kind(name, able=""):
    kind = KINDS.get(name)
    if kind is None or (able and not getattr(kind, able)):
        raise Http404
    return kind


def _part(kind, standing, code):
    try:
        return kind.find(standing.text, code)
    except editing.Gone as error:
        raise Http404 from error


def _to_draft(draft, code=""):
    address = reverse("draft", args=[draft.round.year, draft.survey.code])
    return redirect(f"{address}#del-{code}" if code else address)


class Editor:
    """The form of one part, with a question's options, and what is typed in it."""

    def __init__(self, request, kind, part=None):
        self.request, self.kind = request, kind
        data = request.POST if request.method == "POST" else None
        self.form = kind.form(data, part=part)
        self.options = None
        if kind.name == "fraga":
            self.options = prepare_forms.OptionForms(part.options if part else (), data)
        self.button = request.POST.get("gor", "")
        if self.options is not None and self.button:
            self.options.act(self.button)

    def part(self):
        """What the form makes, or None when something is wrong in it."""
        if not self.form.is_valid():
            return None
        if self.options is None:
            return self.form.part()
        return self._with_options(self.form.part())

    def _with_options(self, question):
        found = {**question.model_dump(), "options": self.options.options()}
        try:
            return type(question).model_validate(found)
        except ValueError:
            self.form.add_error(None, "Alternativens koder får bara innehålla a–z, 0–9 och _.")
            return None


@require_http_methods(["GET", "POST"])
@login_required
def edit(request, year, survey, kind, code):
    """Change a part. With a button of the options, or `visa`, it is shown anew and nothing is saved."""
    refuse_strangers(request, to_change=True)
    kind = _kind(kind)
    standing = Standing(draft_of(year, survey))
    part = _part(kind, standing, code)
    editor = Editor(request, kind, part)
    if request.method == "GET" or editor.button:
        return _page(request, standing, editor, part)
    new = editor.part()
    if new is None:
        return _page(request, standing, editor, part, status=422)
    try:
        saved = done(request, lambda: _save(request, standing, kind, code, new))
    except drafting.Conflict as conflict:
        return _page(request, standing, editor, part, conflict=conflict, status=409)
    if saved:
        messages.success(request, f"Sparat: {kind.name_of(new)}")
    return _to_draft(standing.draft, code)


def _save(request, standing, kind, code, new):
    def change(text):
        kind.find(text, code)
        return kind.put(text, code, new)

    def part(text):
        found = kind.find(text, code)
        return found.model_copy(update={"questions": []}) if kind.name == "avsnitt" else found

    return drafting.save(
        standing.draft,
        change,
        by=request.user,
        what=f"Ändrad: {kind.name_of(new)}",
        seen=_seen(request),
        part=part,
    )


def _seen(request):
    seen = request.POST.get("sedd", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else None


@require_http_methods(["GET", "POST"])
@login_required
def add(request, year, survey, kind):
    """A new section or rule, or a new question in the section that the address names."""
    refuse_strangers(request, to_change=True)
    kind = _kind(kind, "add")
    standing = Standing(draft_of(year, survey))
    home = _home(request, standing) if kind.name == "fraga" else ""
    editor = Editor(request, kind)
    if request.method == "GET" or editor.button:
        return _page(request, standing, editor)
    new = editor.part()
    if new and _taken(kind, standing, new.code):
        editor.form.add_error("code", refusal("code_taken", taken=new.code))
        new = None
    if new is None:
        return _page(request, standing, editor, status=422)
    if add_part(request, standing, kind, home, new):
        messages.success(request, f"Tillagd: {kind.name_of(new)}")
    return _to_draft(standing.draft, new.code)


def _home(request, standing):
    """The code of the section a question is to stand in."""
    code = request.GET.get("avsnitt", "")
    _part(KINDS["avsnitt"], standing, code)
    return code


def _taken(kind, standing, code):
    try:
        kind.find(standing.text, code)
    except editing.Gone:
        return False
    return True


def add_part(request, standing, kind, home, new):
    """Saves it last in its list; None when it cannot be."""
    return done(
        request,
        lambda: drafting.save(
            standing.draft,
            lambda text: kind.add(text, home, new),
            by=request.user,
            what=f"Tillagd: {kind.name_of(new)}",
        ),
    )


@require_http_methods(["GET", "POST"])
@login_required
def fetch(request, year, survey):
    """A question or a section from an earlier year, with its code; searched for by its words."""
    refuse_strangers(request, to_change=True)
    standing = Standing(draft_of(year, survey))
    if request.method == "GET":
        return _fetch_page(request, standing)
    kind = _kind(request.POST.get("slag", ""), "add")
    home = request.POST.get("avsnitt", "")
    if kind.name == "fraga":
        _part(KINDS["avsnitt"], standing, home)
    try:
        found = earlier.find(kind.find, request.POST.get("enkat", ""), request.POST.get("kod", ""))
    except editing.Gone as error:
        raise Http404 from error
    new = earlier.without_what_stands(found, standing.text) if kind.name == "avsnitt" else found
    if _taken(kind, standing, new.code):
        messages.error(request, refusal("code_taken", taken=new.code))
    elif add_part(request, standing, kind, home, new):
        messages.success(request, f"Hämtad: {kind.name_of(new)}")
    return _to_draft(standing.draft, new.code)


def _fetch_page(request, standing):
    sought = request.GET.get("sok", "").strip()[:100]
    found = earlier.search(sought, standing.text, before=standing.draft.round.year)
    context = {**standing.context(request.user), "sought": sought, "found": found}
    context["home"] = request.GET.get("avsnitt", "")
    return render(request, "prepare/fetch.html", context)


@require_POST
@login_required
def move(request, year, survey, kind, code):
    """A step up or down. The same button has the focus again when the page comes back."""
    refuse_strangers(request, to_change=True)
    kind = _kind(kind, "move")
    standing = Standing(draft_of(year, survey))
    part = _part(kind, standing, code)
    up = request.POST.get("at") == "upp"
    saved = done(
        request,
        lambda: drafting.save(
            standing.draft,
            lambda text: kind.move(text, code, -1 if up else 1),
            by=request.user,
            what=f"Flyttad {'upp' if up else 'ner'}: {kind.name_of(part)}",
        ),
    )
    if saved:
        messages.success(request, _where(kind, standing.draft, code))
    address = reverse("draft", args=[year, survey])
    at = "upp" if up else "ner"
    # No fragment: where there is one, browsers focus nothing else.
    return redirect(f"{address}?flyttad={kind.name}-{code}&at={at}")


def _where(kind, draft, code):
    """Where a part stands now, in words."""
    text = drafting.read(drafting.latest(draft)).text
    name = kind.name_of(kind.find(text, code))
    if kind.name == "avsnitt":
        beside, where = text.sections, "bland avsnitten"
    else:
        home = editing.section_of(text, code)
        beside, where = home.questions, f"i avsnittet {home.title}"
    place = [one.code for one in beside].index(code) + 1
    return f"”{name}” står nu som nummer {place} av {len(beside)} {where}."


@require_http_methods(["GET", "POST"])
@login_required
def drop(request, year, survey, kind, code):
    """Retire a part, once one has said yes."""
    refuse_strangers(request, to_change=True)
    kind = _kind(kind, "drop")
    standing = Standing(draft_of(year, survey))
    part = _part(kind, standing, code)
    if request.method == "GET":
        context = {**standing.context(request.user), "kind": kind, "part": part}
        context["name"] = kind.name_of(part)
        return render(request, "prepare/drop.html", context)
    if kind.name == "avsnitt" and len(standing.text.sections) == 1:
        messages.error(request, refusal("last_section"))
        return _to_draft(standing.draft)
    saved = done(
        request,
        lambda: drafting.save(
            standing.draft,
            lambda text: kind.drop(text, code),
            by=request.user,
            what=f"Borttagen: {kind.name_of(part)}",
        ),
    )
    if saved:
        messages.success(
            request, f"Borttagen: {kind.name_of(part)}. Det går att ångra under Historik."
        )
    return _to_draft(standing.draft)


def _page(request, standing, editor, part=None, conflict=None, status=200):
    kind = editor.kind
    context = {
        **standing.context(request.user),
        "kind": kind,
        "part": part,
        "name": kind.name_of(part) if part else "",
        "form": editor.form,
        "options": editor.options,
        "seen": conflict.version.draft.versions.first().number
        if conflict
        else _seen(request) or standing.version.number,
        "conflict": conflict,
        "theirs": differences.changes(conflict.now, editor.part())
        if conflict and conflict.now
        else [],
        "difference": _difference(standing, kind, part),
        "problems": standing.problems_of(kind.name, part.code) if _has_code(part) else [],
        **_preview(editor, part, standing),
    }
    return render(request, "prepare/edit.html", context, status=status)


def _has_code(part):
    return part is not None and hasattr(part, "code")


def _difference(standing, kind, part):
    found = {
        "fraga": standing.differences.questions,
        "avsnitt": standing.differences.sections,
        "regel": standing.differences.rules,
    }.get(kind.name, {})
    return found.get(part.code) if _has_code(part) else None


def _preview(editor, part, standing):
    """A question as it reads with what is typed, or as it is saved."""
    if editor.kind.name != "fraga":
        return {}
    typed = editor.part() if editor.request.method == "POST" else None
    question = typed or part
    if question is None:
        return {}
    try:
        shown = previewing.of_question(question, standing.text)
    except (previewing.NotPossible, IndexError):
        return {"preview": None, "not_possible": True}
    return {"preview": shown, "response": None, "errors_left": True}
