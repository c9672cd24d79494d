package org.ckpt4j.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code completion bash|zsh}: prints the script that teaches a shell the commands and options. */
@Command(
    name = "completion",
    header = "Prints a shell's completion script.",
    description = {
      "",
      "bash: source <(ckpt4j completion bash)",
      "zsh:  source <(ckpt4j completion zsh)"
    })
final class CompletionCommand implements Callable<Integer> {
  enum Shell {
    bash,
    zsh
  }

  @Mixin private StandardOptions options;

  @Parameters(paramLabel = "bash|zsh", description = "For which shell.")
  private Shell shell;

  @Override
  public Integer call() {
    var root = options.spec().root().commandLine();
    String script = AutoComplete.bash(root.getCommandName(), root);
    if (shell == Shell.zsh) {
      // The script is bash's; zsh runs it after loading its own emulation.
      script =
          "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n"
              + script;
    }
    options.out().print(script);
    return ExitCode.FINE;
  }
}
