"""Calendar programs that no one here wrote, each subscribed to the served calendars as its user would."""
