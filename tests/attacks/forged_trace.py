# Tries to change what others compute, by tracing and profiling them.
import sys
import threading


def tracer(frame, event, argument):
    if "right" in frame.f_locals or "tolerance" in frame.f_locals:
        got.append(frame.f_code.co_name)
    return tracer


sys.settrace(tracer)
sys.setprofile(tracer)
threading.settrace(tracer)
threading.setprofile(tracer)


def target(x):
    return -1.0
