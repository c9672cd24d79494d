package org.ckpt4j.train.saveops;

import java.util.regex.Pattern;

/** The processor of the task a device belongs to, where its values are written and read. */
final class HostDevice {
  private static final Pattern DEVICE_PART = Pattern.compile("/(device:)?[A-Za-z_]+:(\\d+|\\*)$");
  private static final String CPU = "/device:CPU:0";
  private static final String THIS_TASK = "/job:localhost/replica:0/task:0";

  private HostDevice() {}

  /** {@code /job:ps/task:1/device:GPU:0} gives {@code /job:ps/task:1/device:CPU:0}. */
  static String of(String device) {
    String task = device;
    var matcher = DEVICE_PART.matcher(device);
    if (matcher.find()
        && !matcher.group().startsWith("/task:")
        && !matcher.group().startsWith("/replica:")) {
      task = device.substring(0, matcher.start());
    }
    return task + CPU;
  }

  /** The same, where every device that names no task is one of this process. */
  static String ofEager(String device) {
    String host = of(device);
    return host.startsWith("/job:") ? host : THIS_TASK + CPU;
  }
}
