"""Measures and says what was measured."""

import statistics
import time


def median_seconds(act, times):
    """The median of so many runs, in seconds."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        act()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


class Report:
    """Prints each figure as it comes and remembers which limits were not kept."""

    def __init__(self):
        self.broken = []

    @property
    def all_within(self):
        return not self.broken

    def heading(self, text):
        print(f"\n{text}", flush=True)

    def line(self, what, figure):
        print(f"  {what:<62} {figure:>14}", flush=True)

    def seconds(self, what, seconds):
        self.line(what, f"{seconds * 1000:,.0f} ms".replace(",", " "))

    def limit(self, what, value, most):
        """A figure that may be at most so much."""
        kept = value <= most
        self.line(what, f"{value:.2f} (≤ {most}) {'ok' if kept else 'NOT KEPT'}")
        if not kept:
            self.broken.append(what)

    def equal(self, what, before, after):
        """Two counts that must be the same."""
        kept = before == after
        self.line(what, f"{before} and {after} {'ok' if kept else 'NOT KEPT'}")
        if not kept:
            self.broken.append(what)

    def print_verdict(self):
        self.heading("All limits kept." if self.all_within else "Limits not kept:")
        for what in self.broken:
            print(f"  {what}")
