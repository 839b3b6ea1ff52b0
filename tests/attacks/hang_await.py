# Tries to await something that never comes.
import asyncio

await asyncio.get_running_loop().create_future()
