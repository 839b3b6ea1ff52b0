# Tries to share memory with other processes.
import multiprocessing.shared_memory

attempt("named", lambda: multiprocessing.shared_memory.SharedMemory("planted", create=True, size=16))
attempt("in the file system", lambda: open("/dev/shm/planted", "w"))
attempt("System V", lambda: kernel(29, 194, 0x1234, 16, 0o1666))
attempt("secret", lambda: kernel(447, 447, 0))
attempt("in memory", lambda: kernel(319, 279, b"planted", 0))
