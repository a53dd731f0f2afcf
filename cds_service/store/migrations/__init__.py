"""The history of the tables, one step a file; it must not import the tables as they are today."""
