"""The forms of those who run a round: who is written to, until when they answer, and in what words."""

from django import forms

from regions.models import HeadContact
from surveys import wording
from surveys.models import Extension, Wording

PLAIN = {"autocomplete": "off"}
WHOLE_ADDRESS = "Skriv en hel e-postadress, till exempel namn@organisation.se."


class LeadForm(forms.Form):
    name = forms.CharField(
        label="Namn",
        max_length=200,
        widget=forms.TextInput(attrs=PLAIN),
        error_messages={"required": "Skriv personens namn."},
    )
    email = forms.EmailField(
        label="E-postadress",
        widget=forms.EmailInput(attrs=PLAIN),
        error_messages={"required": "Skriv personens e-postadress.", "invalid": WHOLE_ADDRESS},
    )


class HeadForm(forms.ModelForm):
    class Meta:
        model = HeadContact
        fields = ["name", "email"]
        labels = {"name": "Chefens namn", "email": "Chefens e-postadress"}
        widgets = {"name": forms.TextInput(attrs=PLAIN), "email": forms.EmailInput(attrs=PLAIN)}
        error_messages = {
            "name": {"required": "Skriv chefens namn."},
            "email": {"required": "Skriv chefens e-postadress.", "invalid": WHOLE_ADDRESS},
        }

    def clean_email(self):
        return self.cleaned_data["email"].lower()


class ExtensionForm(forms.ModelForm):
    class Meta:
        model = Extension
        fields = ["deadline", "reason"]
        labels = {"deadline": "Ny sista svarsdag", "reason": "Skäl"}
        widgets = {
            "deadline": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "reason": forms.Textarea(attrs={"rows": 3}),
        }
        error_messages = {
            "deadline": {
                "required": "Välj en ny sista svarsdag.",
                "invalid": "Skriv dagen så här: 2024-04-30.",
            },
            "reason": {"required": "Skriv varför uppgiftslämnaren får anstånd."},
        }


class WordingForm(forms.ModelForm):
    """A letter's text. Words in braces that nothing is known of are refused."""

    class Meta:
        model = Wording
        fields = ["subject", "body"]
        labels = {"subject": "Ämnesrad", "body": "Brev"}
        widgets = {"body": forms.Textarea(attrs={"rows": 18})}
        error_messages = {
            "subject": {"required": "Skriv en ämnesrad."},
            "body": {"required": "Skriv vad som ska stå i brevet."},
        }

    def __init__(self, *args, reason, **kwargs):
        super().__init__(*args, **kwargs)
        self.reason = reason

    def clean_subject(self):
        return self._fillable("subject")

    def clean_body(self):
        return self._fillable("body").replace("\r\n", "\n").strip() + "\n"

    def _fillable(self, name):
        text = self.cleaned_data[name]
        problems = wording.problems(self.reason, text)
        if problems:
            raise forms.ValidationError(problems)
        return text
