package org.ckpt4j.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.ckpt4j.checkpoint.CheckpointWriter;
import org.ckpt4j.tensor.DType;
import org.ckpt4j.tensor.RawTensor;
import org.ckpt4j.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * One run of all benchmarks: for each work, ckpt4j and its peers by turns, then a comparison of
 * what they wrote and read.
 */
final class BenchRun {
  private static final String NATIVE = "tensorflow-native";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Rounds rounds;
  private final @Nullable String peerClassPath;
  private final @Nullable String python;
  private final Consumer<String> progress;
  private final List<BenchRow> rows = new ArrayList<>();
  private final List<String> differences = new ArrayList<>();

  BenchRun(
      Path folder,
      Rounds rounds,
      @Nullable String peerClassPath,
      @Nullable String python,
      Consumer<String> progress) {
    this.folder = folder;
    this.rounds = rounds;
    this.peerClassPath = peerClassPath;
    this.python = python;
    this.progress = progress;
  }

  List<BenchRow> rows() {
    return rows;
  }

  private void add(BenchRow row) {
    rows.add(row);
    progress.accept("    " + row);
  }

  /** What the sides wrote or read differently; empty if all agree. */
  List<String> differences() {
    return differences;
  }

  void saves(Workload workload) throws IOException {
    progress.accept("save " + workload.label());
    double ours = median(ourJmh("SaveBenchmark.save", workload));
    Map<String, Double> peers = new LinkedHashMap<>();
    if (peerClassPath != null) {
      peers.put(NATIVE, median(peerJmh("SavePeerBenchmark.save", workload)));
    }
    peers.putAll(pythonPeers("save", workload));
    addThroughput("save", workload, ours, peers);
    addThroughput(
        "save with fsync",
        workload,
        median(ourJmh("SaveBenchmark.saveWithFsync", workload)),
        Map.of());
    compare("save-" + workload.label(), Optional.empty());
  }

  void restores(Workload workload) throws IOException {
    Path prefix = folder.resolve("restore-" + workload.label());
    write(workload, prefix);
    progress.accept("restore " + workload.label());
    double mapped = median(ourJmh("RestoreBenchmark.mapped", workload));
    double copied = median(ourJmh("RestoreBenchmark.copied", workload));
    Map<String, Double> peers = new LinkedHashMap<>();
    if (peerClassPath != null) {
      peers.put(NATIVE, median(peerJmh("RestorePeerBenchmark.restore", workload)));
    }
    peers.putAll(pythonPeers("restore", workload));
    addThroughput("restore, mapped and verified", workload, mapped, peers);
    addThroughput("restore into new arrays, verified", workload, copied, peers);
    compare("restore-" + workload.label(), Optional.of(Long.toHexString(workload.valuesDigest())));
  }

  /** Needs the checkpoint that {@link #restores} leaves. */
  void listing(Workload workload) throws IOException {
    progress.accept("open and list " + workload.label());
    double ours = median(ourJmh("OpenAndListBenchmark.openAndList", workload));
    add(new BenchRow("open and list", workload.label(), "ms", ours, pythonPeers("list", workload)));
  }

  /** The command line as a whole process beside a Python process that lists the same file. */
  void inspecting(Workload workload, String launcher) throws IOException {
    progress.accept("inspect as a process " + workload.label());
    String prefix = folder.resolve("restore-" + workload.label()).toString();
    double ours = process(List.of(launcher, "inspect", prefix));
    Map<String, Double> peers = new LinkedHashMap<>();
    if (python != null) {
      String script =
          "import os,sys;os.environ['TF_CPP_MIN_LOG_LEVEL']='3';import tensorflow as tf;"
              + "[print(k,s) for k,s in tf.train.list_variables(sys.argv[1])]";
      peers.put("tensorflow-python", process(List.of(python, "-c", script, prefix)));
    }
    add(new BenchRow("inspect, whole process", workload.label(), "ms", ours, peers));
  }

  /** A step of gradient descent; the peers run the graph that ckpt4j builds and writes. */
  void trainStep(TrainingModel model) throws IOException {
    progress.accept("training step " + model);
    double ours = median(scores(ourModelJmh("TrainStepBenchmark.step", model)));
    Map<String, Double> peers = new LinkedHashMap<>();
    if (peerClassPath != null) {
      String result =
          Side.jmh(peerClassPath, folder, modelArguments("TrainStepPeerBenchmark.step", model));
      peers.put(NATIVE, median(scores(result)));
    }
    if (python != null) {
      peers.put(
          "tensorflow-python",
          median(numbers(pythonTraining(model).get("milliseconds").get("tensorflow-python"))));
    }
    add(new BenchRow("training step", model.toString(), "ms", ours, peers));
  }

  private String ourModelJmh(String benchmark, TrainingModel model) throws IOException {
    return Side.jmh(
        System.getProperty("java.class.path"), folder, modelArguments(benchmark, model));
  }

  private List<String> modelArguments(String benchmark, TrainingModel model) {
    List<String> out = new ArrayList<>(List.of("[.]" + benchmark + "$"));
    out.addAll(List.of("-p", "model=" + model.name()));
    out.addAll(rounds.jmhArguments(Workload.SMALL));
    return out;
  }

  private JsonNode pythonTraining(TrainingModel model) throws IOException {
    Path script = folder.resolve("train_peer.py");
    try (InputStream in = BenchRun.class.getResourceAsStream("train_peer.py")) {
      Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                java.util.Objects.requireNonNull(python),
                script.toString(),
                folder.resolve("train-" + model + ".pb").toString()));
    for (long size : model.imagesShape().dims()) {
      command.add(Long.toString(size));
    }
    return JSON.readTree(Side.run(command, folder));
  }

  /** Many tracked variables, saved and restored as objects. */
  void tracked(int variables) throws IOException {
    progress.accept("tracked variables " + variables);
    JsonNode python = this.python == null ? null : pythonTracked(variables).get("milliseconds");
    for (String work : List.of("save", "restore", "asynchronousSave")) {
      List<String> arguments =
          List.of("[.]CheckpointBenchmark." + work + "$", "-p", "variables=" + variables);
      double ours =
          median(scores(Side.jmh(System.getProperty("java.class.path"), folder, arguments)));
      Map<String, Double> peers = new LinkedHashMap<>();
      if (python != null && python.has(work)) {
        peers.put("tensorflow-python", median(numbers(python.get(work))));
      }
      add(new BenchRow("tracked, " + work, variables + " variables", "ms", ours, peers));
    }
  }

  private JsonNode pythonTracked(int variables) throws IOException {
    Path script = folder.resolve("checkpoint_peer.py");
    try (InputStream in = BenchRun.class.getResourceAsStream("checkpoint_peer.py")) {
      Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
    }
    return JSON.readTree(
        Side.run(
            List.of(
                java.util.Objects.requireNonNull(python),
                script.toString(),
                folder.toString(),
                Integer.toString(variables),
                "3"),
            folder));
  }

  /** One addition, eagerly and in a session, beside ND4J's own call. */
  void opDispatch() throws IOException {
    progress.accept("an operation's dispatch");
    for (String elements : List.of("4", "65536")) {
      Map<String, Double> bare = new LinkedHashMap<>();
      bare.put("nd4j", median(scores(dispatch("bareNd4j", elements))));
      for (String way : List.of("eager", "inSession")) {
        double ours = median(scores(dispatch(way, elements)));
        add(new BenchRow("one addition, " + way, elements + " floats", "us", ours, bare));
      }
    }
  }

  private String dispatch(String way, String elements) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("[.]OpDispatchBenchmark." + way + "$", "-p", "elements=" + elements));
    arguments.addAll(rounds.jmhArguments(Workload.SMALL));
    return Side.jmh(System.getProperty("java.class.path"), folder, arguments);
  }

  void peakMemory(Workload workload) throws IOException {
    progress.accept("peak memory of a save " + workload.label());
    String bytes =
        Side.java(
            System.getProperty("java.class.path"),
            folder,
            PeakMemory.class.getName(),
            List.of(workload.name(), folder.toString()));
    add(
        new BenchRow(
            "peak extra memory of a save",
            workload.label(),
            "MiB",
            Long.parseLong(bytes.strip()) / (double) (1 << 20),
            Map.of()));
  }

  void forget(Workload workload) throws IOException {
    Evidence.delete(folder.resolve("restore-" + workload.label()));
  }

  private double[] ourJmh(String benchmark, Workload workload) throws IOException {
    return scores(
        Side.jmh(System.getProperty("java.class.path"), folder, arguments(benchmark, workload)));
  }

  private double[] peerJmh(String benchmark, Workload workload) throws IOException {
    return scores(Side.jmh(peerClassPath, folder, arguments(benchmark, workload)));
  }

  private List<String> arguments(String benchmark, Workload workload) {
    List<String> out = new ArrayList<>(List.of("[.]" + benchmark + "$"));
    out.addAll(List.of("-p", "workload=" + workload.name()));
    out.addAll(rounds.jmhArguments(workload));
    return out;
  }

  private Map<String, Double> pythonPeers(String what, Workload workload) throws IOException {
    Map<String, Double> out = new LinkedHashMap<>();
    if (python == null) {
      return out;
    }
    Path script = folder.resolve("peers.py");
    try (InputStream in = BenchRun.class.getResourceAsStream("peers.py")) {
      Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
    }
    String printed =
        Side.run(
            List.of(
                python,
                script.toString(),
                folder.toString(),
                what,
                workload.label(),
                Integer.toString(workload.tensors()),
                Long.toString(workload.bytesEach()),
                Integer.toString(rounds.peerRounds(workload))),
            folder);
    JSON.readTree(printed)
        .get("milliseconds")
        .properties()
        .forEach(peer -> out.put(peer.getKey(), median(numbers(peer.getValue()))));
    return out;
  }

  private void addThroughput(
      String work, Workload workload, double milliseconds, Map<String, Double> peers) {
    Map<String, Double> rates = new LinkedHashMap<>();
    peers.forEach((name, ms) -> rates.put(name, megabytesPerSecond(workload, ms)));
    add(
        new BenchRow(
            work,
            workload.label(),
            BenchRow.THROUGHPUT,
            megabytesPerSecond(workload, milliseconds),
            rates));
  }

  private static double megabytesPerSecond(Workload workload, double milliseconds) {
    return workload.totalBytes() / 1e6 / (milliseconds / 1e3);
  }

  private void compare(String name, Optional<String> expected) throws IOException {
    Map<String, String> sides = Evidence.collect(folder, name);
    var values = new TreeSet<>(sides.values());
    expected.ifPresent(values::add);
    if (sides.isEmpty() || values.size() > 1) {
      differences.add(name + ": " + sides + expected.map(e -> ", expected " + e).orElse(""));
    }
  }

  private static void write(Workload workload, Path prefix) throws IOException {
    List<OffHeapBytes> memory = new ArrayList<>();
    try (CheckpointWriter writer = CheckpointWriter.create(prefix)) {
      for (int i = 0; i < workload.tensors(); i++) {
        memory.add(OffHeapBytes.filled(workload, i));
        writer.add(
            workload.key(i),
            RawTensor.of(DType.FLOAT32, Shape.of(workload.elements()), memory.get(i)));
      }
      writer.finish();
    } finally {
      memory.forEach(OffHeapBytes::close);
    }
  }

  private double process(List<String> command) throws IOException {
    double[] milliseconds = new double[rounds.processes()];
    Side.run(command, folder);
    for (int i = 0; i < milliseconds.length; i++) {
      long start = System.nanoTime();
      Side.run(command, folder);
      milliseconds[i] = (System.nanoTime() - start) / 1e6;
    }
    return median(milliseconds);
  }

  /** Every measured iteration of the one benchmark in JMH's result. */
  private static double[] scores(String jmhResult) throws IOException {
    JsonNode result = JSON.readTree(jmhResult);
    if (result.size() != 1) {
      throw new IOException("expected one benchmark in JMH's result, found " + result.size());
    }
    List<Double> out = new ArrayList<>();
    for (JsonNode fork : result.get(0).get("primaryMetric").get("rawData")) {
      for (double score : numbers(fork)) {
        out.add(score);
      }
    }
    return out.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double[] numbers(JsonNode array) {
    double[] out = new double[array.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = array.get(i).asDouble();
    }
    return out;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
