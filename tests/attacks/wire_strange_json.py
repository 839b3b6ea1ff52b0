# Tries to answer in JSON that readers differ about.
import os
import struct

STRANGE = [
    b'{"k":"value","i":1,"i":2,"v":NaN,"a":[]}',
    b'{"k":"value","i":1e400,"v":1e400,"a":[]}',
    b'{"k":"value","i":' + b"9" * 5_000 + b',"v":null,"a":[]}',
    b'{"k":"value","i":1,"v":"\\ud800","a":[["|O8",[1]]]}',
    b"\xff\xfe{\x00}\x00",
]


def target(x):
    for header in STRANGE:
        os.write(3, struct.pack("!II", len(header), 0) + header)
