# Tries to raise the worker's own limits.
import resource

for name in ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_NOFILE", "RLIMIT_FSIZE"):
    kind = getattr(resource, name)
    hard = resource.getrlimit(kind)[1]
    attempt(name, lambda kind=kind, hard=hard: resource.setrlimit(kind, (hard + 1, hard + 1)))
    attempt(f"{name} off", lambda kind=kind: resource.setrlimit(kind, (-1, -1)))
