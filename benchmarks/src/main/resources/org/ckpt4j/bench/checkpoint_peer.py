"""What TensorFlow for Python takes to save and restore a list of many small tracked variables.

    checkpoint_peer.py FOLDER VARIABLES ROUNDS

Prints one JSON object: milliseconds of each round, by work.
"""
import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import tensorflow as tf  # noqa: E402


def main():
    folder, variables, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    checkpoint = tf.train.Checkpoint(
        v=[tf.Variable(tf.fill([16], float(i))) for i in range(variables)])
    prefix = os.path.join(folder, "tracked-python")
    times = {"save": [], "restore": []}
    for _ in range(rounds):
        start = time.perf_counter()
        path = checkpoint.write(prefix)
        saved = time.perf_counter()
        checkpoint.read(path).assert_consumed()
        times["save"].append((saved - start) * 1e3)
        times["restore"].append((time.perf_counter() - saved) * 1e3)
    for suffix in (".index", ".data-00000-of-00001"):
        os.remove(prefix + suffix)
    print(json.dumps({"milliseconds": times}))


main()
