"""What exercises hand to a learner's function: functions to differentiate, layers to check, graphs to walk along.

Readable by everybody, in the notebook and in the worker: nothing here says which answer is right. numpy and the
standard library only, as these modules are the one part of `autograder` that a worker can import.
"""
