"""The second computation of every published figure, which shares no code with the first.

Where the first path is NumPy over whole batches, this one is statsmodels, SciPy and plain numbers;
where the first iterates, this one checks the equation at the published value. Nothing heavy is
imported with this package itself.
"""
