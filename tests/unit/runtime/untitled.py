"""A registration whose author forgot a field that has no default."""

from services.runtime.registration import ServiceSpec

SERVICE = ServiceSpec(name="odd", app="nowhere")  # type: ignore[call-arg]
