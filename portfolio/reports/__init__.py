"""Renderings of one computed schedule: tables, Gantt chart, dependency network, the committee's tree."""
