from surveys.models.correction import Correction
from surveys.models.draft import Draft, RoundDraft, Version
from surveys.models.export import Export, ExportedPiece
from surveys.models.job import Job
from surveys.models.letter import Extension, ExtensionChange, Letter, Reason, Wording
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
    "Correction",
    "Door",
    "Draft",
    "Explanation",
    "Export",
    "ExportedPiece",
    "Extension",
    "ExtensionChange",
    "Finding",
    "Item",
    "Job",
    "Kind",
    "Letter",
    "Locking",
    "Missing",
    "Option",
    "Override",
    "Presence",
    "Question",
    "Questionnaire",
    "Reason",
    "Receipt",
    "Remark",
    "Reminder",
    "Response",
    "Round",
    "RoundDraft",
    "Rule",
    "Section",
    "SectionTask",
    "Severity",
    "State",
    "Step",
    "Survey",
    "Upload",
    "UploadedFile",
    "Version",
    "Wording",
    "WorkSession",
]
