# Tries to send empty frames for ever.
import os

frame = b"\x00\x00\x00\x25\x00\x00\x00\x00" + b'{"k":"done","i":999999,"v":null,"a":[]}'[:37]
while True:
    os.write(3, frame * 100)
