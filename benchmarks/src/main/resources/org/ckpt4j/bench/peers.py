"""What TensorFlow for Python and safetensors take for the work of the JMH benchmarks.

    peers.py FOLDER save|restore|list LABEL TENSORS BYTES_EACH ROUNDS

Prints one JSON object: milliseconds of every round after the warm-up, by peer. Leaves evidence of what
was written and read in FOLDER, as the Java sides do.
"""
import json
import os
import sys
import time
import zlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np  # noqa: E402

WARM_UP = 2


def make(tensor, nbytes):
    words = np.arange(nbytes // 4, dtype=np.uint32)
    words *= np.uint32(2654435761)
    words += np.uint32((tensor * 40503 + 12345) % 2**32)
    return words.view(np.float32)


def rounds(count, work, before=lambda: None):
    out = []
    for i in range(WARM_UP + count):
        before()
        start = time.perf_counter()
        work()
        if i >= WARM_UP:
            out.append((time.perf_counter() - start) * 1e3)
    return out


def leave(folder, side, name, value):
    with open(os.path.join(folder, name + "@" + side), "w") as f:
        f.write("%x" % value)


def crc_of_files(prefix):
    crc = 0
    for suffix in (".index", ".data-00000-of-00001"):
        with open(prefix + suffix, "rb") as f:
            while True:
                chunk = f.read(1 << 24)
                if not chunk:
                    break
                crc = zlib.crc32(chunk, crc)
    return crc


def crc_of_values(arrays):
    crc = 0
    for a in arrays:
        crc = zlib.crc32(memoryview(np.ascontiguousarray(a)).cast("B"), crc)
    return crc


def remove(*paths):
    for path in paths:
        if os.path.exists(path):
            os.remove(path)


def main():
    folder, what, label, tensors, nbytes, count = sys.argv[1:7]
    tensors, nbytes, count = int(tensors), int(nbytes), int(count)
    import tensorflow as tf
    names = ["layer/%05d/kernel" % i for i in range(tensors)]
    restore_prefix = os.path.join(folder, "restore-" + label)
    result = {}
    if what == "list":
        result["tensorflow-python"] = rounds(
            count, lambda: tf.train.load_checkpoint(restore_prefix).get_variable_to_shape_map())
    elif what == "save":
        arrays = [make(i, nbytes) for i in range(tensors)]
        constants = [tf.constant(a) for a in arrays]
        prefix = os.path.join(folder, "save-python")
        files = [prefix + ".index", prefix + ".data-00000-of-00001"]
        result["tensorflow-python"] = rounds(
            count, lambda: tf.raw_ops.SaveV2(prefix=prefix, tensor_names=names,
                                             shape_and_slices=[""] * tensors, tensors=constants),
            lambda: remove(*files))
        leave(folder, "tensorflow-python", "save-" + label, crc_of_files(prefix))
        remove(*files)
        del constants
        from safetensors.numpy import save_file
        path = os.path.join(folder, "save.safetensors")
        by_name = dict(zip(names, arrays))
        result["safetensors"] = rounds(count, lambda: save_file(by_name, path), lambda: remove(path))
        remove(path)
    else:
        kept = []

        def restore():
            kept[:] = tf.raw_ops.RestoreV2(prefix=restore_prefix, tensor_names=names,
                                           shape_and_slices=[""] * tensors,
                                           dtypes=[tf.float32] * tensors)
        result["tensorflow-python"] = rounds(count, restore, kept.clear)
        leave(folder, "tensorflow-python", "restore-" + label,
              crc_of_values(t.numpy() for t in kept))
        from safetensors.numpy import load_file, save_file
        path = os.path.join(folder, "restore.safetensors")
        save_file(dict(zip(names, (t.numpy() for t in kept))), path)
        kept.clear()
        loaded = {}

        def load():
            loaded.update(load_file(path))
        result["safetensors"] = rounds(count, load, loaded.clear)
        leave(folder, "safetensors", "restore-" + label, crc_of_values(loaded[n] for n in names))
        remove(path)
    print(json.dumps({"milliseconds": result, "tensorflow": tf.__version__}))


main()
