"""The annex table that resolutions carry, from and to XLSX and CSV.

::

    grid = read(data)                            # cells with their names, of XLSX or CSV
    table = rows_of(grid)                        # rows, outlined, each with its cells; and what is wrong so far
    found = taken(table, "NQ17", records, …)     # tasks, assignments and deadlines, or every problem by cell
    table = annex_of(records, "NQ17", "vi")      # and back
"""
