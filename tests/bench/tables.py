"""All tables of 2023, and the same with over 1 000 times the respondents, beside one bare GROUP BY."""

from analysis import building
from analysis.models import Build
from regions.models import User
from surveys.models import Round
from tests.bench import databases
from tests.bench.report import medians_in_turn

# So many that there are about six million answers; an empty box is not one.
TIMES = 1_300
RUNS = 9
MOST_RATIO = 1.5
# How much dearer an answer may be among many than among a tenth as many.
MOST_GROWTH = 1.25

# The least that could be done: every answer read once and counted, nothing decided or written.
FLOOR = """
    SELECT item_id, choice, count(*), sum(number)
    FROM surveys_answer GROUP BY item_id, choice
"""


def measure(report):
    report.heading("All thirteen tables of 2023")
    measure_at_size(report)
    costs = []
    for first, last in ((1, TIMES // 10 - 1), (TIMES // 10, TIMES - 1)):
        report.under_way("doubles are made")
        databases.add_doubles(first, last)
        size = databases.count("surveys_answer")
        report.heading(f"The same with {size:,} answers".replace(",", " "))
        costs.append((size, measure_at_size(report, limited=last == TIMES - 1)))
    (fewer, cost_of_fewer), (more, cost_of_more) = costs
    growth = (cost_of_more / more) / (cost_of_fewer / fewer)
    report.limit("cost of an answer, at ten times the answers", growth, MOST_GROWTH)


def measure_at_size(report, limited=False):
    """Returns seconds of the build."""
    floor, build = medians_in_turn(lambda: databases.sql(FLOOR), build_all, runs=RUNS)
    report.seconds("one bare GROUP BY", floor)
    report.seconds("all tables, counted and kept", build)
    if limited:
        report.limit("ratio", build / floor, MOST_RATIO)
    else:
        report.line("ratio", f"{build / floor:.2f}")
    return build


def build_all():
    round = Round.objects.get(year=2023)
    build = building.new_build(round, User.objects.robot())
    building.run_build(build.pk)
    build.refresh_from_db()
    if build.state != Build.State.DONE:
        raise RuntimeError(build.reason)
    Build.objects.filter(round=round).delete()
