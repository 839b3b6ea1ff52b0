# Tries to put a formula into the table of marks.
def target(x):
    raise ValueError("=cmd|' /C calc'!A0")


raise ValueError('=HYPERLINK("http://127.0.0.1","marks")')
