"""Runs the rules over responses and keeps what they find."""

from dataclasses import dataclass

from surveys import outline, rules
from surveys import sheet as sheets
from surveys.models import Answer, Explanation, Finding, Severity


@dataclass
class Verdict:
    """What stands between a response and its hand-in."""

    errors: list
    queries: list

    @property
    def may_be_submitted(self):
        return not self.errors and not self.queries


def check(response):
    """Check a response anew, keep its findings and which answers are hidden. Returns the Verdict."""
    sheet, previous = sheets.with_last_round(response)
    found = rules.broken(sheet, previous)
    _keep_hidden(response, sheet)
    keep_findings(response, found, response.findings.order_by())
    return verdict(response)


def verdict(response):
    """Errors, and queries nobody has explained for the values they are about, as last checked."""
    explained = explained_keys(response)
    findings = list(response.findings.order_by())
    boxes = outline.load(response.questionnaire).item_by_id
    for finding in findings:
        finding.item = boxes[finding.item_id]
    findings.sort(key=lambda f: (f.item.position, f.rule))
    return Verdict(
        errors=[f for f in findings if f.severity == Severity.ERROR],
        queries=[f for f in findings if f.severity == Severity.QUERY and key(f) not in explained],
    )


def key(row):
    """What an explanation must match to hold for a finding: rule, box, and the values themselves."""
    return row.rule, row.item_id, tuple((v["label"], v["value"]) for v in row.values)


def explained_keys(response):
    rows = response.explanations.order_by().values_list("rule", "item_id", "values", named=True)
    return {key(row) for row in rows}


def open_among(response, found):
    """What was found, but for queries explained for the values they are about."""
    if all(f.severity == Severity.ERROR for f in found):
        return found
    explained = explained_keys(response)
    return [f for f in found if f.severity == Severity.ERROR or key(f) not in explained]


def beside_boxes(findings, *, closely):
    """What is said beside the boxes while they are filled in: that one is empty only on request.

    A query waits for the errors of its box. That a value is taken over is said there in another way.
    """
    wrong = {outline.place_of(f.item) for f in findings if f.severity == Severity.ERROR}
    shown = [
        f
        for f in findings
        if f.severity == Severity.ERROR
        or (f.rule != "taken_over" and outline.place_of(f.item) not in wrong)
    ]
    return [f for f in shown if closely or not f.rule.startswith("required")]


def explanations_that_hold(response):
    """Those that still answer a query, value for value, in the questionnaire's order."""
    queried = {key(f) for f in response.findings.all() if f.severity == Severity.QUERY}
    explanations = response.explanations.select_related("item__question", "item__option", "by")
    return [explanation for explanation in explanations if key(explanation) in queried]


def explain(finding, text, by):
    """Keep why an odd value is right; replaces an earlier explanation of the same finding."""
    Explanation.objects.update_or_create(
        response=finding.response,
        rule=finding.rule,
        item=finding.item,
        defaults={"values": finding.values, "text": text, "by": by},
    )


def _keep_hidden(response, sheet):
    hidden = {i.pk for i in sheet.outline.items if i.question.code in sheet.hidden}
    answers = Answer.objects.filter(response=response)
    answers.filter(item__in=hidden, hidden=False).update(hidden=True)
    answers.exclude(item__in=hidden).filter(hidden=True).update(hidden=False)


def keep_findings(response, found, kept):
    """Make the kept Finding rows those that were found; `kept` are the rows they may replace."""
    kept = {(f.rule, f.item_id): f for f in kept}
    wanted = {f.key: f for f in found}
    gone = [f.pk for key, f in kept.items() if key not in wanted]
    if gone:
        Finding.objects.filter(pk__in=gone).delete()
    changed = [f for key, f in wanted.items() if key not in kept or _differs(kept[key], f)]
    Finding.objects.bulk_create(
        [
            Finding(
                response=response,
                rule=f.rule,
                item=f.item,
                severity=f.severity,
                message=f.message,
                values=f.values,
            )
            for f in changed
        ],
        update_conflicts=True,
        unique_fields=["response", "rule", "item"],
        update_fields=["severity", "message", "values"],
    )


def _differs(kept, found):
    return (kept.severity, kept.message, kept.values) != (
        found.severity,
        found.message,
        found.values,
    )
