from surveys.models.questionnaire import (
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
from surveys.models.work import SectionTask, WorkSession

__all__ = [
    "Answer",
    "AnswerChange",
    "Door",
    "Explanation",
    "Finding",
    "Item",
    "Kind",
    "Missing",
    "Option",
    "Question",
    "Questionnaire",
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
    "WorkSession",
]
