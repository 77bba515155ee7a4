"""How an enrollment lies in its table."""

from engine.domain.enrollment import Enrollment
from storage import tables
from storage.mapper import Mapper


def _last_step_id(enrollment: Enrollment) -> str | None:
    return enrollment.had_step_ids[-1] if enrollment.had_step_ids else None


ENROLLMENTS = Mapper(
    tables.enrollment,
    Enrollment,
    {"last_step_id": _last_step_id},
    fixed=("sequence_id", "contact_id", "run"),
)
