package org.ckpt4j.checkpoint.coding;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AtomicFileTest {
  private FileSystem memory;
  private Path file;

  @BeforeEach
  void makeFileSystem() throws IOException {
    memory = Jimfs.newFileSystem(Configuration.unix());
    file = memory.getPath("/f/state");
    Files.createDirectories(memory.getPath("/f"));
  }

  @AfterEach
  void closeFileSystem() throws IOException {
    memory.close();
  }

  private static void write(FileActions files, Path file, String text, boolean fsync)
      throws IOException {
    try (AtomicFile out = new AtomicFile(files, file, fsync)) {
      out.write(ByteBuffer.wrap(text.getBytes(US_ASCII)));
      out.commit();
    }
  }

  private long filesThere() throws IOException {
    try (Stream<Path> files = Files.list(memory.getPath("/f"))) {
      return files.count();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void failureOfAnyActionLeavesTheOldContentOrTheNew(boolean fsync) throws IOException {
    for (int fault = 0; ; fault++) {
      write(FileActions.SYSTEM, file, "old", false);
      FaultyFiles files = FaultyFiles.failingAt(fault);
      boolean thrown = false;
      try {
        write(files, file, "new", fsync);
      } catch (IOException e) {
        thrown = true;
      }

      String content = Files.readString(file);
      // Forcing the folder comes after the renaming.
      assertTrue(content.equals(thrown ? "old" : "new") || fsync && content.equals("new"), content);
      assertEquals(1, filesThere(), "left over after fault " + fault);
      if (!files.fired()) {
        assertTrue(fault >= 3, "only " + fault + " actions");
        return;
      }
    }
  }

  @Test
  void fileThatIsNotCommittedIsGone() throws IOException {
    try (AtomicFile out = new AtomicFile(file, false)) {
      out.write(ByteBuffer.wrap(new byte[10]));
      assertEquals(10, out.count());
      assertEquals(1, filesThere());
    }

    assertEquals(0, filesThere());
  }
}
