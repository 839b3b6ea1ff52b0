# Tries to end the worker from a cell.
import os

os._exit(0)
