from surveys.models.export import Export, ExportedPiece
from surveys.models.job import Job
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
from surveys.models.reminder import Reminder
from surveys.models.response import Answer, AnswerChange, Door, Missing, Response, State
from surveys.models.review import Explanation, Finding, Locking, Remark, Step
from surveys.models.sums import Compilation, Override
from surveys.models.upload import Upload, UploadedFile
from surveys.models.work import Presence, SectionTask, WorkSession

__all__ = [
    "NONE_CODE",
    "NONE_LABEL",
    "Answer",
    "AnswerChange",
    "Compilation",
    "Door",
    "Explanation",
    "Export",
    "ExportedPiece",
    "Finding",
    "Item",
    "Job",
    "Kind",
    "Locking",
    "Missing",
    "Option",
    "Override",
    "Presence",
    "Question",
    "Questionnaire",
    "Receipt",
    "Remark",
    "Reminder",
    "Response",
    "Round",
    "Rule",
    "Section",
    "SectionTask",
    "Severity",
    "State",
    "Step",
    "Survey",
    "Upload",
    "UploadedFile",
    "WorkSession",
]
