package org.ckpt4j.cli;

import java.util.concurrent.Callable;

/**
 * A command of {@code ckpt4j} that another module brings along.
 *
 * <p>An implementation is a public class with a public constructor without arguments, carries
 * picocli's {@code @Command(name = …)}, mixes in {@link StandardOptions} for {@code --json}, {@code
 * --debug}, {@code --help} and its output streams, and is listed in {@code
 * META-INF/services/org.ckpt4j.cli.Subcommand}. {@link #call()} returns one of {@link ExitCode}'s
 * numbers. It is loaded only when its name is typed, or when help or completion lists all commands;
 * its constructor does nothing costly.
 */
public interface Subcommand extends Callable<Integer> {
  @Override
  Integer call() throws Exception;
}
