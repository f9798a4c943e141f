from surveys.models.job import Job
from surveys.models.letter import Extension, Letter, Reason, Wording
from surveys.models.questionnaire import (
    NONE_CODE,
    NONE_LABEL,
    Item,
    Kind,
    Option,
    Question,
    Questionnaire,
    Round,
    Rule,
    Section,
    Severity,
    Survey,
)
from surveys.models.receipt import Receipt
from surveys.models.response import Answer, AnswerChange, Door, Missing, Response, State
from surveys.models.review import Explanation, Finding, Remark, Step
from surveys.models.sums import Compilation, Override
from surveys.models.work import Presence, SectionTask, WorkSession

__all__ = [
    "NONE_CODE",
    "NONE_LABEL",
    "Answer",
    "AnswerChange",
    "Compilation",
    "Door",
    "Explanation",
    "Extension",
    "Finding",
    "Item",
    "Job",
    "Kind",
    "Letter",
    "Missing",
    "Option",
    "Override",
    "Presence",
    "Question",
    "Questionnaire",
    "Reason",
    "Receipt",
    "Remark",
    "Response",
    "Round",
    "Rule",
    "Section",
    "SectionTask",
    "Severity",
    "State",
    "Step",
    "Survey",
    "Wording",
    "WorkSession",
]
