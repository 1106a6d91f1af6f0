"""The embedded core of the gazetteer, as tables: what each holds and where it is from, SOURCES.md says."""
