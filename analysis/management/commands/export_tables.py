from django.core.management.base import BaseCommand, CommandError

from analysis import building, export, messages
from regions import audit
from surveys.models import Round


class Command(BaseCommand):
    help = "Skriver en omgångs senast räknade tabeller som filer."

    def add_arguments(self, parser):
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--format", choices=list(export.FORMATS), required=True)
        parser.add_argument("--out", metavar="DIR", required=True)

    def handle(self, year, out, **options):
        round = Round.objects.filter(year=year).first()
        if round is None:
            raise CommandError(messages.build("no_round", year=year))
        build = building.newest(round)
        if build is None:
            raise CommandError(messages.build("no_build", year=year))
        try:
            files = export.write(build, options["format"], out)
        except OSError as error:
            raise CommandError(messages.build("no_folder", folder=out)) from error
        audit.record(audit.What.EXPORTED, about=build, year=year, by="export_tables", files=files)
        self.stdout.write(messages.build("exported", files=files, folder=out))
