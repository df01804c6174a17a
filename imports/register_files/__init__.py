"""Reading contract registers as councils keep them: files to checked rows. Pure: no Django, no database, no clock."""
