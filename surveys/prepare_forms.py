"""The forms in which next year's questionnaires are prepared: each gives a part of a definition."""

import re

from django import forms
from pydantic import ValidationError

from surveys import definition, editing, linedyaml, messages, usage
from surveys.models import Kind, Severity

NOT_CODE = re.compile(r"[^a-z0-9]+")
ASCII = str.maketrans("åäöéü", "aaoeu")
LONGEST_MADE_CODE = 40


def code_from(words):
    """'Hur många läkare?' -> 'hur_manga_lakare': a code for what has none yet."""
    code = NOT_CODE.sub("_", words.lower().translate(ASCII)).strip("_")
    return code[:LONGEST_MADE_CODE].strip("_")


def words(rows):
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), required=False)


def number(**limits):
    return forms.IntegerField(required=False, min_value=1, **limits)


class PartForm(forms.Form):
    """Fields called as those of the definition's `model`. `part()` is the part, once valid.

    The code of what has been asked before is not to be changed: then `code` is given, and is no field.
    """

    model = None
    made_from = ""  # the field that a code is made of, where none is written

    def __init__(self, *args, part=None, **kwargs):
        self.given = part
        initial = self.from_part(part) if part else {}
        super().__init__(*args, prefix="del", initial=initial, **kwargs)
        if part and "code" in self.fields:
            del self.fields["code"]
        for name, field in self.fields.items():
            field.label = messages.field_name(name)
            if field.required:
                field.error_messages["required"] = "Fyll i rutan."
            if isinstance(field, forms.IntegerField):  # and DecimalField, which is one
                field.error_messages["invalid"] = "Skriv ett tal."

    def from_part(self, part):
        return {name: getattr(part, name) for name in self.base_fields}

    def values(self, cleaned):
        """What the model takes of what was typed; an empty box leaves it to the definition."""
        return {name: value for name, value in cleaned.items() if value not in (None, "")}

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        found = self.values(cleaned)
        if self.given:
            found["code"] = self.given.code
        elif "code" in self.fields:
            found.setdefault("code", code_from(found[self.made_from]))
        try:
            self._part = self.model.model_validate(found)
        except ValidationError as error:
            for one in error.errors():
                name = one["loc"][0]
                self.add_error(name if name in self.fields else None, linedyaml.in_swedish(one))
        return cleaned

    def part(self):
        return self._part


def code_field():
    return forms.CharField(
        required=False,
        max_length=100,
        help_text=(
            "Lever i flera år och får inte betyda något annat sedan. a–z, 0–9 och _. "
            "Lämnas den tom görs den av orden."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


CEL = "Till exempel svar.breddinfort == 'ja'. Tal skrivs med decimaler: 2.0. Lämna tomt om det alltid gäller."


class QuestionForm(PartForm):
    model = definition.QuestionText
    made_from = "text"

    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}))
    code = code_field()
    kind = forms.ChoiceField(choices=[(one.value, one.label.capitalize()) for one in Kind])
    help = words(3)
    required = forms.BooleanField(required=False, initial=True)
    unknown = forms.BooleanField(required=False)
    none = forms.BooleanField(required=False)
    whole = forms.BooleanField(required=False)
    unit = forms.CharField(required=False, max_length=30)
    min = forms.DecimalField(required=False, max_digits=14, decimal_places=4, localize=True)
    max = forms.DecimalField(required=False, max_digits=14, decimal_places=4, localize=True)
    change_limit = number(max_value=32_767)
    max_choices = number(max_value=32_767)
    max_length = number(max_value=1_000_000)
    visible_when = words(2)
    used_in = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=(
            "Ett ställe på varje rad: B3:8 är tabell 8 i bilaga 3, T3 tabell 3 i rapporten. "
            "Annars Figur 3, Löptext eller VFU."
        ),
    )
    source = forms.CharField(required=False, max_length=100)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["visible_when"].help_text = CEL

    def from_part(self, part):
        return {
            **super().from_part(part),
            "kind": part.kind.value,
            "required": part.is_required,
            "used_in": "\n".join(part.used_in),
        }

    def clean_used_in(self):
        marks = [line.strip() for line in self.cleaned_data["used_in"].splitlines()]
        strange = [mark for mark in marks if mark and not usage.is_known(mark)]
        if strange:
            raise forms.ValidationError(
                f"”{strange[0]}” går inte att tyda. Skriv till exempel B3:8, T3, Figur 3, Löptext eller VFU."
            )
        return [mark for mark in marks if mark]

    def values(self, cleaned):
        usually = cleaned["kind"] != Kind.TEXT
        required = None if cleaned["required"] == usually else cleaned["required"]
        return super().values({**cleaned, "required": required})


class OptionForm(forms.Form):
    """One option. A code that has been given stays; an option without one gets it from its words."""

    label = forms.CharField(
        label="Alternativ",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    code = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput())
    last = forms.BooleanField(
        label="Sist i tabeller",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )


class OptionForms:
    """A question's options as rows, to add, move and take away without a script.

    `act(button)` does what a button of the rows says, and keeps what is typed.
    """

    MOST = 300

    def __init__(self, options=(), data=None):
        if data is None:
            rows = [option.model_dump() for option in options]
        else:
            rows = [self._typed(data, n) for n in range(self._number(data))]
        self._show(rows)

    def _number(self, data):
        number = data.get("alternativ-antal", "")
        return min(int(number), self.MOST) if number.isascii() and number.isdigit() else 0

    def _typed(self, data, n):
        prefix = f"alternativ-{n}"
        label, code = (data.get(f"{prefix}-{name}", "") for name in ("label", "code"))
        return {"label": label, "code": code, "last": f"{prefix}-last" in data}

    def _show(self, rows, focus=None, button=""):
        self.rows, self.focus, self.button = rows, focus, button

    def __iter__(self):
        """Each row's form, unbound, and which of its buttons or boxes has the focus."""
        for n, row in enumerate(self.rows):
            form = OptionForm(prefix=f"alternativ-{n}", initial=row)
            here = self.button if n == self.focus else ""
            if here == "till":
                form.fields["label"].widget.attrs["autofocus"] = True
            yield {"form": form, "number": n, "focus": here}

    def __len__(self):
        return len(self.rows)

    def act(self, button):
        """'till', or 'upp', 'ner' and 'bort' with the row's number: 'upp-2'."""
        name, _, number = button.partition("-")
        place = int(number) if number.isascii() and number.isdigit() else -1
        if name == "till" and len(self.rows) < self.MOST:
            rows = [*self.rows, {"label": "", "code": "", "last": False}]
            self._show(rows, len(rows) - 1, "till")
        elif not 0 <= place < len(self.rows):
            return
        elif name == "bort":
            rows = [*self.rows[:place], *self.rows[place + 1 :]]
            self._show(rows, min(place, len(rows) - 1), "bort")
        elif name in {"upp", "ner"}:
            step = -1 if name == "upp" else 1
            beside = min(max(place + step, 0), len(self.rows) - 1)
            self._show(editing.swapped(self.rows, place, step), beside, name)

    def options(self):
        """The options as the definition has them; rows without words are left out."""
        rows = [row for row in self.rows if row["label"].strip()]
        return [
            {**row, "label": row["label"].strip(), "code": row["code"] or code_from(row["label"])}
            for row in rows
        ]


class SectionPartForm(PartForm):
    model = definition.SectionText
    made_from = "title"

    title = forms.CharField(max_length=200)
    code = code_field()
    help = words(3)


class RuleForm(PartForm):
    model = definition.RuleText
    made_from = "message"

    message = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Säg vad som är underligt och vad uppgiftslämnaren ska göra.",
    )
    code = code_field()
    severity = forms.ChoiceField(
        choices=[
            (Severity.QUERY.value, "Kontrollfråga: ändras eller förklaras"),
            (Severity.ERROR.value, "Fel: måste rättas"),
        ]
    )
    when = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=(
            "Till exempel svar.vfu_veckor.i_ar > svar.vfu_veckor.forra_aret * 1.4. "
            "forra.fraga är svaret i förra omgången."
        ),
    )
    at = forms.CharField(help_text="Rutans kod: fråga, eller fråga.alternativ.")
    about = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="En kod på varje rad.",
    )

    def from_part(self, part):
        return {
            **super().from_part(part),
            "about": "\n".join(part.about),
            "severity": part.severity.value,
        }

    def clean_about(self):
        return [line.strip() for line in self.cleaned_data["about"].splitlines() if line.strip()]


class HeadForm(PartForm):
    """What stands first in a questionnaire."""

    title = forms.CharField(max_length=200)
    intro = words(5)

    def clean(self):
        cleaned = forms.Form.clean(self)
        self._part = self.given.model_copy(update=cleaned)
        return cleaned


def date(label):
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Välj en dag.", "invalid": "Skriv en dag som 2024-11-01."},
    )


class RoundForm(forms.Form):
    """A round's year, title and days. The year of one that is begun stays."""

    year = forms.IntegerField(label="År", min_value=2000, max_value=2100)
    title = forms.CharField(label="Omgångens namn", max_length=200)
    opens = date("Öppnar")
    deadline = date("Sista svarsdag")

    def __init__(self, *args, begun=None, **kwargs):
        super().__init__(*args, **kwargs)
        if begun:
            del self.fields["year"]
        self.begun = begun

    def clean(self):
        cleaned = super().clean()
        opens, deadline = cleaned.get("opens"), cleaned.get("deadline")
        if opens and deadline and opens > deadline:
            self.add_error("deadline", "Sista svarsdag kan inte vara före den dag omgången öppnar.")
        return cleaned

    def round_text(self):
        year = self.begun.year if self.begun else self.cleaned_data["year"]
        return definition.RoundText(**{**self.cleaned_data, "year": year})


class UploadForm(forms.Form):
    """A questionnaire's YAML, chosen or carried along from the page that showed what differs."""

    file = forms.FileField(
        label="YAML-fil",
        error_messages={"required": "Välj en fil.", "empty": "Filen är tom."},
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
    )


class CorrectionForm(forms.Form):
    """What is to be said beside a question of an issued questionnaire."""

    question = forms.ModelChoiceField(
        label="Fråga",
        queryset=None,
        to_field_name="code",
        empty_label="Välj en fråga",
        error_messages={"required": "Välj den fråga som rättelsen gäller."},
    )
    text = forms.CharField(
        label="Rättelse",
        help_text="Uppgiftslämnaren ser texten vid frågan. Den kan inte ändras när den är sparad.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": "Skriv vad som är fel och vad som gäller."},
    )

    def __init__(self, *args, questionnaire, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["question"].queryset = questionnaire.questions.order_by("position")
