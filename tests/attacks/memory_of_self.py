# Tries to reach memory through /proc, around what the interpreter protects.
for name in ("mem", "pagemap", "maps", "syscall", "stack", "auxv", "task/1/mem", "map_files"):
    attempt(name, lambda name=name: open(f"/proc/self/{name}", "r+b").read(8))
for name in ("/proc/kcore", "/proc/kallsyms", "/dev/mem", "/dev/kmem", "/dev/port"):
    attempt(name, lambda name=name: open(name, "rb").read(8))
