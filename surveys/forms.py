"""A section of a questionnaire as a form: one field a box, or one for all marks of a list.

The form reads what was typed and never refuses: judging is the rules' work.
"""

import json

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject
from django import forms
from django.template.loader import render_to_string

from surveys import carry, copies, values
from surveys import messages as say
from surveys.models import NONE_CODE, Export, Kind, Missing, Round, Severity
from surveys.outline import place_of
from surveys.workbooks import guard

ALL = "alla"  # every place of the section
NOT_ANSWERED = ("", "Obesvarad")
CHECK = {"class": "form-check-input"}
NUMBER = {"class": "form-control", "inputmode": "decimal", "autocomplete": "off"}
MOST_MEGABYTES = guard.MOST_BYTES // guard.MEGABYTE
UNKNOWN = (Missing.UNKNOWN.value, Missing.UNKNOWN.label)


class SectionForm(forms.Form):
    """Fields for a section's questions, filled from a sheet. `typed()` gives text by item code.

    `conflicts` are boxes that show what was typed there, and not what somebody else has written;
    `previous` is last round's sheet, whose values stand beside, and so do the `remarks`; `following`
    are ids of boxes that nobody writes in, and `corrections` those of the questionnaire.
    """

    def __init__(
        self,
        *args,
        section,
        sheet,
        findings=(),
        conflicts=(),
        previous=None,
        remarks=(),
        corrections=(),
        following=frozenset(),
        open_=True,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.section, self.sheet, self.previous = section, sheet, previous
        self.following, self.corrections = following, corrections
        self.in_boxes = sheet.values | {one.item.code: one.typed for one in conflicts}
        for question in section.question_list:
            self._add_fields(question)
            self._describe(question, findings, remarks)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            *(
                QuestionBox(question, sheet, findings, conflicts, previous, remarks)
                for question in section.question_list
            )
        )
        for field in self.fields.values() if not open_ else self._fields_that_follow():
            field.disabled = True

    def _add_fields(self, question):
        if question.kind == Kind.MULTI:
            self.fields[question.code] = self._marks(question)
            return
        for item in question.box_list:
            value = self.in_boxes.get(item.code)
            self.fields[item.code] = self._box(question, item, value)
            if has_unknown_box(question):
                unknown = forms.BooleanField(
                    label=UNKNOWN[1],
                    required=False,
                    initial=bool(value) and value.column == "missing",
                )
                unknown.widget.attrs.update({**CHECK, "data-unknown-for": f"id_{item.code}"})
                self.fields[unknown_name(item.code)] = unknown

    def _describe(self, question, findings, remarks):
        """Ties help, remarks and findings to the boxes they are about, for those who listen to the page."""
        wrong = {place_of(f.item) for f in findings if f.severity == Severity.ERROR}
        remarked = {place_of(r.item) for r in remarks if not r.is_closed}
        for place in dict.fromkeys(place_of(item) for item in question.box_list):
            attrs = self.fields[place].widget.attrs
            attrs["aria-describedby"] = f"fynd-{place}"
            if question.help or question.max_choices or self._is_corrected(question):
                attrs["aria-describedby"] = f"hjalp-{question.code} fynd-{place}"
            if place in remarked:
                attrs["aria-describedby"] += f" anmarkning-{place}"
            if place in wrong:
                attrs["aria-invalid"] = "true"

    def _is_corrected(self, question):
        return any(one.question_id == question.pk for one in self.corrections)

    def _marks(self, question):
        return forms.MultipleChoiceField(
            label=question.text,
            required=False,
            choices=[(item.option.code, item.option.label) for item in question.box_list],
            initial=[i.option.code for i in question.box_list if self.in_boxes.get(i.code)],
            widget=forms.CheckboxSelectMultiple(attrs=CHECK),
        )

    def _box(self, question, item, value):
        label = item.option.label if item.option else question.text
        if question.kind in {Kind.YESNO, Kind.SINGLE}:
            return self._choice(question, item, value, label)
        is_unknown = value is not None and value.column == "missing"
        field = forms.CharField(
            label=label, required=False, initial="" if is_unknown else values.typed(value)
        )
        if question.kind == Kind.TEXT:
            field.widget = forms.Textarea(attrs={"rows": 4, "class": "form-control"})
        else:
            field.widget = forms.TextInput(attrs=NUMBER)
        return field

    def _choice(self, question, item, value, label):
        choices = list(values.choices(item).items())
        if question.unknown_allowed:
            choices.append(UNKNOWN)
        if not question.required:
            choices.append(NOT_ANSWERED)
        return forms.ChoiceField(
            label=label,
            required=False,
            choices=choices,
            initial=values.typed(value),
            widget=forms.RadioSelect(attrs=CHECK),
        )

    def _fields_that_follow(self):
        boxes = [item for q in self.section.question_list for item in q.box_list]
        codes = [item.code for item in boxes if item.pk in self.following]
        names = {*codes, *map(unknown_name, codes)}
        return [field for name, field in self.fields.items() if name in names]

    def typed(self):
        """What was typed, by item code; a list's marks as 'ja' or ''."""
        typed = {}
        for question in self.section.question_list:
            if question.kind == Kind.MULTI:
                marked = self.data.getlist(self.add_prefix(question.code))
                for item in question.box_list:
                    typed[item.code] = values.YES if item.option.code in marked else ""
                continue
            for item in question.box_list:
                if item.pk not in self.following:
                    typed[item.code] = self._typed_in(question, item)
        return typed

    def may_take_over(self, items):
        """Whether last round's values can stand in these boxes, which are empty."""
        is_empty = not any(item.code in self.sheet.values for item in items)
        if any(item.pk in self.following for item in items):
            return False
        return bool(is_empty and self.previous and carry.texts(items, self.previous))

    @property
    def left_to_take_over(self):
        return any(self.may_take_over(items) for _, items in self._asked())

    @property
    def left_to_confirm(self):
        return any(i.code in self.sheet.taken_over for _, items in self._asked() for i in items)

    def to_take_over(self, wanted):
        """{item code: text} for a place, or for all that are asked and were left empty."""
        typed, found = self.typed(), {}
        for place, items in self._asked():
            if any(item.pk in self.following for item in items):
                continue
            if wanted == place or (wanted == ALL and not any(typed[i.code].strip() for i in items)):
                found |= carry.texts(items, self.previous)
        return found

    def to_confirm(self, wanted):
        """The items of a place, or of all that are asked."""
        return [i for place, items in self._asked() if wanted in {ALL, place} for i in items]

    def _asked(self):
        """(place, items) of the questions that are shown."""
        for question in self.section.question_list:
            if question.code not in self.sheet.hidden:
                yield from places_of(question).items()

    def shown(self):
        """What stands in the boxes, as text that the page carries along and sends back."""
        items = [item for q in self.section.question_list for item in q.box_list]
        return json.dumps({i.code: values.typed(self.sheet.values.get(i.code)) for i in items})

    def changed(self):
        """What was typed since the page was made. The rest may be a colleague's by now: let it be."""
        typed, stood = self.typed(), self.stood()
        items = [item for q in self.section.question_list for item in q.box_list]
        return {
            item.code: typed[item.code]
            for item in [item for item in items if item.code in typed]
            if item.code not in stood
            or values.read(item, stood[item.code]) != values.read(item, typed[item.code])
        }

    def stood(self):
        """What stood in the boxes when the page was made; {} when the page does not say."""
        try:
            stood = json.loads(self.data.get("stod", ""))
        except ValueError:
            return {}
        texts = stood.items() if isinstance(stood, dict) else []
        return {code: text for code, text in texts if isinstance(text, str)}

    def _typed_in(self, question, item):
        text = self.data.get(self.add_prefix(item.code), "")
        if not has_unknown_box(question) or unknown_name(item.code) not in self.data:
            return text
        # Both a number and the mark: the one that is new since the page was shown is meant.
        was_unknown = self.sheet.values.get(item.code) == values.Value("missing", UNKNOWN[0])
        return text if text.strip() and was_unknown else UNKNOWN[0]


def places_of(question):
    """{place: its items}, in order."""
    places = {}
    for item in question.box_list:
        places.setdefault(place_of(item), []).append(item)
    return places


def has_unknown_box(question):
    """Numbers get a mark of their own for Kan ej uppskattas; choices get it among the choices."""
    return question.unknown_allowed and Kind(question.kind).is_numeric


def unknown_name(place):
    return f"{place}:unknown"


class QuestionBox(LayoutObject):
    """One question with its boxes, its help and what was found there."""

    template = "surveys/parts/question.html"

    def __init__(self, question, sheet, findings, conflicts, previous, remarks):
        self.question, self.sheet, self.previous = question, sheet, previous
        self.findings, self.conflicts, self.remarks = findings, conflicts, remarks

    def render(self, form, context, template_pack=None, **kwargs):
        return render_to_string(
            self.template,
            {
                "question": self.question,
                "hidden": self.question.code in self.sheet.hidden,
                "boxes": self._boxes(form),
                "many": len(self.question.box_list) > 1 and self.question.kind != Kind.MULTI,
                "corrections": [
                    one for one in form.corrections if one.question_id == self.question.pk
                ],
                "follows": any(item.pk in form.following for item in self.question.box_list),
                "optional": copies.is_optional(self.question, self.sheet.outline),
                "none_code": NONE_CODE if self._has_none else "",
                "response_id": context["response"] and context["response"].pk,
                "errors_left": context["errors_left"],
                "user": context["user"],
                "last_round": self.previous and self.previous.outline.questionnaire.round,
            },
        )

    @property
    def _has_none(self):
        return any(item.option and item.option.is_none for item in self.question.box_list)

    def _boxes(self, form):
        return [self._box(form, *place) for place in places_of(self.question).items()]

    def _box(self, form, place, items):
        has_mark = has_unknown_box(self.question)
        return {
            "place": place,
            "field": form[place],
            "unknown": form[unknown_name(place)] if has_mark else None,
            "findings": [f for f in self.findings if place_of(f.item) == place],
            "conflicts": [c for c in self.conflicts if place_of(c.item) == place],
            "remarks": [r for r in self.remarks if place_of(r.item) == place],
            "then": carry.shown(items, self.previous) if self.previous else "",
            "may_take": form.may_take_over(items),
            "taken_over": any(item.code in self.sheet.taken_over for item in items),
        }


SEE_REMARKS = "Se anmärkningarna vid rutorna."


class ReasonForm(forms.Form):
    """Why a response is given back."""

    reason = forms.CharField(
        label="Varför lämnas svaret i retur?",
        help_text="Uppgiftslämnaren ser texten. Skriv vad som behöver ändras eller kompletteras.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        error_messages={"required": "Skriv vad som behöver ändras innan svaret lämnas i retur."},
    )


class ExplanationForm(forms.Form):
    """Why an odd value is right."""

    text = forms.CharField(
        label="Förklaring",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        error_messages={"required": "Skriv en förklaring i ord innan du sparar den."},
    )


class RemarkForm(forms.Form):
    """What a reviewer remarks on a box. Written by hand in the page, which holds one for every box."""

    text = forms.CharField(
        max_length=2000,
        error_messages={"required": "Skriv vad anmärkningen gäller innan du sparar den."},
    )


class RemarkAnswerForm(forms.Form):
    """What was done about a remark, or why the value is right."""

    text = forms.CharField(
        label="Ert svar",
        help_text=(
            "Skriv vad ni har ändrat, eller varför värdet stämmer. Svaret kan inte ändras när det är sparat."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        error_messages={"required": "Skriv ett svar innan du sparar det."},
    )


class OverrideForm(forms.Form):
    """A number in a sum's place, and why."""

    number = forms.CharField(
        label="Talet som ska stå",
        widget=forms.TextInput(attrs=NUMBER),
        max_length=40,
        error_messages={"required": "Skriv talet som ska stå i stället för summan."},
    )
    reason = forms.CharField(
        label="Skäl",
        help_text=(
            "Socialstyrelsen ser skälet när svaret är inlämnat. Skriv inte vad en enskild kommun har svarat."
        ),
        widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}),
        max_length=2000,
        error_messages={
            "required": "Skriv varför talet ska vara ett annat än summan av kommunernas svar."
        },
    )


def spreadsheet(label):
    """The field of a file that is a workbook or a csv."""
    return forms.FileField(
        label=label,
        help_text=f"Excel (.xlsx) eller csv, högst {MOST_MEGABYTES} MB.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt", "class": "form-control"}),
        error_messages={"required": say.upload("no_file"), "empty": say.upload("empty")},
    )


class UploadForm(forms.Form):
    """A file with answers. One that is too large never arrives; the view says that it was."""

    file = spreadsheet("Fil med svaren")

    def __init__(self, *args, too_large=False, **kwargs):
        super().__init__(*args, **kwargs)
        if too_large:
            limit = MOST_MEGABYTES
            self.fields["file"].error_messages["required"] = say.upload("too_large", limit=limit)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > guard.MOST_BYTES:
            raise forms.ValidationError(say.upload("too_large", limit=MOST_MEGABYTES))
        return file


class RegisterForm(forms.Form):
    """The register of organisations as a file."""

    file = spreadsheet("Fil med registret")


class ExportForm(forms.Form):
    """What to take out of a round, and as what."""

    round = forms.ModelChoiceField(
        Round.objects.all(),
        label="Omgång",
        empty_label=None,
        error_messages={"required": "Välj en omgång."},
    )
    survey = forms.ChoiceField(
        label="Uppgiftslämnare", choices=Export.Respondents.choices, required=False
    )
    layout = forms.ChoiceField(
        label="Filens rader",
        choices=Export.Layout.choices,
        widget=forms.RadioSelect,
        initial=Export.Layout.ANSWERS,
        error_messages={"required": "Välj vad en rad i filen är."},
    )
    every_state = forms.TypedChoiceField(
        label="Urval",
        choices=[("", "Bara godkända svar"), ("alla", "Alla svar, med läget i en egen kolumn")],
        coerce=bool,
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
        initial="",
        help_text="I ett svar från RSS som är öppet är summor som följer kommunernas svar inte med.",
    )
    format = forms.ChoiceField(
        label="Format",
        choices=Export.Format.choices,
        widget=forms.RadioSelect,
        initial=Export.Format.XLSX,
        error_messages={"required": "Välj ett format."},
    )


class CheckReceiptForm(forms.Form):
    """What stands on a receipt, for anyone to check it by."""

    number = forms.CharField(
        label="Kvittonummer",
        help_text="Till exempel 2023-region-01-1.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        max_length=80,
        error_messages={"required": "Skriv kvittots nummer. Det står högst upp på varje sida."},
    )
    checksum = forms.CharField(
        label="Kontrollsumma",
        help_text="16 tecken i grupper om fyra, eller hela på 64. Mellanslag och streck spelar ingen roll.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        max_length=120,
        error_messages={"required": "Skriv kontrollsumman. Den står på kvittots första sida."},
    )
