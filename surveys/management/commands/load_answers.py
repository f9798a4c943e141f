from django.core.management.base import BaseCommand, CommandError

from surveys import loading


class Command(BaseCommand):
    help = "Läser in svar ur en CSV-fil, och lämnar in och godkänner dem om så önskas."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE.csv")
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--submit", action="store_true", help="lämna in de inlästa svaren")
        parser.add_argument("--approve", action="store_true", help="godkänn dem också")

    def handle(self, file, year, submit, approve, **options):
        if approve and not submit:
            raise CommandError("--approve kräver --submit: bara ett inlämnat svar kan godkännas.")
        try:
            loaded = loading.load(
                file, year, submit=submit, approve=approve, progress=self.show_progress
            )
        except loading.BadRows as error:
            raise CommandError(
                f"Inget ur {file} är inläst. Rätta och försök igen:\n{error}"
            ) from error
        self.stdout.write(
            f"{loaded.responses} svar inlästa, {loaded.boxes} rutor ändrade, "
            f"{loaded.explained} kontrollfrågor förklarade av inläsningen"
        )

    def show_progress(self, done, in_all):
        if done % 50 == 0 or done == in_all:
            self.stdout.write(f"  {done} av {in_all} uppgiftslämnare")
