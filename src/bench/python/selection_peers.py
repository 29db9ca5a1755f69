"""Selection by mrmr-selection (PyPI), which goes by F statistics and Pearson correlations: each line of the output is the seconds of
a run and what was selected; if it is not installed, one line says so.

Usage: selection_peers.py TABLE K RUNS with a folder of Parquet whose class is in column y and whose features are c0, c1 and so on.
"""

import sys
import time


def main(path, k, runs):
    try:
        import pandas as pd
        from mrmr import mrmr_classif
    except ImportError as e:
        print(f"# mrmr is skipped: {e}")
        return
    table = pd.read_parquet(path)
    x, y = table[[c for c in table.columns if c.startswith("c")]], table["y"]
    for _ in range(int(runs)):
        start = time.perf_counter()
        selected = mrmr_classif(X=x, y=y, K=int(k), n_jobs=2, show_progress=False)
        print(f"{time.perf_counter() - start:.4f}\t{selected}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
