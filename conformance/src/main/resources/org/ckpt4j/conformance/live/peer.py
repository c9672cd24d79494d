"""What a real TensorFlow does with the checkpoints of `ckpt4j conformance live`.

usage: peer.py JOBS RESULTS        in the folder that the jobs' paths are relative to

JOBS is {"jobs": [{"id", "kind", "ours", "theirs", ...}]}. For each job TensorFlow reads the files that
ckpt4j wrote under `ours` and compares, then writes the same under `theirs`. RESULTS is
{"tensorflow": version, "results": {id: {"comparisons": n, "failures": [...]}}}.
"""
import json
import os
import sys
import traceback

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

import peer_graphs  # noqa: E402

tf1 = tf.compat.v1
tf1.logging.set_verbosity(tf1.logging.FATAL)

# numpy has no q types; their bits travel as those of the type behind them.
BITS = {"qint8": tf.int8, "quint8": tf.uint8, "qint32": tf.int32, "qint16": tf.int16, "quint16": tf.uint16}
# What TensorFlow 2.15 can put together out of slices.
ASSEMBLED = set("float32 float64 int32 uint8 int16 int8 complex64 complex128 int64 bool qint32 quint8 qint8 bfloat16".split())


class Result:
    def __init__(self):
        self.comparisons = 0
        self.failures = []

    def same(self, what, expected, found):
        self.comparisons += 1
        if expected != found:
            self.failures.append("TensorFlow: %s: expected %.200r, found %.200r" % (what, expected, found))


class Tensor:
    """A tensor of a job: `key_hex`, `dtype`, `shape`, `hex` or `values_hex`, `part` (shape and slice, or "")."""

    def __init__(self, j):
        self.key = bytes.fromhex(j["key_hex"])
        self.dtype = j["dtype"]
        self.shape = tuple(j["shape"])
        self.part = j.get("part", "")
        if "values_hex" in j:
            self.value = [bytes.fromhex(h) for h in j["values_hex"]]
        else:
            self.value = bytes.fromhex(j["hex"])

    def tensor(self):
        return make(self.dtype, self.shape, self.value)

    def __str__(self):
        return "%r%s" % (self.key, " [%s]" % self.part if self.part else "")


def make(dtype, shape, value):
    if dtype == "string":
        return tf.reshape(tf.constant(value, tf.string, [len(value)]), shape)
    kind = tf.dtypes.as_dtype(dtype)
    if dtype in ("int4", "uint4"):
        return tf.cast(tf.constant(np.frombuffer(value, np.int8).reshape(shape)), kind)
    if dtype in BITS:
        raw = np.frombuffer(value, BITS[dtype].as_numpy_dtype).reshape(shape)
        return tf.bitcast(tf.constant(raw), kind)
    return tf.constant(np.frombuffer(value, kind.as_numpy_dtype).reshape(shape), kind)


def bits(t):
    """(shape, raw bytes or list of bytes) of an eager tensor."""
    shape = tuple(t.shape)
    if t.dtype == tf.string:
        return shape, [bytes(x) for x in np.asarray(t.numpy(), dtype=object).reshape(-1)]
    if t.dtype.name in BITS:
        t = tf.bitcast(t, BITS[t.dtype.name])
    return shape, t.numpy().tobytes()


def restore(prefix, key, part, dtype):
    return bits(tf.raw_ops.RestoreV2(prefix=prefix, tensor_names=[key], shape_and_slices=[part],
                                     dtypes=[tf.dtypes.as_dtype(dtype)])[0])


def parse(part):
    words = part.split(" ")
    dims = [int(d) for d in words[:-1]]
    out = []
    for d, item in zip(dims, words[-1].split(":")):
        start, length = (0, d) if item == "-" else map(int, item.split(","))
        out.append(slice(start, start + length))
    return tuple(dims), tuple(out)


def whole_values(tensors):
    """key -> (dtype, full shape, value or None if it was not put together)."""
    out = {}
    for t in tensors:
        if not t.part:
            out[t.key] = (t.dtype, t.shape, t.value)
            continue
        full, where = parse(t.part)
        if t.key not in out:
            blank = None
            if t.dtype in ASSEMBLED:
                width = len(t.value) // max(1, int(np.prod(t.shape)))
                blank = np.zeros(full + (width,), np.uint8)
            out[t.key] = (t.dtype, full, blank)
        if out[t.key][2] is not None:
            array = out[t.key][2]
            array[where] = np.frombuffer(t.value, np.uint8).reshape(t.shape + (array.shape[-1],))
    return {k: (d, s, v.tobytes() if isinstance(v, np.ndarray) else v) for k, (d, s, v) in out.items()}


def read_all(r, prefix, tensors, with_get_tensor):
    for t in tensors:
        r.same("RestoreV2 of %s" % t, (t.shape, t.value), restore(prefix, t.key, t.part, t.dtype))
    wholes = whole_values(tensors)
    for key, (dtype, shape, value) in wholes.items():
        if value is not None:
            r.same("RestoreV2 of all of %r" % key, (shape, value), restore(prefix, key, "", dtype))
    try:
        names = {k.decode(): v for k, v in wholes.items()}
    except UnicodeDecodeError:
        return
    reader = tf.train.load_checkpoint(prefix)
    r.same("shapes listed", {n: list(s) for n, (_, s, _) in names.items()}, reader.get_variable_to_shape_map())
    r.same("types listed", {n: tf.dtypes.as_dtype(d) for n, (d, _, _) in names.items()},
           reader.get_variable_to_dtype_map())
    if with_get_tensor:
        for name, (dtype, shape, value) in names.items():
            if value is not None and dtype not in BITS:
                got = reader.get_tensor(name)
                if dtype == "string":
                    found = [bytes(x) for x in np.asarray(got, dtype=object).reshape(-1)]
                else:
                    found = np.asarray(got).tobytes()
                r.same("get_tensor of %r" % name, value, found)


def save(prefix, tensors):
    tf.raw_ops.SaveV2(prefix=prefix, tensor_names=[t.key for t in tensors],
                      shape_and_slices=[t.part for t in tensors], tensors=[t.tensor() for t in tensors])


def bundle(r, job):
    tensors = [Tensor(j) for j in job["tensors"]]
    read_all(r, job["ours"], tensors, True)
    parts = [[tensors[i] for i in part] for part in job["parts"]]
    if len(parts) == 1:
        save(job["theirs"], parts[0])
        return
    prefixes = []
    os.makedirs(job["theirs"] + "_temp")
    for i, part in enumerate(parts):
        prefixes.append("%s_temp/part-%05d-of-%05d" % (job["theirs"], i, len(parts)))
        save(prefixes[-1], part)
    tf.raw_ops.MergeV2Checkpoints(checkpoint_prefixes=prefixes, destination_prefix=job["theirs"], delete_old_dirs=True)


def table(r, job):
    tensors = [Tensor(j) for j in job["tensors"]]
    read_all(r, job["ours"], tensors, False)
    tf.raw_ops.SaveSlices(filename=job["theirs"], tensor_names=[t.key for t in tensors],
                          shapes_and_slices=[t.part for t in tensors], data=[t.tensor() for t in tensors])


def saver(r, job):
    with tf.Graph().as_default(), tf1.Session() as session:
        variables = []
        for v in job["variables"]:
            kind = tf.dtypes.as_dtype(v["dtype"])
            partitioner = tf1.fixed_size_partitioner(v["parts"], v["axis"]) if v["parts"] > 1 else None
            if kind == tf.string:
                blank = tf1.constant_initializer("")
            else:
                blank = tf1.zeros_initializer()
            variables.append(tf1.get_variable(v["name"], v["shape"], kind, blank, partitioner=partitioner,
                                              use_resource=job["resource"]))
        s = tf1.train.Saver()
        s.restore(session, job["ours"])
        for v, variable in zip(job["variables"], variables):
            found = session.run(tf.convert_to_tensor(variable))
            if v["dtype"] == "string":
                r.same("variable " + v["name"], v["values_hex"],
                       [bytes(x).hex() for x in np.asarray(found, dtype=object).reshape(-1)])
            else:
                r.same("variable " + v["name"], v["hex"], np.asarray(found).tobytes().hex())
        s.save(session, job["theirs"], write_meta_graph=False, write_state=False)


def thing(j, variables):
    if "var" in j:
        one = j["var"]
        value = [bytes.fromhex(h) for h in one["values_hex"]] if "values_hex" in one else bytes.fromhex(one["hex"])
        full = make(one["dtype"], tuple(one["shape"]), value)
        blank = tf.zeros_like(full)
        variables.append((one, tf.Variable(blank, name=one["name"], trainable=one["trainable"]), full))
        return variables[-1][1]
    if "same" in j:
        return variables[j["same"]][1]
    if "list" in j:
        return [thing(x, variables) for x in j["list"]]
    if "dict" in j:
        return {k: thing(x, variables) for k, x in j["dict"]}
    made = tf.Module() if j["new"] == "module" else tf.__internal__.tracking.AutoTrackable()
    for k, x in j["attrs"]:
        setattr(made, k, thing(x, variables))
    return made


def objects(r, job):
    variables = []
    root = tf.train.Checkpoint(**{k: thing(x, variables) for k, x in job["root"]})
    if job["save"]:
        status = root.restore(job["ours"])
    else:
        status = root.read(job["ours"])
    status.assert_consumed()
    r.same("assert_consumed", True, True)
    for one, variable, full in variables:
        r.same("variable %s" % one["name"], bits(full), bits(variable.read_value()))
    if job["save"]:
        # The counter came with the restore; the next save counts on from it.
        r.same("save_counter", job["counter"], int(root.save_counter.numpy()))
        root.save_counter.assign(job["counter"] - 1)
        r.same("path", job["theirs"], root.save(job["theirs"].rsplit("-", 1)[0]))
    else:
        root.write(job["theirs"])


def state(r, job):
    os.makedirs(job["theirs"], exist_ok=True)
    for name in job["present"]:
        for folder in (job["ours"], job["theirs"]):
            open(os.path.join(folder, name + ".index"), "a").close()
    as_ours = job["update"]
    tf1.train.update_checkpoint_state(
        job["theirs"], os.path.join(job["theirs"], as_ours["model"]),
        [os.path.join(job["theirs"], p) for p in as_ours["all"]],
        all_model_checkpoint_timestamps=as_ours["times"] or None, last_preserved_timestamp=as_ours["preserved"])
    st = tf.train.get_checkpoint_state(job["ours"])
    r.same("model_checkpoint_path", os.path.join(job["ours"], as_ours["model"]), st.model_checkpoint_path)
    r.same("timestamps", as_ours["times"], list(st.all_model_checkpoint_timestamps))
    r.same("last_preserved_timestamp", as_ours["preserved"] or 0.0, st.last_preserved_timestamp)
    latest = tf.train.latest_checkpoint(job["theirs"])
    return {"latest": latest, "all": list(tf.train.get_checkpoint_state(job["theirs"]).all_model_checkpoint_paths)}


def survivors(r, job):
    """Checkpoints that outlived a killed writer: each must read whole, with one step's values throughout."""
    seen = {}
    for prefix in job["prefixes"]:
        reader = tf.train.load_checkpoint(prefix)
        values = {}
        for name in reader.get_variable_to_shape_map():
            values[name] = np.unique(reader.get_tensor(name)).tolist()
        steps = {v for one in values.values() for v in one}
        r.same("one step's values in " + prefix, 1, len(steps))
        r.same("tensors of " + prefix, job["tensors"], len(values))
        seen[prefix] = [float(x) for x in steps]
    return {"steps": seen}


KINDS = {"bundle": bundle, "table": table, "saver": saver, "objects": objects, "state": state, "survivors": survivors,
         **peer_graphs.KINDS}


def main():
    with open(sys.argv[1]) as f:
        jobs = json.load(f)["jobs"]
    results = {}
    for job in jobs:
        r = Result()
        found = None
        try:
            found = KINDS[job["kind"]](r, job)
        except Exception as e:  # one job's failure is not the end of the others
            where = traceback.extract_tb(e.__traceback__)[-1]
            r.failures.append("TensorFlow: %s at %s:%d: %.600s" % (type(e).__name__, os.path.basename(where.filename),
                                                                    where.lineno, e))
        results[job["id"]] = {"comparisons": r.comparisons, "failures": r.failures, "found": found}
    with open(sys.argv[2], "w") as f:
        json.dump({"tensorflow": tf.__version__, "results": results}, f)


main()
