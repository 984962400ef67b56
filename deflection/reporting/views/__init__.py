from deflection.reporting.views.explain import explain
from deflection.reporting.views.overview import overview, series_file
from deflection.reporting.views.public import content, how_we_measure

__all__ = ["content", "explain", "how_we_measure", "overview", "series_file"]
