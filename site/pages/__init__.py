"""The public site: what editors write in Wagtail, beside what the houses know about themselves."""
