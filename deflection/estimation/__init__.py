"""Pure calculation: no database, no clock, no settings. What comes in is all there is."""
