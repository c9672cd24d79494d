"""Records how numpy prints random values: make.py ROWS SEED > values.tsv (dtype, shape, hex, str, repr)."""
import random
import sys
import numpy as np
import ml_dtypes

ROWS, SEED = int(sys.argv[1]), int(sys.argv[2])
rng = random.Random(SEED)
FLOATS = {"float32": np.float32, "float64": np.float64, "float16": np.float16,
          "complex64": np.complex64, "complex128": np.complex128}
INTS = ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"]
SMALL = {"bfloat16": ml_dtypes.bfloat16, "float8_e5m2": ml_dtypes.float8_e5m2, "float8_e4m3fn": ml_dtypes.float8_e4m3fn}


def shape():
    r = rng.random()
    if r < .25:
        return ()
    if r < .3:
        return tuple(rng.choice([0, 1, 2]) for _ in range(rng.randint(1, 3))) + (0,)
    if r < .38:
        return rng.choice([(1001,), (1, 2000), (40, 40), (7, 8, 20), (11, 11, 11), (1001, 1), (2, 2, 2, 2, 80)])
    return tuple(rng.choice([1, 1, 2, 3, 4, 7, 12]) for _ in range(rng.randint(1, 3)))


def number(kind):
    if kind == 0:
        return float(rng.randint(-20, 20))
    if kind == 1:
        return rng.uniform(-3, 3)
    if kind == 2:
        return rng.choice([-1, 1]) * 10 ** rng.uniform(-12, 18)
    if kind == 3:
        return rng.choice([0., -0., float("inf"), float("-inf"), float("nan"), 1., 2.5, 1e16, 1e-4, 1e8])
    if kind == 4:
        return rng.randint(0, 4000) / 8
    if kind == 5:
        return 2. ** rng.randint(-140, 120)
    if kind == 7:
        return rng.choice([-1, 1]) * round(10 ** rng.uniform(-3.9, 0), rng.randint(1, 9))
    return None


def value(name, n):
    kind = rng.randint(0, 7)
    if name == "string":
        alphabet = [b"a", b"'", b'"', b"\\", b"\n", b"\x00", b"\xff", b"z", b"\t", b"~", b"\x7f", b"0"]
        return [b"".join(rng.choice(alphabet) for _ in range(rng.choice([0, 1, 3, 12]))) for _ in range(n)]
    if name in FLOATS:
        t = FLOATS[name]
        width = np.dtype(t).itemsize
        if kind == 6:
            return np.frombuffer(rng.randbytes(width * n), t)
        with np.errstate(all="ignore"):
            if name.startswith("c"):
                other = rng.randint(0, 5)
                parts = np.array([[number(kind), number(other)] for _ in range(n)], np.float64)
                return parts.astype(np.float32 if width == 8 else np.float64).reshape(-1).view(t)
            return np.array([number(kind) for _ in range(n)], np.float64).astype(t)
    if name in SMALL:
        return np.frombuffer(rng.randbytes(np.dtype(SMALL[name]).itemsize * n), SMALL[name])
    if name == "bool":
        return np.array([rng.random() < .5 for _ in range(n)], bool)
    t = np.dtype(name)
    if rng.random() < .5:
        return np.array([rng.randint(0, 9) for _ in range(n)], t)
    return np.frombuffer(rng.randbytes(t.itemsize * n), t)


for row in range(ROWS):
    name = rng.choice(list(FLOATS) * 4 + INTS + list(SMALL) + ["bool", "string", "string"])
    s = shape()
    n = int(np.prod(s))
    v = value(name, n)
    if name == "string":
        raw = ",".join(x.hex() for x in v)
        a = v[0] if s == () else np.array(v + [None], object)[:-1].reshape(s)
    else:
        raw = v.tobytes().hex()
        a = v.reshape(s)
        a = a[()] if s == () else a
    text, rep = str(a), repr(a)
    esc = lambda x: x.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")
    print("\t".join([name, ",".join(map(str, s)), raw, esc(text), esc(rep)]))
