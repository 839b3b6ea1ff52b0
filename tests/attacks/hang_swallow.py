# Tries to loop for ever and swallow every exception.
def target(x):
    while True:
        try:
            while True:
                pass
        except:
            pass
