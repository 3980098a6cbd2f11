"""A report with something in every part of it."""

from datetime import UTC, datetime

from classifiers.comparison import Comparison, Interval, Standing
from classifiers.curves import Point, forecast
from classifiers.doubts import Doubt
from classifiers.drift import confidence_part
from classifiers.figures import (
    FROZEN,
    Bin,
    Confusion,
    LabelFigures,
    TargetFigures,
    Tradeoff,
    VersionFigures,
)
from mailflow.cli.report.subject import Report
from mailflow.core.corrections import Corrections

HOSTILE = "<script>alert('label')</script>"
LABELS = ("access", "printing", HOSTILE)

VERSUS = Comparison(
    rows=200,
    only_champion=8,
    only_candidate=31,
    p_value=0.0003,
    champion=Standing(0.7, 0.6, 0.04, 0.4, 0.95),
    candidate=Standing(0.815, 0.71, 0.03, 0.55, None),
    accuracy=Interval(0.115, 0.06, 0.17),
    macro_f1=Interval(0.11, 0.05, 0.16),
    calibration_error=Interval(-0.01, -0.03, 0.02),
    coverage=Interval(0.15, 0.09, 0.2),
)
CURVE = (Point(100, 0.62, 200), Point(200, 0.7, 200), Point(400, 0.76, 200), Point(800, 0.815, 200))

CATEGORY = TargetFigures(
    target="category",
    rows=200,
    labels=3,
    accuracy=0.815,
    macro_f1=0.71,
    expected_calibration_error=0.03,
    coverage=0.55,
    precision=0.955,
    baseline_accuracy=0.5,
    baseline_macro_f1=0.22,
    trained_rows=800,
    measured_on=FROZEN,
    wanted_precision=0.95,
    threshold=0.8,
    baseline_label="access",
    by_label=(
        LabelFigures("access", 400, 100, 110, 0.82, 0.9, 0.857, 0.8),
        LabelFigures("printing", 380, 98, 90, 0.82, 0.75, 0.785, 0.6),
        LabelFigures(HOSTILE, 20, 2, 0, None, 0.0, 0.0, None),
    ),
    confusions=(
        Confusion("access", "access", 90),
        Confusion("printing", "printing", 73),
        Confusion("printing", "access", 25),
        Confusion("access", "printing", 10),
        Confusion(HOSTILE, "access", 2),
    ),
    reliability=(Bin(0.5, 0.6, 60, 0.55, 0.5), Bin(0.9, 1.0, 140, 0.95, 0.95)),
    tradeoff=(Tradeoff(0.99, 0.1, 1.0), Tradeoff(0.8, 0.55, 0.955), Tradeoff(0.4, 1.0, 0.815)),
    curve=CURVE,
    forecast=forecast(CURVE),
    doubts=tuple(
        Doubt(f"INC-{number}", "access", "printing", 0.02, 0.9) for number in range(1001, 1026)
    ),
    reference=(("access", 110), ("printing", 90)),
    reference_confidence=((confidence_part(0.55), 60), (confidence_part(0.95), 140)),
    versus=VERSUS,
)
BARE = TargetFigures("urgency", 0, 2, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)

FULL = Report(
    number=7,
    created_at=datetime(2026, 11, 24, 12, tzinfo=UTC),
    origin="retraining",
    sha256="ab" * 32,
    active=True,
    figures=VersionFigures((CATEGORY, BARE)),
    champion=6,
    promoted=True,
    reasons=("category: more rows right by McNemar's test (31 to 8 rows, p = 0.0003)",),
    words={"category": {"access": ("password", "login"), "printing": ("toner",)}},
    drifts=(CATEGORY.drift(["access"] * 30 + ["printing"] * 70, [0.3] * 100),),
    corrections=(
        ("2026-10", Corrections(applied=10, corrected=2, shown=30, taken=20)),
        ("2026-11", Corrections(applied=40, corrected=4, shown=10, taken=9)),
    ),
)
EMPTY = Report(1, FULL.created_at, "seed", "cd" * 32, active=False, figures=VersionFigures((BARE,)))
