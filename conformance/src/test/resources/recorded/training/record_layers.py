"""Records what TensorFlow's layers, losses and metrics give: layers.json, losses.json, metrics.json.

    python record_layers.py   (TensorFlow 2.15.1; writes beside this file)

Inputs are formulas (see `wave`), so that the records hold only what is asked and what came out.
"""
import json
import math
import os
import sys

import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
HERE = os.path.dirname(os.path.abspath(__file__))


def wave(shape, phase):
  count = int(np.prod(shape)) if shape else 1
  values = [math.sin(0.7 * i + 0.13 * i * i + phase) for i in range(count)]
  return np.array(values, np.float64).reshape(shape)


def flat(value):
  return [float('%.6g' % v) for v in np.asarray(value, np.float64).ravel()]


def nodes(graph):
  return ' '.join('%s:%s' % (o.name, o.type) for o in graph.get_operations())


def variables(keys):
  return {key: [v.name for v in tf.get_collection(key)] for key in keys if tf.get_collection(key)}


ACTIVATIONS = {'relu': tf.nn.relu, 'tanh': tf.tanh, 'sigmoid': tf.sigmoid}


def option(name, value):
  if name == 'activation':
    return ACTIVATIONS[value]
  if name.endswith('_initializer'):
    kind, seed = value
    if kind == 'glorot':
      return tf.glorot_uniform_initializer(seed=seed)
    return tf.random_normal_initializer(seed=seed)
  if name.endswith('_regularizer'):
    return lambda w: value * tf.reduce_sum(tf.square(w))
  if name.endswith('_constraint'):
    return lambda w: tf.clip_by_value(w, -value, value)
  return value


def layer_case(layer, shape, args=(), training=None, known=None, calls=1, steps=0, **options):
  case = dict(layer=layer, input=shape, known=known or shape, args=list(args), calls=calls,
              steps=steps, training=training, options=options)
  with tf.Graph().as_default() as graph:
    tf.set_random_seed(11)
    x = tf.placeholder(tf.float32, case['known'], name='x')
    given = {k: option(k, v) for k, v in options.items()}
    later = None
    if training == 'later':
      later = given['training'] = tf.placeholder(tf.bool, [], name='training')
    elif training is not None:
      given['training'] = training
    for call in range(calls):
      if call:
        given['reuse'] = True
      y = getattr(tf.layers, layer)(x, *args, **given)
    case['nodes'] = nodes(graph)
    case['output'] = y.name
    case['shape'] = [d.value for d in y.shape.dims]
    case['collections'] = variables(
        ['variables', 'trainable_variables', 'update_ops', 'losses', 'regularization_losses'])
    grads = tf.gradients(
        tf.reduce_sum(y * tf.cos(
            tf.reshape(tf.cast(tf.range(tf.size(y)), tf.float32) * 0.37, tf.shape(y)))),
        [x] + tf.trainable_variables())
    case['gradients'] = []
    with tf.Session() as session:
      session.run(tf.global_variables_initializer())
      case['initial'] = [flat(v) for v in session.run(tf.global_variables())]
      updates = tf.get_collection('update_ops')
      for step in range(steps):
        feed = {x: wave(shape, step)}
        if later is not None:
          feed[later] = True
        session.run(updates, feed)
      case['after'] = [flat(v) for v in session.run(tf.global_variables())] if steps else []
      feed = {x: wave(shape, 0.5)}
      case['values'] = []
      for now in ([True, False] if later is not None else [None]):
        if later is not None:
          feed[later] = now
        case['values'].append(flat(session.run(y, feed)))
        case['gradients'].append(
            [None if g is None else flat(session.run(g, feed)) for g in grads])
      case['regularization'] = [
          flat(v) for v in session.run(tf.get_collection('regularization_losses'), feed)]
  return case


def layers():
  w = dict(kernel_initializer=('glorot', 5))
  b = dict(bias_initializer=('normal', 6))
  yield layer_case('dense', [4, 3], [5], **w)
  yield layer_case('dense', [4, 3], [5], activation='relu', name='hidden', **w, **b)
  yield layer_case('dense', [4, 3], [2], use_bias=False, activation='tanh', **w)
  yield layer_case('dense', [2, 3, 4], [2], activation='sigmoid', **w, **b)
  yield layer_case('dense', [2, 2, 2, 3], [4], known=[None, None, 2, 3], **w)
  yield layer_case('dense', [4, 3], [5], known=[None, 3], calls=2, name='shared',
                   kernel_regularizer=0.1, bias_regularizer=0.2, **w, **b)
  yield layer_case('dense', [4, 3], [5], activity_regularizer=0.3, **w)
  yield layer_case('dense', [4, 3], [5], trainable=False, kernel_regularizer=0.5, **w)
  yield layer_case('dense', [4, 3], [5])
  for n, name in ((1, 'conv1d'), (2, 'conv2d'), (3, 'conv3d')):
    size = [2] + [7, 6, 5][:n] + [3]
    kernel = [3, 2, 2][:n]
    yield layer_case(name, size, [4, kernel], **w, **b)
    yield layer_case(name, size, [4, 3], padding='same', strides=2, activation='relu', **w)
    yield layer_case(name, size, [2, kernel], padding='same', strides=[2, 1, 2][:n],
                     use_bias=False, name='c', **w)
    yield layer_case(name, size, [2, 2], known=[None] + [None] * n + [3],
                     kernel_regularizer=0.1, calls=2, name='again', **w)
    if n < 3:
      yield layer_case(name, size, [3, 2], dilation_rate=2, **w)
      yield layer_case(name, size, [3, 2], dilation_rate=2, padding='same', activation='tanh',
                       known=[None] + size[1:], **w)
  d = dict(depthwise_initializer=('glorot', 5), pointwise_initializer=('glorot', 7))
  image = [2, 6, 5, 3]
  yield layer_case('separable_conv2d', image, [4, 3], **d)
  yield layer_case('separable_conv2d', image, [4, [3, 2]], padding='same', depth_multiplier=2,
                   activation='relu', **d, **b)
  yield layer_case('separable_conv2d', image, [4, 3], strides=2, use_bias=False,
                   depthwise_regularizer=0.1, pointwise_regularizer=0.2, **d)
  yield layer_case('separable_conv2d', image, [4, 2], dilation_rate=2, padding='same',
                   name='sep', **d)
  yield layer_case('conv2d_transpose', image, [4, 3], **w)
  yield layer_case('conv2d_transpose', image, [2, [3, 2]], strides=[2, 2], padding='same', **w, **b)
  yield layer_case('conv2d_transpose', image, [2, 2], strides=3, activation='relu',
                   known=[None, None, None, 3], **w)
  yield layer_case('conv2d_transpose', image, [2, 3], strides=[1, 2], use_bias=False, name='up',
                   known=[None, 6, 5, 3], kernel_regularizer=0.1, **w)
  for training in (False, True, 'later'):
    steps = 0 if training is False else 3
    for shape in ([6, 4], [3, 4, 5, 3], [3, 4, 2]):
      yield layer_case('batch_normalization', shape, training=training, steps=steps)
    yield layer_case('batch_normalization', [3, 4, 5, 2], training=training, steps=steps,
                     fused=False, name='bn')
    yield layer_case('batch_normalization', [5, 3], training=training, steps=steps, momentum=0.6,
                     epsilon=0.01, known=[None, 3], gamma_initializer=('normal', 3),
                     beta_initializer=('normal', 4), gamma_regularizer=0.1)
    yield layer_case('batch_normalization', [3, 2, 4, 3], training=training, steps=steps,
                     scale=False, momentum=0.9)
    yield layer_case('batch_normalization', [3, 2, 4, 3], training=training, steps=steps,
                     center=False, momentum=0.9, moving_mean_initializer=('normal', 8))
    yield layer_case('batch_normalization', [4, 3, 2], training=training, steps=steps, axis=1,
                     center=False, scale=False)
    yield layer_case('batch_normalization', [2, 3, 2, 4], training=training, steps=steps, axis=1,
                     fused=False, gamma_initializer=('normal', 3))
    yield layer_case('batch_normalization', [2, 3, 2, 2, 4], training=training, steps=steps,
                     trainable=False)
  yield layer_case('batch_normalization', [6, 4], training=True, steps=2, calls=2, name='twice')
  yield layer_case('dropout', [5, 8], training=True, rate=0.3, seed=9)
  yield layer_case('dropout', [5, 8], training=False, rate=0.3, seed=9)
  yield layer_case('dropout', [5, 8], training='later', rate=0.6, seed=2, name='drop')
  yield layer_case('dropout', [3, 4, 2], training=True, rate=0.5, seed=4,
                   noise_shape=[3, 1, 2])
  yield layer_case('dropout', [3, 4], rate=0.5)
  for kind in ('max', 'average'):
    for n in (1, 2, 3):
      size = [2] + [7, 6, 5][:n] + [2]
      name = '%s_pooling%dd' % (kind, n)
      yield layer_case(name, size, [2, 2])
      yield layer_case(name, size, [3, 2], padding='same', name='p')
      yield layer_case(name, size, [[3, 2, 1][:n], [1, 2, 2][:n]], known=[None] * (n + 1) + [2])
  yield layer_case('max_pooling1d', [2, 3, 7], [2, 2], data_format='channels_first')
  yield layer_case('average_pooling1d', [2, 3, 7], [3, 1], padding='same',
                   data_format='channels_first')
  yield layer_case('flatten', [2, 3, 4])
  yield layer_case('flatten', [2, 3, 4], known=[None, 3, 4], name='flat')
  yield layer_case('flatten', [5], known=[None])
  yield layer_case('flatten', [2, 3, 4], known=[None, None, 4])
  yield layer_case('flatten', [2, 3, 4], known=[2, None, 4])
  yield layer_case('flatten', [2, 3, 4], data_format='channels_first')


LOSSES = {
    'absolute_difference': {}, 'mean_squared_error': {}, 'huber_loss': {'delta': 0.4},
    'hinge_loss': {}, 'log_loss': {'epsilon': 1e-6}, 'cosine_distance': {'axis': 1},
    'sigmoid_cross_entropy': {'label_smoothing': 0.2},
    'softmax_cross_entropy': {'label_smoothing': 0.1},
    'sparse_softmax_cross_entropy': {}, 'mean_pairwise_squared_error': {},
    'compute_weighted_loss': {}}
REDUCTIONS = ['none', 'weighted_sum', 'weighted_mean', 'weighted_sum_over_batch_size',
              'weighted_sum_by_nonzero_weights']


def loss_case(loss, shape, weights, reduction, plain, name=None, known=None, collection='losses'):
  case = dict(loss=loss, shape=shape, weights=weights, reduction=reduction, plain=plain, name=name,
              known=known or shape, collection=collection)
  with tf.Graph().as_default():
    x = tf.placeholder(tf.float32, case['known'], name='x')
    p = wave(shape, 0.5)
    if loss == 'log_loss':
      p = 0.5 + 0.4 * p
    z = wave(shape, 2)
    if 'cross' in loss or loss in ('hinge_loss', 'log_loss'):
      z = (z > 0.2).astype(np.float64)
    if loss == 'sparse_softmax_cross_entropy':
      z = (np.arange(shape[0]) * 2) % shape[1]
    options = {} if plain else dict(LOSSES[loss])
    if weights is not None:
      w = wave(weights, 4)
      options['weights'] = np.where(w < -0.3, 0, w).astype(np.float32) if weights else 0.7
    if reduction:
      options['reduction'] = reduction
    if loss == 'cosine_distance':
      options['axis'] = 1
    options['loss_collection'] = collection
    if name:
      options['scope'] = name
    if loss == 'compute_weighted_loss':
      y = tf.losses.compute_weighted_loss(x, **options)
    else:
      labels = tf.constant(z, tf.int64 if loss.startswith('sparse') else tf.float32, name='z')
      y = getattr(tf.losses, loss)(labels, x, **options)
    case['output'] = y.name
    case['losses'] = [v.name for v in tf.get_collection('losses')]
    grad, = tf.gradients(y, x)
    with tf.Session() as session:
      case['value'] = flat(session.run(y, {x: p}))
      case['gradient'] = flat(session.run(grad, {x: p}))
  return case


def losses():
  for loss in LOSSES:
    rows = loss.startswith('sparse') or loss.startswith('softmax')
    widths = [None, [], [4] if rows else [4, 1], [4, 1] if loss.startswith('sparse') else
              [4] if rows else [4, 3]]
    if loss == 'cosine_distance':
      widths = [None, [], [4, 1], [1, 1]]
    reductions = REDUCTIONS
    if loss == 'mean_pairwise_squared_error':
      reductions, widths = [None], [None, [], [4, 1], [1, 1]]
    for weights in widths:
      for reduction in reductions:
        yield loss_case(loss, [4, 3], weights, reduction, plain=reduction != 'weighted_mean')
    yield loss_case(loss, [4, 3], None, None, True, name='mine', known=[None, 3])
    yield loss_case(loss, [4, 3], None, None, True, collection=None)
  for loss in ('mean_squared_error', 'sigmoid_cross_entropy', 'huber_loss'):
    yield loss_case(loss, [2, 3, 2], [2, 1, 1], None, True)
    yield loss_case(loss, [2, 3, 2], [1, 3, 1], 'weighted_mean', False)


def metric_case(metric, kind, shape, weights=None, name=None, collected=False, **options):
  case = dict(metric=metric, kind=kind, shape=shape, weights=weights, name=name,
              collected=collected, options=options)
  with tf.Graph().as_default():
    given = dict(options)
    classes = options.get('num_classes', 2)
    label_type = {'bool': tf.bool, 'class': tf.int64}.get(kind, tf.float32)
    z = tf.placeholder(label_type, shape, name='z')
    x = tf.placeholder(tf.int64 if kind == 'class' else label_type, shape, name='x')
    w = None
    if weights is not None:
      w = given['weights'] = tf.placeholder(tf.float32, weights, name='w')
    if name:
      given['name'] = name
    if collected:
      given['metrics_collections'] = ['my_values']
      given['updates_collections'] = ['my_updates']
    operands = [x] if metric == 'mean' else [z, x]
    value, update = getattr(tf.metrics, metric)(*operands, **given)
    case['collections'] = variables(
        ['variables', 'local_variables', 'metric_variables', 'my_values', 'my_updates'])
    case['output'] = [value.name, update.name]
    with tf.Session() as session:
      session.run(tf.local_variables_initializer())
      case['before'] = flat(session.run(value))
      case['updates'], case['after'] = [], []
      for batch in range(3):
        a, b = wave(shape, batch), wave(shape, batch + 2.5)
        if kind == 'bool':
          a, b = a > 0, b > -0.2
        if kind == 'share':
          a, b = a > 0, 0.5 + 0.49 * b
        if kind == 'class':
          a, b = [np.minimum(np.floor((0.5 + 0.5 * v) * classes), classes - 1) for v in (a, b)]
        feed = {z: a, x: b}
        if w is not None:
          v = wave(weights, batch + 1)
          feed[w] = np.where(v < 0, 0, v)
        case['updates'].append(flat(session.run(update, feed)))
        case['after'].append(flat(session.run(value)))
      case['state'] = [flat(v) for v in session.run(tf.local_variables())]
  return case


def metrics():
  for weights in (None, [4, 3], [4, 1]):
    for metric in ('mean', 'mean_squared_error', 'mean_absolute_error',
                   'root_mean_squared_error'):
      yield metric_case(metric, 'float', [4, 3], weights)
    yield metric_case('accuracy', 'class', [4, 3], weights)
    for metric in ('true_positives', 'false_positives', 'true_negatives', 'false_negatives',
                   'precision', 'recall'):
      yield metric_case(metric, 'bool', [4, 3], weights)
    yield metric_case('auc', 'share', [4, 3], weights)
    yield metric_case('auc', 'share', [4, 3], weights, num_thresholds=20)
  for metric in ('mean', 'mean_squared_error', 'accuracy', 'precision', 'auc',
                 'root_mean_squared_error', 'true_positives'):
    kind = {'accuracy': 'class', 'precision': 'bool', 'true_positives': 'bool',
            'auc': 'share'}.get(metric, 'float')
    yield metric_case(metric, kind, [5], name='mine', collected=True)
    yield metric_case(metric, kind, [5], [])


def write(name, cases):
  lines = []
  for case in cases:
    lines.append(json.dumps(case, separators=(',', ':')))
  with open(os.path.join(HERE, name + '.json'), 'w') as out:
    out.write('[\n' + ',\n'.join(lines) + '\n]\n')
  print(name, len(lines))


if __name__ == '__main__':
  for made in (layers, losses, metrics):
    if not sys.argv[1:] or made.__name__ in sys.argv:
      write(made.__name__, made())
