"""Pure calculation: no database, no clock, no settings. What comes in is all there is.

`types` the words; `episodes` units and their cap; `linkage` weights of contacts; `strata` counts; `twins` the unsolved-twin
model; `calibration` what experiments say of it; `shrinkage` solve rates; `credit` a total split to the last millionth;
`value` hours in two components; `sensitivity` what would change the answer; `proportion` and `xmr` shares and fluctuation.
"""
