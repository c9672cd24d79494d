package org.ckpt4j.framework;

import org.slf4j.LoggerFactory;

/** Where diagnostics go: the log, unless an {@link Environment} says otherwise. */
@FunctionalInterface
public interface DiagnosticSink {
  /** To SLF4J, under the logger {@code org.ckpt4j}. */
  DiagnosticSink LOG =
      diagnostic -> {
        var log = LoggerFactory.getLogger("org.ckpt4j");
        switch (diagnostic.level()) {
          case DEBUG -> log.debug("{}", diagnostic.message());
          case INFO -> log.info("{}", diagnostic.message());
          case WARNING -> log.warn("{}", diagnostic.message());
          case ERROR -> log.error("{}", diagnostic.message());
        }
      };

  void emit(Diagnostic diagnostic);
}
