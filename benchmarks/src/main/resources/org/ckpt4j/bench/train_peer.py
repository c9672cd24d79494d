"""What TensorFlow for Python takes for a training step of a graph that ckpt4j wrote.

    train_peer.py GRAPH.pb SIZE...        (the sizes of the images that are fed)

Prints one JSON object: milliseconds of each of many steps after the warm-up.
"""
import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

WARM_UP = 100
STEPS = 300


def main():
    v1 = tf.compat.v1
    message = v1.GraphDef()
    with open(sys.argv[1], "rb") as f:
        message.ParseFromString(f.read())
    sizes = [int(size) for size in sys.argv[2:]]
    images = (np.arange(np.prod(sizes)) * 2654435761 // 256 % 65536 / 65535).astype(np.float32).reshape(sizes)
    labels = (np.arange(sizes[0]) * 7 % 10).astype(np.int32)
    with tf.Graph().as_default():
        tf.import_graph_def(message, name="")
        with v1.Session() as s:
            s.run("start")
            feed = {"images:0": images, "labels:0": labels}
            out = []
            for i in range(WARM_UP + STEPS):
                start = time.perf_counter()
                s.run(["loss:0", "train"], feed)
                if i >= WARM_UP:
                    out.append((time.perf_counter() - start) * 1e3)
    print(json.dumps({"milliseconds": {"tensorflow-python": out}}))


main()
