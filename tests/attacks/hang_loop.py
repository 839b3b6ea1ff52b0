# Tries to loop for ever in a cell and in a function.
def target(x):
    while True:
        pass


while True:
    pass
