"""A store on a file system of its own, so small that it can be filled.

``python -m tests.ops.small_disk FOLDER MEGABYTES OPTION…`` mounts the file system on the folder
and becomes SecantusDB there; run in a mount namespace of its own (``SmallDisk`` does), it takes
the file system with it when it ends. MongoDB tells with ``dbStats`` how full its disk is and
SecantusDB does not: this one does.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pymongo import MongoClient
from pymongo.errors import PyMongoError
from secantus import cli, commands

from tests.integration.kafka import free_port

START_SECONDS = 30


class SmallDisk:
    """The store as a process. Skips the test where no file system can be mounted."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.address = f"mongodb://127.0.0.1:{free_port()}"
        # What belongs to root alone in a namespace of mounts is anyone's in one of users as well.
        isolated = ["unshare", *(["-r"] if os.geteuid() else []), "-m"]
        if subprocess.run([*isolated, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).returncode:
            pytest.skip("no file system can be mounted here")
        folder.mkdir()
        program = [sys.executable, "-m", "tests.ops.small_disk", str(folder), str(megabytes)]
        with folder.with_suffix(".log").open("wb") as log:
            self._process = subprocess.Popen(
                [*isolated, *program, "--port", self.address.rpartition(":")[2]],
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            assert self._process.poll() is None, "the store ended while starting"
            assert time.monotonic() < deadline, "the store did not start"

    def _answers(self) -> bool:
        with MongoClient[dict[str, object]](self.address, serverSelectionTimeoutMS=500) as client:
            try:
                return bool(client.admin.command("ping"))
            except PyMongoError:
                return False

    def grow(self, megabytes: int) -> None:
        """Have it keep that much more, in a collection that ours grow in."""
        with MongoClient[dict[str, object]](self.address) as client:
            for _ in range(megabytes):
                client.wireroom.revisions.insert_one({"body": os.urandom(1 << 20)})

    def end(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()


def main(folder: str, megabytes: str, *options: str) -> None:
    size = ["-o", f"size={megabytes}m"]
    subprocess.run(["mount", "-t", "tmpfs", *size, "tmpfs", folder], check=True)
    told = commands._HANDLERS["dbStats"]

    def tell(document: dict[str, object], context: commands.CommandContext) -> dict[str, object]:
        disk = os.statvfs(folder)
        used = (disk.f_blocks - disk.f_bfree) * disk.f_frsize
        return told(document, context) | {
            "fsUsedSize": used,
            "fsTotalSize": disk.f_blocks * disk.f_frsize,
        }

    commands._HANDLERS["dbStats"] = tell
    sys.argv[1:] = ["--storage-path", folder, *options]
    sys.exit(cli.main())


if __name__ == "__main__":
    main(*sys.argv[1:])
