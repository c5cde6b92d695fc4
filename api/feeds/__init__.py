"""Calendar feeds: schedules and meetings as iCalendar bytes. Pure; the route stands in ``api.controllers.feeds``."""
