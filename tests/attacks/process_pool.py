# Tries to start a pool of processes.
import multiprocessing

attempt("pool", lambda: multiprocessing.get_context("fork").Pool(2).map(abs, [1]))
