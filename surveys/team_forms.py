"""The forms of the page where a lead looks after its colleagues."""

from django import forms

CHECK = {"class": "form-check-input"}
WHOLE, CHOSEN = "hela", "valda"


class SectionsForm(forms.Form):
    """The whole questionnaire, or chosen sections. `sections()` gives the sections, none for all."""

    scope = forms.ChoiceField(
        label="Vad ska personen fylla i?",
        choices=[(WHOLE, "Hela enkäten"), (CHOSEN, "Bara de avsnitt jag markerar")],
        initial=WHOLE,
        widget=forms.RadioSelect(attrs=CHECK),
    )
    marked = forms.MultipleChoiceField(
        label="Avsnitt", required=False, widget=forms.CheckboxSelectMultiple(attrs=CHECK)
    )

    def __init__(self, *args, questionnaire=None, given=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.choosable = {}
        if questionnaire is None:
            del self.fields["scope"], self.fields["marked"]
            return
        self.choosable = {section.code: section for section in questionnaire.sections.all()}
        self.fields["marked"].choices = [(s.code, s.title) for s in self.choosable.values()]
        if given:
            self.initial = {"scope": CHOSEN, "marked": [s.code for s in given], **self.initial}

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("scope") == CHOSEN and not cleaned.get("marked"):
            self.add_error("marked", "Markera minst ett avsnitt, eller välj Hela enkäten.")
        return cleaned

    def sections(self):
        if self.cleaned_data.get("scope") != CHOSEN:
            return []
        return [self.choosable[code] for code in self.cleaned_data["marked"]]


class InviteForm(SectionsForm):
    name = forms.CharField(
        label="Namn",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Skriv personens namn."},
    )
    email = forms.EmailField(
        label="E-postadress",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Skriv personens e-postadress.",
            "invalid": "Skriv en hel e-postadress, till exempel namn@organisation.se.",
        },
    )
    field_order = ["name", "email", "scope", "marked"]
