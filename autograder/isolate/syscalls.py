"""System calls of a worker, by name, with their numbers on x86-64 and aarch64. Data only; `seccomp.py` reads it.

A row is `name:x86-64:aarch64`, "-" where a machine has no such call. Numbers are from Linux's `unistd_64.h` and
`asm-generic/unistd.h`; a call in none of these tables answers "no such call", as an older kernel would, so that
libraries take the way round that they have for it.
"""

from __future__ import annotations

from dataclasses import dataclass

# Harmless whatever the arguments: what they reach is decided by Landlock, limits and the descriptors held.
ALLOWED = """
read:0:63 write:1:64 close:3:57 stat:4:- fstat:5:80 lstat:6:- poll:7:- lseek:8:62 mmap:9:222
mprotect:10:226 munmap:11:215 brk:12:214 rt_sigaction:13:134 rt_sigprocmask:14:135 rt_sigreturn:15:139 pread64:17:67
pwrite64:18:68 readv:19:65 writev:20:66 access:21:- pipe:22:- select:23:- sched_yield:24:124 mremap:25:216
msync:26:227 mincore:27:232 madvise:28:233 dup:32:23 dup2:33:- nanosleep:35:101 pause:34:- getitimer:36:102
alarm:37:- setitimer:38:103 getpid:39:172 exit:60:93 uname:63:160 flock:73:32 fsync:74:82 fdatasync:75:83
ftruncate:77:46 getdents:78:- getcwd:79:17 chdir:80:49 fchdir:81:50 rename:82:- mkdir:83:- rmdir:84:- creat:85:-
unlink:87:- symlink:88:- readlink:89:- umask:95:166 gettimeofday:96:169 getrlimit:97:163 getrusage:98:165
sysinfo:99:179 times:100:153 getuid:102:174 getgid:104:176 geteuid:107:175 getegid:108:177 getppid:110:173
getpgrp:111:- getpgid:121:155 getsid:124:156 getresuid:118:148 getresgid:120:150 getgroups:115:158
sigaltstack:131:132 rt_sigpending:127:136 rt_sigtimedwait:128:137 rt_sigsuspend:130:133 statfs:137:43 fstatfs:138:44
arch_prctl:158:- gettid:186:178 time:201:- futex:202:98 sched_getaffinity:204:123 sched_getparam:143:121
sched_getscheduler:145:120 sched_get_priority_max:146:125 sched_get_priority_min:147:126 getdents64:217:61
set_tid_address:218:96 restart_syscall:219:128 fadvise64:221:223 readahead:187:213 clock_gettime:228:113
clock_getres:229:114 clock_nanosleep:230:115 exit_group:231:94 epoll_create:213:- epoll_wait:232:- epoll_ctl:233:21
mkdirat:258:34 newfstatat:262:79 unlinkat:263:35 renameat:264:38 renameat2:316:276 symlinkat:266:36
readlinkat:267:78 faccessat:269:48 faccessat2:439:439 pselect6:270:72 ppoll:271:73 set_robust_list:273:99
get_robust_list:274:100 epoll_pwait:281:22 epoll_pwait2:441:441 eventfd2:290:19 epoll_create1:291:20 dup3:292:24
pipe2:293:59 getrandom:318:278 statx:332:291 rseq:334:293 close_range:436:436 membarrier:324:283
get_mempolicy:239:236 getcpu:309:168 recvfrom:45:207 shutdown:48:210 getsockopt:55:209 getsockname:51:204
getpeername:52:205
"""

# Allowed when the tests below hold, otherwise refused.
CHECKED = """
clone:56:220 kill:62:129 tgkill:234:131 prctl:157:167 prlimit64:302:261 ioctl:16:29 fcntl:72:25 socketpair:53:199
sendto:44:206 open:2:- openat:257:56
"""

# Known to lead out. They answer "not permitted", which Python turns into a PermissionError that names the call.
REFUSED = """
socket:41:198 connect:42:203 accept:43:202 accept4:288:242 bind:49:200 listen:50:201 sendmsg:46:211 sendmmsg:307:269
recvmsg:47:212 recvmmsg:299:243 setsockopt:54:208 fork:57:- vfork:58:- execve:59:221 execveat:322:281 ptrace:101:117
process_vm_readv:310:270 process_vm_writev:311:271 unshare:272:97 setns:308:268 mount:165:40 umount2:166:39
pivot_root:155:41 chroot:161:51 setsid:112:157 setpgid:109:154 memfd_create:319:279 shmget:29:194 shmat:30:196
semget:64:190 msgget:68:186 mq_open:240:180 bpf:321:280 perf_event_open:298:241 userfaultfd:323:282 keyctl:250:219
add_key:248:217 request_key:249:218 setuid:105:146 setgid:106:144 setreuid:113:145 setregid:114:143
setresuid:117:147 setresgid:119:149 setgroups:116:159 setfsuid:122:151 setfsgid:123:152 capset:126:91 kcmp:312:272
pidfd_open:434:434 pidfd_getfd:438:438 pidfd_send_signal:424:424 tkill:200:130 rt_sigqueueinfo:129:138
rt_tgsigqueueinfo:297:240 chmod:90:- fchmod:91:52 fchmodat:268:53 chown:92:- fchown:93:55 lchown:94:-
fchownat:260:54 link:86:- linkat:265:37 mknod:133:- mknodat:259:33 truncate:76:45 setxattr:188:5 lsetxattr:189:6
fsetxattr:190:7 utime:132:- utimes:235:- utimensat:280:88 futimesat:261:- sched_setaffinity:203:122
sched_setscheduler:144:119 sched_setparam:142:118 setpriority:141:140 personality:135:92 name_to_handle_at:303:264
open_by_handle_at:304:265 inotify_init:253:- inotify_init1:294:26 fanotify_init:300:262 timer_create:222:107
signalfd:282:- signalfd4:289:74 acct:163:89 swapon:167:224 splice:275:76 tee:276:77 vmsplice:278:75 sendfile:40:71
mlock:149:228 mlockall:151:230 mlock2:325:284 setrlimit:160:164 reboot:169:142 sethostname:170:161 wait4:61:260
waitid:247:95 fallocate:285:47
"""

# What a sealed worker may not do at all: where Landlock is missing, arguments cannot be told apart.
PATH_CALLS = frozenset(
    "open openat creat mkdir mkdirat rmdir unlink unlinkat rename renameat renameat2 symlink symlinkat".split()
)


@dataclass(frozen=True)
class Test:
    """Holds when `(argument & mask) in values`, or not in them where `negate`.

    argument : its place, from 0. Only the lower 32 bits are looked at, unless `pointer`: then all 64 must be 0
    """

    argument: int
    values: tuple[int, ...]
    mask: int = 0xFFFFFFFF
    negate: bool = False
    pointer: bool = False


OWN_PID = -1  # replaced by the worker's process id
CLONE_THREAD = 0x00010000
CLONE_NAMESPACES = 0x7E020080
AF_UNIX, SOCK_STREAM, SOCK_TYPE = 1, 1, 0xF
O_TRUNC, O_ACCMODE = 0o1000, 0o3
PR_SET_NAME, PR_GET_NAME, PR_SET_VMA = 15, 16, 0x53564D41
FCNTL_COMMANDS = (0, 1, 2, 3, 4, 5, 6, 7, 1030)  # duplicate, flags, locks; not the owner that a signal goes to
IOCTL_COMMANDS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # is it a terminal, its size, blocking, close-on-exec

TESTS: dict[str, tuple[Test, ...]] = {
    "clone": (Test(0, (CLONE_THREAD,), CLONE_THREAD | CLONE_NAMESPACES),),  # threads, never processes
    "kill": (Test(0, (OWN_PID,)),),
    "tgkill": (Test(0, (OWN_PID,)),),
    "prctl": (Test(0, (PR_SET_NAME, PR_GET_NAME, PR_SET_VMA)),),
    "prlimit64": (Test(0, (0,)),),
    "ioctl": (Test(1, IOCTL_COMMANDS),),
    "fcntl": (Test(1, FCNTL_COMMANDS),),
    # A datagram socket could be pointed at a path outside; asyncio's pair of streams cannot.
    "socketpair": (Test(0, (AF_UNIX,)), Test(1, (SOCK_STREAM,), SOCK_TYPE)),
    "sendto": (Test(4, (0,), pointer=True),),
    # Opening to read while truncating destroys a file that may only be read; Landlock before version 3 lets it pass.
    "open": (Test(1, (O_TRUNC,), O_TRUNC | O_ACCMODE, negate=True),),
    "openat": (Test(2, (O_TRUNC,), O_TRUNC | O_ACCMODE, negate=True),),
}


def numbers(table: str, machine: int) -> dict[str, int]:
    """Returns the calls of a table that a machine has: `machine` is 0 for x86-64, 1 for aarch64."""
    rows = (row.split(":") for row in table.split())
    return {name: int(columns[machine]) for name, *columns in rows if columns[machine] != "-"}
