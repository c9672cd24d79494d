package org.ckpt4j.graph.graphdef;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.ckpt4j.errors.DataLossError;
import org.ckpt4j.errors.NotFoundError;
import org.ckpt4j.framework.Contexts;
import org.ckpt4j.proto.GraphDef;
import org.ckpt4j.proto.MetaGraphDef;

/** Graphs in files: binary, or as text if the name ends so ({@code .pbtxt}). */
public final class GraphDefFiles {
  /** Text that nests deeper than any graph does is refused by the parser itself. */
  private static final TextFormat.Parser TEXT =
      TextFormat.Parser.newBuilder().setAllowUnknownFields(true).build();

  private GraphDefFiles() {}

  /**
   * @throws NotFoundError if there is no such file
   * @throws DataLossError if it holds no graph
   */
  public static GraphDef readGraph(String file) {
    return read(file, GraphDef.newBuilder()).build();
  }

  /**
   * @throws NotFoundError if there is no such file
   * @throws DataLossError if it holds no meta graph
   */
  public static MetaGraphDef readMetaGraph(String file) {
    return read(file, MetaGraphDef.newBuilder()).build();
  }

  /** Binary if it can be read so, else text, whatever the name says. */
  private static <B extends Message.Builder> B read(String file, B builder) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(Contexts.environment().files().resolve(file));
    } catch (NoSuchFileException e) {
      throw new NotFoundError("there is no file " + file, e);
    } catch (IOException | OutOfMemoryError e) {
      throw new DataLossError(file + " cannot be read: " + e.getMessage(), e);
    }
    try {
      builder.mergeFrom(bytes);
      return builder;
    } catch (InvalidProtocolBufferException binary) {
      builder.clear();
      try {
        TEXT.merge(new String(bytes, StandardCharsets.UTF_8), builder);
        if (bytes.length > 0 && builder.getAllFields().isEmpty()) {
          throw new TextFormat.ParseException("none of its fields are known");
        }
        return builder;
      } catch (TextFormat.ParseException text) {
        DataLossError error =
            new DataLossError(
                "%s holds no %s, neither binary (%s) nor as text (%s)"
                    .formatted(
                        file,
                        builder.getDescriptorForType().getName(),
                        binary.getMessage(),
                        text.getMessage()),
                binary);
        error.addSuppressed(text);
        throw error;
      }
    }
  }

  /** Writes a message, as text if asked, by way of a temporary name. */
  public static void write(Message message, String file, boolean asText) {
    Path target = Contexts.environment().files().resolve(file);
    Path temporary = target.resolveSibling(target.getFileName() + ".tmp");
    byte[] bytes = asText ? text(message).getBytes(StandardCharsets.UTF_8) : message.toByteArray();
    try {
      Files.write(temporary, bytes);
      Files.move(temporary, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } catch (NoSuchFileException e) {
      throw new NotFoundError("the folder of %s does not exist; make it first".formatted(file), e);
    } catch (IOException e) {
      throw org.ckpt4j.ops.io.CheckpointErrors.translate(e);
    }
  }

  /** Makes the folder if need be, and writes the message below it; gives the path. */
  public static String writeGraph(Message message, String folder, String name, boolean asText) {
    try {
      Files.createDirectories(Contexts.environment().files().resolve(folder));
    } catch (IOException e) {
      throw org.ckpt4j.ops.io.CheckpointErrors.translate(e);
    }
    String file = folder.isEmpty() || folder.endsWith("/") ? folder + name : folder + "/" + name;
    write(message, file, asText);
    return file;
  }

  /** The message as text. */
  public static String text(Message message) {
    return TextFormat.printer().printToString(message);
  }

  /** A graph from its text. */
  public static GraphDef parseGraph(String text) {
    GraphDef.Builder out = GraphDef.newBuilder();
    try {
      TEXT.merge(text, out);
    } catch (TextFormat.ParseException e) {
      throw new DataLossError("the text holds no GraphDef: " + e.getMessage(), e);
    }
    return out.build();
  }
}
