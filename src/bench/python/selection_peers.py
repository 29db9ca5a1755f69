"""Selection by mrmr-selection (PyPI), which goes by F statistics and Pearson correlations, on a pandas frame or on Spark with two
cores: each line of the output is the seconds of a run and what was selected; if something is not installed, one line says so.

Usage: selection_peers.py pandas|spark TABLE K RUNS with a folder of Parquet whose class is in column y and whose features are c0, c1
and so on.
"""

import sys
import time


def on_pandas(path, k):
    import pandas as pd
    from mrmr import mrmr_classif

    table = pd.read_parquet(path)
    x, y = table[[c for c in table.columns if c.startswith("c")]], table["y"]
    return lambda: mrmr_classif(X=x, y=y, K=k, n_jobs=2, show_progress=False)


def on_spark(path, k):
    from mrmr.spark import mrmr_classif
    from pyspark.sql import SparkSession, functions

    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    table = session.read.parquet(path)
    # It knows ints and doubles only.
    table = table.select([functions.col(c).cast("int") for c in table.columns]).cache()
    table.count()
    features = [c for c in table.columns if c.startswith("c")]
    return lambda: mrmr_classif(df=table, K=k, target_column="y", features=features, show_progress=False)


def main(how, path, k, runs):
    try:
        select = (on_spark if how == "spark" else on_pandas)(path, int(k))
    except ImportError as e:
        print(f"# mrmr on {how} is skipped: {e}")
        return
    for _ in range(int(runs)):
        start = time.perf_counter()
        selected = select()
        print(f"{time.perf_counter() - start:.4f}\t{selected}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
