"""Where control of terrain is measured, as files: what each holds and where it is from, SOURCES.md says."""
