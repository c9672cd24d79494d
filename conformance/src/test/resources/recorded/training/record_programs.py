"""Typical training programs, and what TensorFlow gives for them: programs.json.

    python record_programs.py   (TensorFlow 2.15.1; writes beside this file)

The tests hold the same programs line by line in Java.
"""
import json
import os

import numpy as np
import tensorflow.compat.v1 as tf

from record_layers import flat, wave

HERE = os.path.dirname(os.path.abspath(__file__))


def logistic_regression(out):
  tf.disable_v2_behavior()
  tf.reset_default_graph()
  x = tf.placeholder(tf.float32, [None, 3], name='x')
  y = tf.placeholder(tf.float32, [None, 1], name='y')
  w = tf.get_variable('w', [3, 1], initializer=tf.zeros_initializer())
  b = tf.Variable(tf.zeros([1]), name='b')
  logits = tf.matmul(x, w) + b
  loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=logits))
  train = tf.train.GradientDescentOptimizer(0.5).minimize(loss)
  with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for step in range(10):
      a = wave([8, 3], step)
      feed = {x: a, y: (a[:, :1] > 0).astype(np.float32)}
      _, value = sess.run([train, loss], feed_dict=feed)
      out.append(flat(value))
    out.extend(flat(v) for v in sess.run([w, b]))


def mlp(out):
  tf.reset_default_graph()
  tf.set_random_seed(7)
  x = tf.placeholder(tf.float32, [None, 4], name='x')
  labels = tf.placeholder(tf.int64, [None], name='labels')
  hidden = tf.layers.dense(x, 8, activation=tf.nn.relu, name='hidden')
  logits = tf.layers.dense(hidden, 3)
  loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
  step = tf.train.get_or_create_global_step()
  rate = tf.train.exponential_decay(0.05, step, 3, 0.5, staircase=True)
  train = tf.train.AdamOptimizer(rate).minimize(loss, global_step=step)
  tf.summary.scalar('loss', loss)
  tf.summary.histogram('logits', logits)
  merged = tf.summary.merge_all()
  with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(10):
      feed = {x: wave([6, 4], i), labels: np.arange(6) % 3}
      value, now, summary, _ = sess.run([loss, rate, merged, train], feed)
      parsed = tf.Summary.FromString(summary)
      out.append(flat([value, now, parsed.value[0].simple_value]))
    out.append(flat(sess.run(step)))
    out.extend(flat(v) for v in sess.run(tf.trainable_variables()))
  out.append([v.name for v in tf.global_variables()] + [v.tag for v in parsed.value])


def cnn(out):
  tf.reset_default_graph()
  tf.set_random_seed(3)
  images = tf.placeholder(tf.float32, [None, 8, 8, 1], name='images')
  labels = tf.placeholder(tf.float32, [None, 2], name='labels')
  training = tf.placeholder_with_default(False, [], name='training')
  net = tf.layers.conv2d(images, 4, 3, padding='same', use_bias=False)
  net = tf.layers.batch_normalization(net, training=training, momentum=0.8)
  net = tf.nn.relu(net)
  net = tf.layers.max_pooling2d(net, 2, 2)
  net = tf.layers.conv2d(net, 4, [3, 3], activation=tf.nn.elu)
  net = tf.layers.flatten(net)
  net = tf.layers.dropout(net, rate=0.25, training=training, seed=1)
  logits = tf.layers.dense(net, 2)
  loss = tf.losses.softmax_cross_entropy(labels, logits, label_smoothing=0.1)
  update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
  with tf.control_dependencies(update_ops):
    train = tf.train.MomentumOptimizer(0.02, 0.9, use_nesterov=True).minimize(loss)
  with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(6):
      feed = {images: wave([4, 8, 8, 1], i), labels: np.eye(2)[[0, 1, 1, 0]]}
      sess.run(train, {**feed, training: True})
      out.append(flat(sess.run(loss, feed)))
    out.extend(flat(v) for v in sess.run(tf.global_variables())[:8])


def embedding(out):
  for name in ('adagrad', 'rmsprop', 'adam', 'momentum', 'ftrl'):
    tf.reset_default_graph()
    tf.set_random_seed(5)
    words = tf.placeholder(tf.int32, [None], name='words')
    context = tf.placeholder(tf.int64, [None], name='context')
    with tf.variable_scope('model', initializer=tf.random_uniform_initializer(-1, 1)):
      table = tf.get_variable('embedding', [7, 4])
      weights = tf.get_variable('softmax', [4, 7])
    found = tf.nn.embedding_lookup(table, words)
    logits = tf.matmul(found, weights)
    loss = tf.reduce_mean(
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=context, logits=logits))
    optimizer = {'adagrad': lambda: tf.train.AdagradOptimizer(0.3),
                 'rmsprop': lambda: tf.train.RMSPropOptimizer(0.05, momentum=0.5),
                 'adam': lambda: tf.train.AdamOptimizer(0.1),
                 'momentum': lambda: tf.train.MomentumOptimizer(0.2, 0.9),
                 'ftrl': lambda: tf.train.FtrlOptimizer(0.2)}[name]()
    grads = optimizer.compute_gradients(loss)
    train = optimizer.apply_gradients(grads)
    with tf.Session() as sess:
      sess.run(tf.global_variables_initializer())
      for i in range(5):
        feed = {words: [1, 4, 1, (i * 3) % 7], context: [2, 0, 5, 6]}
        out.append(flat(sess.run([loss, train], feed)[0]))
      out.extend(flat(v) for v in sess.run([table, weights]))
    out.append([type(grads[0][0]).__name__] + [v.name for v in tf.global_variables()])


def autoencoder(out):
  tf.reset_default_graph()
  tf.set_random_seed(2)
  l2 = lambda w: 0.01 * tf.nn.l2_loss(w)
  x = tf.placeholder(tf.float32, [5, 6], name='x')
  with tf.variable_scope('auto', regularizer=l2):
    w = tf.get_variable('w', [6, 3])
    b = tf.get_variable('b', [3], initializer=tf.zeros_initializer(), regularizer=None)
    c = tf.get_variable('c', [6], initializer=tf.zeros_initializer())
  code = tf.tanh(tf.matmul(x, w) + b)
  decoded = tf.matmul(code, w, transpose_b=True) + c
  tf.losses.mean_squared_error(x, decoded)
  total = tf.losses.get_total_loss()
  train = tf.train.AdamOptimizer(0.05).minimize(total)
  with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(8):
      out.append(flat(sess.run([total, train], {x: wave([5, 6], i % 2)})[0]))
    out.extend(flat(v) for v in sess.run([w, b, c]))
  out.append([t.name for t in tf.losses.get_regularization_losses()] + [total.name])


def gan(out):
  tf.reset_default_graph()
  tf.set_random_seed(13)

  def generator(z):
    with tf.variable_scope('gen'):
      return tf.layers.dense(tf.layers.dense(z, 5, tf.nn.relu), 2)

  def discriminator(x, reuse=False):
    with tf.variable_scope('disc', reuse=reuse):
      hidden = tf.layers.dense(x, 6, activation=tf.nn.leaky_relu, name='hidden')
      return tf.layers.dense(hidden, 1, name='out')

  real = tf.placeholder(tf.float32, [None, 2], name='real')
  z = tf.random_normal([4, 3], seed=21)
  fake = generator(z)
  on_real = discriminator(real)
  on_fake = discriminator(fake, reuse=True)
  bce = tf.nn.sigmoid_cross_entropy_with_logits
  d_loss = tf.reduce_mean(bce(labels=tf.ones_like(on_real), logits=on_real)) + tf.reduce_mean(
      bce(labels=tf.zeros_like(on_fake), logits=on_fake))
  g_loss = tf.reduce_mean(bce(labels=tf.ones_like(on_fake), logits=on_fake))
  g_vars = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, scope='gen')
  d_vars = [v for v in tf.trainable_variables() if v.name.startswith('disc/')]
  d_train = tf.train.AdamOptimizer(0.02, beta1=0.5).minimize(d_loss, var_list=d_vars)
  g_train = tf.train.AdamOptimizer(0.03, beta1=0.5).minimize(g_loss, var_list=g_vars)
  with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(5):
      feed = {real: wave([4, 2], i)}
      out.append(flat(sess.run([d_loss, d_train], feed)[0]))
      out.append(flat(sess.run([g_loss, g_train])[0]))
    out.extend(flat(v) for v in sess.run(tf.trainable_variables()))
  out.append([v.name for v in tf.global_variables()])


def averages(out):
  tf.reset_default_graph()
  x = tf.placeholder(tf.float32, [4], name='x')
  w = tf.Variable([1.0, -1.0, 0.5, 2.0], name='w')
  loss = tf.reduce_sum(tf.square(w - x))
  step = tf.train.create_global_step()
  opt_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, global_step=step)
  ema = tf.train.ExponentialMovingAverage(0.9, num_updates=step)
  with tf.control_dependencies([opt_op]):
    train = ema.apply([w])
  with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(6):
      sess.run(train, {x: wave([4], i)})
      out.append(flat(sess.run(w)) + flat(sess.run(ema.average(w))))
  names = ema.variables_to_restore()
  out.append([item for key in sorted(names) for item in (key, names[key].name)])


def clipping(out):
  tf.reset_default_graph()
  tf.set_random_seed(4)
  x = tf.placeholder(tf.float32, [3, 5], name='x')
  with tf.variable_scope('net', initializer=tf.glorot_normal_initializer()):
    w1 = tf.get_variable('w1', [5, 4])
    w2 = tf.get_variable('w2', [4, 2])
  y = tf.matmul(tf.sigmoid(tf.matmul(x, w1)), w2)
  loss = 100 * tf.reduce_mean(tf.square(y - 1.0))
  variables = tf.trainable_variables()
  grads, norm = tf.clip_by_global_norm(tf.gradients(loss, variables), 5.0)
  rate = tf.train.polynomial_decay(0.1, tf.train.get_or_create_global_step(), 4, 0.01, power=2.0)
  train = tf.train.GradientDescentOptimizer(rate).apply_gradients(
      zip(grads, variables), global_step=tf.train.get_global_step())
  with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for i in range(6):
      value, n, r, _ = sess.run([loss, norm, rate, train], {x: wave([3, 5], i)})
      out.append(flat([value, n, r]))
    out.extend(flat(v) for v in sess.run(variables))


def while_training(out):
  tf.reset_default_graph()
  target = tf.constant([0.5, -1.5, 2.0])

  def body(i, w):
    grad, = tf.gradients(tf.reduce_sum(tf.square(w - target) * tf.exp(-w * 0.1)), w)
    return i + 1, w - 0.1 * grad

  w0 = tf.placeholder(tf.float32, [3], name='w0')
  i, w = tf.while_loop(lambda i, w: i < 12, body, [tf.constant(0), w0])
  through, = tf.gradients(tf.reduce_sum(tf.while_loop(
      lambda j, v: j < 3, lambda j, v: (j + 1, tf.sin(v) * w0), [tf.constant(0), w0])[1]), w0)
  with tf.Session() as sess:
    out.extend(flat(v) for v in sess.run([i, w, through], {w0: wave([3], 1)}))


def evaluation(out):
  tf.reset_default_graph()
  labels = tf.placeholder(tf.int64, [None], name='labels')
  logits = tf.placeholder(tf.float32, [None, 3], name='logits')
  classes = tf.argmax(logits, 1)
  with tf.name_scope('metrics'):
    accuracy, update_accuracy = tf.metrics.accuracy(labels, classes)
    loss, update_loss = tf.metrics.mean(
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))
    auc, update_auc = tf.metrics.auc(tf.equal(labels, 1), tf.nn.softmax(logits)[:, 1])
  update = tf.group(update_accuracy, update_loss, update_auc)
  with tf.Session() as sess:
    for epoch in range(2):
      sess.run(tf.local_variables_initializer())
      for i in range(3):
        sess.run(update, {labels: [0, 1, 2, 1, 0], logits: wave([5, 3], i + epoch)})
      out.append(flat(sess.run([accuracy, loss, auc])))
  out.append([v.name for v in tf.local_variables()])


def eager_programs():
  import tensorflow as tf2
  result = {'tape_regression': [], 'tape_mlp': [], 'second_order': []}
  out = result['tape_regression']
  w, b = tf2.Variable([[1.0], [0.0]]), tf2.Variable(0.5)
  for i in range(8):
    x = tf2.constant(wave([5, 2], i), tf2.float32)
    y = 3.0 * x[:, :1] - x[:, 1:] + 1.0
    with tf2.GradientTape() as tape:
      loss = tf2.reduce_mean(tf2.square(tf2.matmul(x, w) + b - y))
    dw, db = tape.gradient(loss, [w, b])
    w.assign_sub(0.1 * dw)
    b.assign_sub(0.1 * db)
    out.append(flat(loss))
  out += [flat(w), flat(b)]
  out = result['tape_mlp']
  tf2.random.set_seed(9)
  w1 = tf2.Variable(tf2.random.normal([3, 4], stddev=0.5))
  b1 = tf2.Variable(tf2.zeros([4]))
  w2 = tf2.Variable(tf2.random.uniform([4, 2], -1, 1))
  variables = [w1, b1, w2]
  slots = [tf2.Variable(tf2.zeros_like(v)) for v in variables]
  for i in range(6):
    x = tf2.constant(wave([6, 3], i), tf2.float32)
    labels = tf2.constant([0, 1, 0, 1, 1, 0])
    with tf2.GradientTape() as tape:
      hidden = tf2.nn.relu(x @ w1 + b1)
      loss = tf2.reduce_mean(tf2.nn.sparse_softmax_cross_entropy_with_logits(labels, hidden @ w2))
    grads, _ = tf2.clip_by_global_norm(tape.gradient(loss, variables), 0.8)
    for v, m, g in zip(variables, slots, grads):
      m.assign(0.9 * m + g)
      v.assign_sub(0.3 * m)
    out.append(flat(loss))
  out += [flat(v) for v in variables]
  out = result['second_order']
  x = tf2.Variable([0.5, -1.0, 2.0])
  with tf2.GradientTape() as outer:
    with tf2.GradientTape() as inner:
      y = tf2.reduce_sum(x ** 3 * tf2.sin(x) + tf2.sigmoid(x))
    g = inner.gradient(y, x)
    penalty = tf2.reduce_sum(g ** 2)
  out += [flat(g), flat(outer.gradient(penalty, x))]
  with tf2.GradientTape(persistent=True) as tape:
    c = tf2.constant(2.0)
    tape.watch(c)
    y, z = c * c * x[0], tf2.exp(c)
  out += [flat(tape.gradient(y, c)), flat(tape.gradient(z, c)), flat(tape.gradient(y, x))]
  return result


if __name__ == '__main__':
  tf.enable_v2_behavior()
  programs = eager_programs()
  tf.disable_v2_behavior()
  for program in (logistic_regression, mlp, cnn, embedding, autoencoder, gan, averages, clipping,
                  while_training, evaluation):
    programs[program.__name__] = []
    program(programs[program.__name__])
  lines = [json.dumps(k) + ':' + json.dumps(v, separators=(',', ':')) for k, v in programs.items()]
  with open(os.path.join(HERE, 'programs.json'), 'w') as file:
    file.write('{\n' + ',\n'.join(lines) + '\n}\n')
