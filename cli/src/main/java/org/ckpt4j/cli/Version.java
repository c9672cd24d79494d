package org.ckpt4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() throws IOException {
    return new String[] {
      "ckpt4j " + number(),
      "checkpoint formats: TensorFlow 2.15 (V2 bundles, V1 tables)",
      "Java " + Runtime.version()
    };
  }

  private static String number() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      if (in == null) {
        return "(unknown version)";
      }
      properties.load(in);
    }
    return properties.getProperty("version");
  }
}
