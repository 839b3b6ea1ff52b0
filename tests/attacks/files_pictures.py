# Tries to read and write outside through plots.
import matplotlib.pyplot as plt

plt.plot([1, 2])
attempt("savefig", lambda: plt.savefig("@SECRET@.png"))
attempt("imsave", lambda: plt.imsave("@SECRET@.png", [[0.0, 1.0]]))
attempt("imread", lambda: plt.imread("@SECRET@"))
attempt("style", lambda: plt.style.use("@SECRET@"))
