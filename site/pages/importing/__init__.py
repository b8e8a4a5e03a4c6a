"""Other help from a file: read it, show what would change, and only then change it (pages/importing/…)."""
