from django.core.management.base import BaseCommand, CommandError

from regions import register


class Command(BaseCommand):
    help = "Läser in registret över regioner, RSS och kommuner från en mapp med CSV-filer."

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="DIR")

    def handle(self, folder, **options):
        try:
            report = register.load(folder)
        except register.RegisterError as error:
            raise CommandError(
                "Registret är inte inläst. Rätta och försök igen:\n" + str(error)
            ) from error
        self.tell("Nya", report.added)
        self.tell("Nytt namn", report.renamed)
        self.tell("Flyttade", report.moved)
        self.tell("Upphörda", report.ended)
        self.stdout.write(f"Oförändrade: {report.unchanged}")

    def tell(self, heading, lines):
        shown = lines if len(lines) <= 10 else [*lines[:3], f"… och {len(lines) - 3} till"]
        self.stdout.write(f"{heading}: {len(lines)}")
        for line in shown:
            self.stdout.write(f"  {line}")
