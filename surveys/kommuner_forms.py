"""The forms of the pages where an RSS looks after its kommuner."""

from django import forms


class LinesForm(forms.Form):
    """Those to be invited, a line each."""

    lines = forms.CharField(
        label="Personer att bjuda in",
        help_text="En person per rad: kommun; namn; e-post. Det går bra att klistra in från ett kalkylblad.",
        widget=forms.Textarea(attrs={"rows": 10, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Skriv minst en rad."},
        strip=False,
    )

    def add_problems(self, problems):
        """[(line number, what is wrong there)]."""
        for number, told in problems:
            self.add_error("lines", f"Rad {number}: {told}")


class ReminderForm(forms.Form):
    """The RSS's own line in a reminder."""

    text = forms.CharField(
        label="Egen rad i brevet",
        help_text="Valfritt. Brevet säger redan vilken enkät det gäller och när den ska vara inlämnad.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )
