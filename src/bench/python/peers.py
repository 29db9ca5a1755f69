"""Other programs' learners, on the same files as ours: each line of the output is program, model, seconds of the fit, seconds from
the files to the model, log-loss of the test rows in nats; a program that is not installed says so in one line.

Usage: peers.py MODEL TRAIN TEST RUNS PROGRAM,.. with two folders of Parquet whose class is in column y.
"""

import importlib
import sys
import time

THREADS = 2
ROUNDS = 100


def frame(path):
    import pandas as pd

    table = pd.read_parquet(path)
    return table.drop(columns="y"), table["y"]


def coded(train, test):
    """Texts as pandas categories, the same ones in both tables."""
    import pandas as pd

    texts = [c for c in train.columns if train[c].dtype.kind not in "iufb"]
    for c in texts:
        kept = pd.CategoricalDtype(sorted(train[c].dropna().unique()))
        train[c] = train[c].astype(kept)
        test[c] = test[c].astype(kept)
    return texts


def dummies(train, test, texts):
    """Texts as columns of 0 and 1, numbers per standard deviation."""
    import pandas as pd

    train = pd.get_dummies(train, columns=texts, dtype=float)
    test = pd.get_dummies(test, columns=texts, dtype=float)
    mean, deviation = train.mean(), train.std().replace(0, 1)
    return (train - mean) / deviation, (test - mean) / deviation


def learner(program, model):
    if program == "xgboost":
        from xgboost import XGBClassifier

        return XGBClassifier(
            n_estimators=ROUNDS, max_depth=6, learning_rate=0.1, reg_lambda=1, min_child_weight=1, max_bin=256,
            tree_method="hist", enable_categorical=True, n_jobs=THREADS)
    if program == "lightgbm":
        from lightgbm import LGBMClassifier

        return LGBMClassifier(
            n_estimators=ROUNDS, max_depth=6, num_leaves=64, learning_rate=0.1, reg_lambda=1, min_child_weight=1,
            max_bin=255, n_jobs=THREADS, verbose=-1)
    if model == "tree":
        from sklearn.tree import DecisionTreeClassifier

        return DecisionTreeClassifier(criterion="entropy", max_depth=6)
    if model == "adaboost":
        from sklearn.ensemble import AdaBoostClassifier

        return AdaBoostClassifier(n_estimators=ROUNDS)
    if model == "network":
        from sklearn.neural_network import MLPClassifier

        return MLPClassifier(hidden_layer_sizes=(64,), max_iter=50, early_stopping=True)
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        max_iter=ROUNDS, max_depth=6, max_leaf_nodes=64, learning_rate=0.1, l2_regularization=1, early_stopping=False)


def main(model, train, test, runs, programs):
    for program in programs.split(","):
        try:
            importlib.import_module(program)
            from sklearn.metrics import log_loss
        except ImportError as e:
            print(f"# {program} is skipped: {e}")
            continue
        for _ in range(int(runs)):
            start = time.perf_counter()
            x, y = frame(train)
            held_x, held_y = frame(test)
            texts = coded(x, held_x)
            if program == "sklearn":
                x, held_x = dummies(x, held_x, texts)
            ready = time.perf_counter()
            fitted = learner(program, model).fit(x, y)
            end = time.perf_counter()
            loss = log_loss(held_y, fitted.predict_proba(held_x), labels=sorted(y.unique()))
            print(f"{program}\t{model}\t{end - ready:.4f}\t{end - start:.4f}\t{loss:.6f}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
