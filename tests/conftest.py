"""What all tests share: how many examples Hypothesis tries.

The default profile tries the same examples each time, so that a change is judged by what it
changes. `nox -s properties` is the search for new ones.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# No profile has a deadline: the suite makes no claim about absolute time.
settings.register_profile(
    "default",
    max_examples=100,
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "long", settings.get_profile("default"), max_examples=5000, derandomize=False
)
settings.load_profile("default")
