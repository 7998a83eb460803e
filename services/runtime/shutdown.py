"""How a service ends when it is told to: by itself, and by a deadline whatever it waits for."""

import logging
import os
import threading

from services.runtime.telemetry.health import Health

log = logging.getLogger(__name__)


def shut_down_within(health: Health, seconds: float) -> None:
    """Note that the service was asked to stop, and end the process once so many seconds are over.

    What is not finished by then is not acknowledged, and comes again. Being asked again changes
    nothing.
    """
    if health.stopping:
        return
    log.info("asked to stop")
    health.stopping = True
    deadline = threading.Timer(seconds, os._exit, (0,))
    deadline.daemon = True
    deadline.start()
