"""A register small enough to read: one region, its RSS and two kommuner."""

import pytest

from regions.models import Organisation, Population
from surveys.models import Response

FILES = {
    "regions.csv": (
        "code,name,short_name,population_2022,population_2023\n"
        "91,Region Nord,Nord,1000,1010\n"
        "92,Region Syd,Syd,2000,2010\n"
    ),
    "rss.csv": "code,name,region_code\nrss-91,RSS Nord,91\nrss-92,RSS Syd,92\n",
    "kommuner.csv": (
        "code,name,region_code,rss_code,population_2022,population_2023\n"
        "9101,Fjällby,91,rss-91,600,610\n"
        "9102,Ånäs,91,rss-91,400,400\n"
        "9201,Söderby,92,rss-92,2000,2010\n"
    ),
}


class Folder:
    """The files of a register, and ways to change them."""

    def __init__(self, path):
        self.path = path
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name, text, encoding="utf-8"):
        (self.path / name).write_bytes(text.encode(encoding))

    def change(self, name, old, new):
        text = (self.path / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new))

    def next_year(self):
        """The register of the year after, with new population columns."""
        for name in ("regions.csv", "kommuner.csv"):
            self.change(name, "population_2023", "population_2024")
            self.change(name, "population_2022", "population_2023")


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


@pytest.fixture
def bare(db):
    """No organisations and no rounds: a database before its first register."""
    Response.objects.all().delete()
    Population.objects.all().delete()
    for kind in ("kommun", "rss", "region"):
        Organisation.objects.filter(kind=kind).delete()
