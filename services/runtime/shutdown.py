"""Ends a service that was told to stop: by itself, or at a deadline, whatever it waits for."""

import logging
import os
import threading

from services.runtime.telemetry.health import Health

log = logging.getLogger(__name__)


def shut_down_within(health: Health, seconds: float) -> None:
    """Note that the service was told to stop, and end the process after ``seconds`` at the latest.

    Unfinished messages are not acknowledged and come again. A second call changes nothing.
    """
    if health.stopping:
        return
    log.info("asked to stop")
    health.stopping = True
    deadline = threading.Timer(seconds, os._exit, (0,))
    deadline.daemon = True
    deadline.start()
