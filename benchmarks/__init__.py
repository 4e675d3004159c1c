"""Programs that measure: each prints its figures, and ratios that hold on any machine."""
