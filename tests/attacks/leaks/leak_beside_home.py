# Tries to leave files beside its own folder, in the one around it, which outlives the worker.
import os

for place in ("..", "../..", "../../..", "../../../.."):
    try:
        with open(os.path.join(place, "planted"), "w") as file:
            file.write("planted")
        os.mkdir(os.path.join(place, "planted.d"))
    except OSError:
        continue
os.makedirs("deep/" + "d/" * 400)
for _ in range(3):
    os.chdir("deep/" + "d/" * 400)
    os.makedirs("deep/" + "d/" * 400)
# --- the next student
import os

for place in ("..", "../..", "../../..", "../../../.."):
    attempt(f"read in {place}", lambda place=place: open(os.path.join(place, "planted")).close())
    attempt(f"remove in {place}", lambda place=place: os.rmdir(os.path.join(place, "planted.d")))
    attempt(f"write in {place}", lambda place=place: open(os.path.join(place, "mine"), "w").close())
found = []
attempt("", lambda: found.extend([*os.listdir(".."), *os.listdir(".")]))
got[:] = [each for each in (*got, *found) if each not in ("", "files")]
