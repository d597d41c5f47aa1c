"""What all tests share: how many examples Hypothesis tries."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# No profile has a deadline: the suite makes no claim about absolute time.
settings.register_profile(
    "default",
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("ci", settings.get_profile("default"), derandomize=True, print_blob=True)
settings.register_profile("long", settings.get_profile("default"), max_examples=5000)
settings.load_profile("default")
