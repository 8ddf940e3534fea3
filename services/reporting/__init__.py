"""Reporting (báo cáo, tra cứu): the reports that units hand in, and what everybody may read about issued awards."""
