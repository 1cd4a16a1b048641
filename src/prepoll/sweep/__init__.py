"""Many scenarios at once, on the same draws."""

from prepoll.sweep.scenarios import Scenario, Valued, sweep

__all__ = ["Scenario", "Valued", "sweep"]
