# Tries to write outside, and to run programs, by the magics of notebooks.
import os

from IPython import get_ipython

shell, before = get_ipython(), os.getcwd()
shell.run_cell_magic("writefile", "@SECRET@.new", "x")
shell.run_cell_magic("bash", "", "touch @SECRET@.new")
shell.run_line_magic("cd", "/")
attempt("run", lambda: shell.run_line_magic("run", "@SECRET@"))
if shell.getoutput("cat @SECRET@") or shell.system("touch @SECRET@.new") or os.getcwd() != before:
    got.append("shell")
