"""A bot whose user is the clock: holds that end, notices that are due, payments to look after.

The database is the truth about what is due; nothing is remembered here, so a process that was killed or away for a
week goes on where the rows say.
"""
