"""Lists of people as Excel workbooks: read as Vietnamese clerks have them, written to be read again."""

from services.registration.spreadsheet.columns import Column
from services.registration.spreadsheet.people import CellError, PeopleSheet, PersonRow
from services.registration.spreadsheet.reading import read_people
from services.registration.spreadsheet.writing import write_people

__all__ = ["CellError", "Column", "PeopleSheet", "PersonRow", "read_people", "write_people"]
