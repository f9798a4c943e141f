"""Measures and says what was measured."""

import statistics
import time


def median_seconds(act, times):
    """The median of so many runs, in seconds."""
    return medians_in_turn(act, runs=times)[0]


def medians_in_turn(*acts, runs):
    """The median of each act's runs, in seconds: one run of each, again and again, so that all
    meet the same machine. The first round is not counted: caches are filled by it."""
    rounds = [[_seconds(act) for act in acts] for _ in range(runs + 1)]
    return [statistics.median(taken) for taken in zip(*rounds[1:], strict=True)]


def _seconds(act):
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


class Report:
    """Prints each figure as it comes and remembers which limits were not kept."""

    def __init__(self):
        self.broken = []
        self._began = time.monotonic()

    @property
    def all_within(self):
        return not self.broken

    def heading(self, text):
        print(f"\n{text}", flush=True)

    def under_way(self, what):
        """What goes on until the next figure, and how long the whole has taken so far."""
        minutes, seconds = divmod(int(time.monotonic() - self._began), 60)
        print(f"  {minutes:>2} min {seconds:02} s: {what} ...", flush=True)

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

    def at_least(self, what, value, least):
        """A figure that must be at least so much."""
        kept = value >= least
        self.line(what, f"{value:.2f} (≥ {least}) {'ok' if kept else 'NOT KEPT'}")
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
