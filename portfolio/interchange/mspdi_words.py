"""The numbers and names of Microsoft Project's XML that reader and writer share."""

from collections.abc import Iterable

from portfolio.model import ConstraintKind as Kind
from portfolio.model import Relation


def _names(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


NAMESPACE = "http://schemas.microsoft.com/project"
KINDS = (Kind.ASAP, Kind.ALAP, Kind.MSO, Kind.MFO, Kind.SNET, Kind.SNLT, Kind.FNET, Kind.FNLT)
"""The constraints by their number."""
RELATIONS = (Relation.FF, Relation.FS, Relation.SF, Relation.SS)
"""The relations by their number."""
ON_FINISH = (Kind.MFO, Kind.FNET, Kind.FNLT)
DAYS, ELAPSED_DAYS, PERCENT, ELAPSED_PERCENT = 7, 8, 19, 20
PERCENT_FORMATS = (PERCENT, ELAPSED_PERCENT, 51, 52)
ELAPSED_FORMATS = (4, 6, ELAPSED_DAYS, 10, 12, ELAPSED_PERCENT, 36, 38, 40, 42, 44, 52)
MOST_BASELINES = 11

SECTIONS = frozenset({"Calendars", "Tasks", "Resources", "Assignments"})
KEPT = _names(
    "UID ID Name WBS OutlineNumber OutlineLevel Summary Milestone Duration DurationFormat CalendarUID ConstraintType "
    "ConstraintDate Deadline ActualStart ActualFinish RemainingDuration PercentComplete PredecessorLink Baseline "
    "Active Manual IsNull EarlyStart EarlyFinish LateStart LateFinish TotalSlack FreeSlack ExternalTask"
)
"""The fields of a task that are read."""
COMPUTED = _names(
    "Start Finish StartVariance FinishVariance StartSlack FinishSlack Critical PercentWorkComplete ActualDuration "
    "ResumeValid Stop Resume CreateDate Type EffortDriven Estimated Priority FixedCostAccrual EarnedValueMethod "
    "LevelAssignments LevelingCanSplit LevelingDelayFormat IgnoreResourceCalendar GUID DisplayOnTimeline Rollup "
    "HideBar WorkVariance DurationVariance IsPublished CommitmentType ManualStart ManualFinish ManualDuration "
    "OverAllocated Recurring DisplayAsSummary"
)
"""The fields of a task that another tool computes, or that say how to draw it."""
LINK_FIELDS = _names("PredecessorUID Type CrossProject LinkLag LagFormat CrossProjectName")
BASELINE_FIELDS = _names("Number Start Finish Duration DurationFormat EstimatedDuration Interim")
RESOURCE_TELLING = _names(
    "Code Group EmailAddress Hyperlink Notes StandardRate OvertimeRate CostPerUse Cost CalendarUID AvailabilityPeriods Rates "
    "MaterialLabel Baseline ExtendedAttribute OutlineCode"
)
ASSIGNMENT_TELLING = _names(
    "Delay LevelingDelay WorkContour OvertimeWork Notes Hyperlink Cost ActualCost TimephasedData Baseline ExtendedAttribute"
)
"""The fields of resources and of their use that say something of the plan and are not read."""
PROJECT_FIELDS = _names(
    "SaveVersion BuildNumber UID GUID Name Title StartDate FinishDate ScheduleFromStart StatusDate CurrentDate "
    "CalendarUID MinutesPerDay MinutesPerWeek DaysPerMonth DefaultStartTime DefaultFinishTime DurationFormat "
    "WorkFormat CreationDate LastSaved FYStartDate CriticalSlackLimit CurrencyDigits CurrencySymbol CurrencyCode "
    "CurrencySymbolPosition DefaultTaskType DefaultFixedCostAccrual DefaultStandardRate DefaultOvertimeRate "
    "EditableActualCosts HonorConstraints InsertedProjectsLikeSummary MultipleCriticalPaths NewTasksEffortDriven "
    "NewTasksEstimated SplitsInProgressTasks SpreadActualCost SpreadPercentComplete TaskUpdatesResource "
    "FiscalYearStart WeekStartDay MoveCompletedEndsBack MoveRemainingStartsBack MoveRemainingStartsForward "
    "MoveCompletedEndsForward BaselineForEarnedValue AutoAddNewResourcesAndTasks MicrosoftProjectServerURL Autolink "
    "NewTaskStartDate DefaultTaskEVMethod ProjectExternallyEdited ExtendedCreationDate ActualsInSync "
    "RemoveFileProperties AdminProject BaselineCalendar NewTasksAreManual "
    "UpdateManuallyScheduledTasksWhenEditingLinks KeepTaskOnNearestWorkingTimeWhenMadeAutoScheduled LastAuthor Author "
    "Revision Views Filters Groups Tables Maps Reports Drawings DataLinks VBAProjects WBSMasks"
)
"""What the file says of itself, and how the tool shows it."""
EMPTY = frozenset({"", "0", "0.0", "0.00", "false", "PT0H0M0S", "NA", "-1", "-65535"})
"""Texts that say nothing."""


def baseline_name(number: int) -> str:
    """How Microsoft Project calls a baseline.

    >>> baseline_name(0), baseline_name(3)
    ('Baseline', 'Baseline 3')
    """
    return f"Baseline {number}" if number else "Baseline"


def baseline_numbers(names: Iterable[str]) -> dict[str, int]:
    """A number for each baseline: the one that its name says, else the next that is free.

    >>> baseline_numbers(["Baseline 2", "approved"])
    {'Baseline 2': 2, 'approved': 0}
    """
    usual = {baseline_name(number): number for number in range(MOST_BASELINES)}
    listed = list(names)
    free = (number for name, number in usual.items() if name not in listed)
    return {name: usual[name] if name in usual else next(free, MOST_BASELINES) for name in listed}
