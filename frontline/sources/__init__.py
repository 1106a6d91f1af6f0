"""Publishers' files of control of terrain, read into one vocabulary."""
