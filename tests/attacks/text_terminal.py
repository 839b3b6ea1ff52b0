# Tries to write on the instructor's terminal: colours, titles, links, a cleared screen.
def target(x):
    raise ValueError("\x1b[2J\x1b]0;title\x07\x1b]8;;file:///etc/passwd\x1b\\[red]100[/] \x9b31m\r100 / 100\b\b")


print("\x1b[2J\x1b]52;c;eA==\x07")
raise ValueError("\x1b[2Kline\x00\u202e")
