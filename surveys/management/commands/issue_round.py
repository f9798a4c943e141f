from django.core.management.base import BaseCommand, CommandError

from surveys import definition, linedyaml, rounds


class Command(BaseCommand):
    help = "Granskar och utfärdar ett års enkäter ur surveys/definitions/ÅR."

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)

    def handle(self, year, **options):
        if not (definition.FOLDER / str(year)).is_dir():
            raise CommandError(f"Det finns inga enkäter för {year} i {definition.FOLDER}.")
        try:
            issued = rounds.issue(year)
        except linedyaml.BadFile as error:
            raise CommandError(
                f"Omgång {year} är inte utfärdad. Rätta och försök igen:\n{error}"
            ) from error
        for questionnaire in issued.questionnaires:
            boxes = questionnaire.items.count()
            self.stdout.write(f"Utfärdad: {questionnaire.title}, {boxes} svarsrutor")
        for questionnaire in issued.already:
            self.stdout.write(f"Redan utfärdad och oförändrad: {questionnaire.title}")
        self.stdout.write(f"Nya uppgiftslämnare: {issued.responses}")
