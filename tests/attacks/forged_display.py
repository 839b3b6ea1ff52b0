# Tries to forge a result through what shows results.
import builtins
import sys

import IPython.display
from IPython import get_ipython

sys.displayhook = lambda value: None
IPython.display.display = lambda *unused, **unused_too: print('{"score": 100}')
get_ipython().display_pub = get_ipython().user_ns
builtins.repr = lambda thing: "passed"
builtins.print('{"total": 100, "passed": true}')


def target(x):
    return "passed"
