"""What a checker of other people finds in a PDF, asked for PDF/UA-1 and PDF/A-3a."""

from __future__ import annotations

from page import ValidationProfile, validate_pdf_bytes

# It takes the carriage return that a compressed stream may end with for a part of the line end
# behind it, and then says that the stream is a byte too long.
MISTAKEN = ("PDFA3A-STREAM-LENGTH-001",)


def faults_of(data: bytes) -> set[str]:
    """Name each rule that a PDF breaks, and how."""
    profiles = (ValidationProfile.PDF_UA_1, ValidationProfile.PDF_A_3A)
    reports = [validate_pdf_bytes(data, profile=profile) for profile in profiles]
    assert all(report.rules.total > 100 for report in reports), "it looks at the whole standard"
    found = (each for report in reports for each in report.failures)
    return {f"{each.rule_id}: {each.message}" for each in found if each.rule_id not in MISTAKEN}
