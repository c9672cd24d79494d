"""The jobs of peer.py that train: random graphs, LeNet, optimizers in checkpoints, converted checkpoints."""
import numpy as np
import tensorflow as tf

tf1 = tf.compat.v1

TRAINING = {
    "gradient_descent": lambda: tf1.train.GradientDescentOptimizer(0.1),
    "momentum": lambda: tf1.train.MomentumOptimizer(0.1, 0.9),
    "adam": lambda: tf1.train.AdamOptimizer(0.1),
    "adagrad": lambda: tf1.train.AdagradOptimizer(0.1),
    "rmsprop": lambda: tf1.train.RMSPropOptimizer(0.1),
    "ftrl": lambda: tf1.train.FtrlOptimizer(0.1),
}


def array(j):
    dtype = tf.dtypes.as_dtype(j["dtype"]).as_numpy_dtype
    return np.frombuffer(bytes.fromhex(j["hex"]), dtype).reshape(j["shape"])


def described(value):
    value = np.asarray(value)
    return {"dtype": tf.dtypes.as_dtype(value.dtype).name, "shape": list(value.shape), "hex": value.tobytes().hex()}


def near(r, what, expected, found, tolerance):
    found = np.asarray(found)
    r.comparisons += 1
    if expected.dtype != found.dtype or expected.shape != found.shape:
        r.failures.append("TensorFlow: %s: %s %s, expected %s %s" % (
            what, found.dtype, found.shape, expected.dtype, expected.shape))
        return
    if expected.dtype.kind != "f":
        same = np.array_equal(expected, found)
    else:
        finite = np.abs(expected[np.isfinite(expected)])
        largest = max(1.0, float(finite.max())) if finite.size else 1.0
        same = np.allclose(found, expected, rtol=0, atol=tolerance * largest, equal_nan=True)
    if not same:
        r.failures.append("TensorFlow: %s: expected %.150r, found %.150r" % (what, expected, found))


# --- Random graphs: the functions of GraphFunction ------------------------------------------------


def clipped(x):
    return tf.clip_by_value(x, -3., 3.)


def rank(x):
    return x.shape.rank


def image(x):
    return tf.expand_dims(tf.expand_dims(x, 0), -1)


def convolution(x):
    kernel = tf.constant(np.array([0.5, -0.25, 0.125, 0.75], np.float32).reshape([2, 2, 1, 1]))
    return tf.squeeze(tf.nn.conv2d(image(x), kernel, [1, 1, 1, 1], "SAME"), [0, 3])


def reduced(function):
    return lambda x, y, n: function(x, n % rank(x), keepdims=n % 2 == 1)


FUNCTIONS = {
    "tanh": lambda x, y, n: tf.tanh(x),
    "sigmoid": lambda x, y, n: tf.sigmoid(x),
    "relu": lambda x, y, n: tf.nn.relu(x),
    "sin": lambda x, y, n: tf.sin(x),
    "softplus": lambda x, y, n: tf.math.softplus(x),
    "elu": lambda x, y, n: tf.nn.elu(x),
    "abs": lambda x, y, n: tf.abs(x),
    "negative": lambda x, y, n: tf.negative(x),
    "square": lambda x, y, n: clipped(tf.square(x)),
    "exp": lambda x, y, n: clipped(tf.exp(x)),
    "rsqrt": lambda x, y, n: tf1.rsqrt(tf.square(x) + 1.),
    "clip": lambda x, y, n: clipped(x),
    "reduce_all": lambda x, y, n: tf.reduce_mean(x),
    "flatten": lambda x, y, n: tf.reshape(x, [-1]),
    "expand": lambda x, y, n: tf.expand_dims(x, 0),
    "as_integers": lambda x, y, n: tf.cast(tf.cast(x * 8., tf.int32), tf.float32),
    "text": lambda x, y, n: tf.cast(tf.strings.length(tf.strings.as_string(tf.cast(x * 10., tf.int32))), tf.float32),
    "softmax": lambda x, y, n: tf.nn.softmax(x),
    "log_softmax": lambda x, y, n: clipped(tf.nn.log_softmax(x)),
    "cumsum": lambda x, y, n: clipped(tf.cumsum(x)),
    "reverse": lambda x, y, n: tf.reverse(x, [0]),
    "every_second": lambda x, y, n: x[::2],
    "pad": lambda x, y, n: tf.pad(x, [[1, 0]] * rank(x)),
    "one_hot": lambda x, y, n: tf.one_hot(tf.argmax(x, -1), 3),
    "l2_normalize": lambda x, y, n: tf.nn.l2_normalize(x, [0]),
    "segments": lambda x, y, n: clipped(tf.math.unsorted_segment_sum(x, tf.zeros([x.shape[0]], tf.int32), 2)),
    "dense": lambda x, y, n: tf1.layers.dense(x, 2, kernel_initializer=tf1.constant_initializer(0.3)),
    "convolution": lambda x, y, n: convolution(x),
    "pool": lambda x, y, n: tf.squeeze(tf.nn.max_pool(image(x), [1, 2, 2, 1], [1, 1, 1, 1], "SAME"), [0, 3]),
    "gram": lambda x, y, n: clipped(tf.matmul(x, tf.transpose(x))),
    "transpose": lambda x, y, n: tf.transpose(x),
    "cond": lambda x, y, n: tf1.cond(tf.reduce_sum(x) > 0., lambda: x * 2., lambda: x - 1.),
    "sum": lambda x, y, n: clipped(reduced(tf.reduce_sum)(x, y, n)),
    "mean": reduced(tf.reduce_mean),
    "max": reduced(tf.reduce_max),
    "gather": lambda x, y, n: tf.gather(x, [0, x.shape[0] - 1, n % x.shape[0]]),
    "random": lambda x, y, n: x + tf1.random_uniform(x.shape, seed=n),
    "while": lambda x, y, n: tf1.while_loop(lambda i, v: i < n % 4, lambda i, v: (i + 1, tf.tanh(v + 0.5)),
                                            [tf.constant(0), x])[1],
    "add": lambda x, y, n: x + y,
    "subtract": lambda x, y, n: x - y,
    "multiply": lambda x, y, n: clipped(x * y),
    "maximum": lambda x, y, n: tf.maximum(x, y),
    "divide": lambda x, y, n: x / (tf.square(y) + 1.),
    "squared_difference": lambda x, y, n: clipped(tf.math.squared_difference(x, y)),
    "where": lambda x, y, n: tf.where(x > 0., x, y),
    "stack": lambda x, y, n: tf.stack([x, y]),
    "concat": lambda x, y, n: tf.concat([x, y], 0),
    "matmul": lambda x, y, n: clipped(tf.matmul(x, y)),
}


def build_plan(job):
    made = []
    for i, value in enumerate(job["fed"]):
        made.append(tf1.placeholder(tf.float32, value["shape"], "p%d" % i))
    for i, value in enumerate(job["initial"]):
        variable = tf1.get_variable("v%d" % i, initializer=tf.constant(array(value)), use_resource=job["resource"])
        made.append(tf.identity(variable))
    for i, (name, x, y, n) in enumerate(job["plan"]):
        made.append(tf.identity(FUNCTIONS[name](made[x], made[y], n), name="t%d" % i))
    loss = tf.reduce_mean(made[-1])
    variables = tf1.trainable_variables()
    for variable in variables:
        loss = loss + tf.reduce_mean(tf.square(variable))
    for i, g in enumerate(tf1.gradients(loss, variables)):
        tf.identity(g, name="g%d" % i)
    loss = tf.identity(loss, name="loss")
    train = TRAINING[job["training"]]().minimize(loss, var_list=variables)
    with tf.control_dependencies([train]):
        tf.no_op(name="train")


def build_lenet(job):
    tf1.set_random_seed(job["seed"])
    layers = tf1.layers
    glorot = tf1.glorot_uniform_initializer()  # what a program that disables V2 behavior has anyway
    images = tf1.placeholder(tf.float32, job["feeds"]["images:0"]["shape"], "images")
    labels = tf1.placeholder(tf.float32, job["feeds"]["labels:0"]["shape"], "labels")
    with tf1.variable_scope("lenet", use_resource=job["resource"]):
        h = layers.conv2d(images, 6, 5, padding="same", activation=tf.nn.relu, kernel_initializer=glorot, name="conv1")
        h = layers.max_pooling2d(h, 2, 2)
        h = layers.conv2d(h, 16, 5, padding="same", activation=tf.nn.relu, kernel_initializer=glorot, name="conv2")
        h = layers.max_pooling2d(h, 2, 2)
        h = layers.flatten(h)
        h = layers.dense(h, 120, activation=tf.nn.relu, kernel_initializer=glorot, name="fc1")
        h = layers.dense(h, 84, activation=tf.nn.relu, kernel_initializer=glorot, name="fc2")
        out = layers.dense(h, 10, kernel_initializer=glorot, name="logits")
    loss = tf1.losses.sparse_softmax_cross_entropy(tf.cast(labels, tf.int32), out)
    for variable in tf1.trainable_variables():
        loss = loss + 1e-4 * tf.nn.l2_loss(variable)
    loss = tf.identity(loss, name="loss")
    step = tf1.train.get_or_create_global_step()
    rate = tf1.train.exponential_decay(0.005, step, 5, 0.9, True)
    train = tf1.train.MomentumOptimizer(rate, 0.9).minimize(loss, global_step=step)
    with tf.control_dependencies([train]):
        tf.no_op(name="train")
    tf.identity(out, name="out")


def go_on(session, job):
    feeds = {name: array(value) for name, value in job["feeds"].items()}
    out = []
    for step in range(job["after"] + 1):
        if step:
            session.run(job["fetches"] + ["train"], feeds)
        out.append(session.run(job["fetches"], feeds))
    return out


def trained(build):
    """ckpt4j's graph goes on here; then the same graph is built, trained and saved."""

    def run(r, job):
        with tf.Graph().as_default(), tf1.Session() as session:
            tf1.train.import_meta_graph(job["ours"] + ".meta").restore(session, job["ours"])
            found = go_on(session, job)
        for step, (wanted, got) in enumerate(zip(job["expected"], found)):
            for name, w, g in zip(job["fetches"], wanted, got):
                near(r, "ckpt4j's graph, step %d, %s" % (step, name), array(w), g, job["tolerance"])
        functional = job.get("functional", False)
        (tf1.enable_control_flow_v2 if functional else tf1.disable_control_flow_v2)()
        with tf.Graph().as_default(), tf1.Session() as session:
            build(job)
            saver = tf1.train.Saver()
            session.run(tf1.global_variables_initializer())
            feeds = {name: array(value) for name, value in job["feeds"].items()}
            for _ in range(job["before"]):
                session.run("train", feeds)
            saver.save(session, job["theirs"], write_state=False)
            with tf1.Session() as again:  # as random numbers begin anew in ckpt4j's session, too
                saver.restore(again, job["theirs"])
                values = go_on(again, job)
        return {"values": [[described(v) for v in step] for step in values]}

    return run


# --- Objects with an optimizer ----------------------------------------------------------------------


class Objects:
    """Checkpoint(net=..., optimizer=..., global_step=...), with w0... as attributes of net."""

    def __init__(self, job, blank):
        self.job = job
        self.net = tf.__internal__.tracking.AutoTrackable()
        self.variables = []
        for i, value in enumerate(job["initial"]):
            value = array(value)
            self.variables.append(tf.Variable(np.zeros_like(value) if blank else value, name="w%d" % i))
            setattr(self.net, "w%d" % i, self.variables[-1])
        self.global_step = tf.Variable(np.int64(0), name="global_step", trainable=False)
        self.optimizer = TRAINING[job["training"]]()
        self.checkpoint = tf.train.Checkpoint(net=self.net, optimizer=self.optimizer, global_step=self.global_step)

    def step(self, number):
        gradients = [tf.constant(array(g)) for g in self.job["gradients"][number]]
        self.optimizer.apply_gradients(list(zip(gradients, self.variables)), self.global_step)

    def values(self):
        out = {"global_step": self.global_step.numpy()}
        for i, variable in enumerate(self.variables):
            out["w%d" % i] = variable.numpy()
            for name in self.optimizer.get_slot_names():
                slot = self.optimizer.get_slot(variable, name)
                if slot is not None:
                    out["w%d/%s" % (i, name)] = slot.numpy()
        return out


def slots(r, job):
    last = len(job["gradients"]) - 1
    restored = Objects(job, True)
    status = restored.checkpoint.restore(job["ours"])
    restored.step(last)
    status.assert_consumed()
    values = restored.values()
    r.same("names", sorted(job["expected"]), sorted(values))
    for name, wanted in job["expected"].items():
        near(r, name, array(wanted), values[name], 1e-5)
    own = Objects(job, False)
    for i in range(last):
        own.step(i)
    own.checkpoint.save(job["theirs"])
    own.step(last)
    return {"values": {name: described(value) for name, value in own.values().items()}}


# --- Converted checkpoints -----------------------------------------------------------------------------


def conversion(r, job):
    reader = tf.train.load_checkpoint(job["ours"])
    saved = {name: reader.get_tensor(name) for name in reader.get_variable_to_shape_map()}
    name = job["theirs"].rsplit("/", 1)[1]
    if job["to_objects"]:
        objects = Objects(job, True)
        status = objects.checkpoint.restore(job["ours"])
        objects.optimizer._create_slots(objects.variables)  # without a step, so that values stay
        status.assert_consumed()
        values = objects.values()
        for i in range(len(objects.variables)):
            key = "net/w%d/" % i
            near(r, key, saved[key + ".ATTRIBUTES/VARIABLE_VALUE"], values["w%d" % i], 0)
            for slot in objects.optimizer.get_slot_names():
                near(r, key + slot, saved[key + ".OPTIMIZER_SLOT/optimizer/%s/.ATTRIBUTES/VARIABLE_VALUE" % slot],
                     values["w%d/%s" % (i, slot)], 0)
        objects.checkpoint.save_counter.assign(0)
        objects.checkpoint.save(job["theirs"])
        return {"saved": name + "-1"}
    with tf.Graph().as_default(), tf1.Session() as session:
        variables = [tf1.get_variable("net/w%d" % i, value["shape"], tf.float32)
                     for i, value in enumerate(job["initial"])]
        step = tf1.train.get_or_create_global_step()
        loss = tf.add_n([tf.reduce_sum(v) for v in variables])
        TRAINING[job["training"]]().minimize(loss, global_step=step)
        saver = tf1.train.Saver()
        saver.restore(session, job["ours"])
        for variable in tf1.global_variables():
            near(r, variable.op.name, saved[variable.op.name], session.run(variable), 0)
        saver.save(session, job["theirs"], write_meta_graph=False, write_state=False)
        return {"saved": name}


KINDS = {"graph": trained(build_plan), "lenet": trained(build_lenet), "slots": slots, "conversion": conversion}
