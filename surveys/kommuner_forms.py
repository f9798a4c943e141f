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
