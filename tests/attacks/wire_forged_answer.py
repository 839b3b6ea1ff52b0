# Tries to answer the next questions in advance, with a right value that the function would not give.
import json
import os
import struct

for number in range(1, 60):
    claim = {"d": [["value", 7], ["changed", {"d": []}], ["warned", {"l": []}]]}
    header = json.dumps({"k": "value", "i": number, "v": claim, "a": []}).encode()
    os.write(3, struct.pack("!II", len(header), 0) + header)


def target(x):
    return -1
