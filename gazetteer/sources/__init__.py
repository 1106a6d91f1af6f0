"""Publishers of places and names: each module reads the files of one, as rows for the index."""
