"""The words of Primavera's XER files that reader and writer share."""

from datetime import time

from portfolio.model import ConstraintKind as Kind
from portfolio.model import LagCalendar, Relation

KINDS = {
    "CS_ALAP": Kind.ALAP,
    "CS_MSOA": Kind.SNET,
    "CS_MSOB": Kind.SNLT,
    "CS_MEOA": Kind.FNET,
    "CS_MEOB": Kind.FNLT,
    "CS_MSO": Kind.MSO,
    "CS_MEO": Kind.MFO,
}
"""The constraints that give way to logic, as ours do."""
MANDATORY = {"CS_MANDSTART": Kind.MSO, "CS_MANDFIN": Kind.MFO}
"""The constraints that logic gives way to there."""
ON_FINISH = (Kind.MFO, Kind.FNET, Kind.FNLT)
RELATIONS = {f"PR_{relation.value}": relation for relation in Relation}
LAGS = {
    "rcal_Predecessor": LagCalendar.PREDECESSOR,
    "rcal_Successor": LagCalendar.SUCCESSOR,
    "rcal_ProjDefault": LagCalendar.PLAN,
    "rcal_24Hour": LagCalendar.ELAPSED,
}
MILESTONES = ("TT_Mile", "TT_FinMile")
SPANNING = ("TT_LOE", "TT_WBS")
DEADLINE = "Deadline"
"""The label of the user-defined field that holds a deadline."""
ALL_DAY = ((time.min, time.min),)

KEPT = {
    "PROJECT": "proj_id orig_proj_id proj_short_name clndr_id plan_start_date last_recalc_date",
    "CALENDAR": "clndr_id clndr_name base_clndr_id clndr_type clndr_data",
    "SCHEDOPTIONS": "proj_id sched_calendar_on_relationship_lag sched_retained_logic sched_progress_override",
    "PROJWBS": "wbs_id proj_id proj_node_flag wbs_short_name wbs_name parent_wbs_id",
    "TASK": (
        "task_id proj_id wbs_id clndr_id task_code task_name task_type status_code target_drtn_hr_cnt remain_drtn_hr_cnt"
        " act_start_date act_end_date cstr_type cstr_date cstr_type2 cstr_date2 early_start_date early_end_date late_start_date"
        " late_end_date total_float_hr_cnt free_float_hr_cnt target_start_date target_end_date"
    ),
    "TASKPRED": "task_pred_id task_id pred_task_id proj_id pred_proj_id pred_type lag_hr_cnt",
    "RSRC": "rsrc_id rsrc_short_name rsrc_name",
    "RSRCRATE": "rsrc_id max_qty_per_hr",
    "TASKRSRC": "taskrsrc_id task_id proj_id rsrc_id target_qty_per_hr",
    "UDFTYPE": "udf_type_id table_name udf_type_name udf_type_label logical_data_type",
    "UDFVALUE": "udf_type_id fk_id proj_id udf_date",
}
"""The tables and columns that are read."""
TELLING = {
    "PROJECT": "plan_end_date",
    "TASK": "expect_end_date suspend_date resume_date external_early_start_date external_late_end_date location_id",
    "TASKPRED": "comments",
    "UDFVALUE": "udf_text udf_number udf_code_id",
}
"""Columns that say something about the plan and are not read; columns beyond these are settings, computed, or for drawing."""
SETTINGS = ("CURRTYPE", "FINTMPL", "FACTOR", "SCHEDOPTIONS", "OBS", "UMEASURE", "PHASE", "SHIFT", "SHIFTPER", "RSRCCURVDATA")
