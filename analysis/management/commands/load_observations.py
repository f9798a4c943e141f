from django.core.management.base import BaseCommand, CommandError

from analysis import messages, resources


class Command(BaseCommand):
    help = "Läser in registeruppgifter ur en CSV-fil. Ingenting av en fil med fel läses in."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE.csv")

    def handle(self, file, **options):
        try:
            report = resources.load(file)
        except resources.BadRows as error:
            refused = messages.observation("refused")
            raise CommandError(f"{refused}\n{error}") from error
        self.stdout.write(messages.observation("report", **report))
