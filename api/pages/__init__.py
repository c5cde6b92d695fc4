"""Pages: templates and one style sheet, rendered from values."""
