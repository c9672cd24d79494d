package org.ckpt4j.checkpoint.table;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.ckpt4j.checkpoint.CorruptCheckpointException;
import org.ckpt4j.checkpoint.coding.ByteBuilder;
import org.ckpt4j.checkpoint.coding.ByteSink;
import org.ckpt4j.checkpoint.coding.ByteSource;
import org.ckpt4j.checkpoint.coding.FileSlice;
import org.ckpt4j.tensor.TensorBytes;
import org.ckpt4j.tensor.TensorKey;
import org.ckpt4j.testkit.ByteDamage;
import org.ckpt4j.testkit.Seeds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {
  private final SplittableRandom random = Seeds.printed("TableTest");

  /** A table in memory that counts what is read of it. */
  private static final class MemorySource implements ByteSource {
    private final byte[] bytes;
    private long read;

    MemorySource(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public String file() {
      return "table";
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public ByteBuffer read(long at, int length) {
      read += length;
      return ByteBuffer.wrap(bytes, (int) at, length).slice();
    }

    @Override
    public void readInto(long at, ByteBuffer target) {
      target.put(read(at, target.remaining()));
    }

    @Override
    public @Nullable TensorBytes view(long at, long length) {
      return null;
    }

    @Override
    public void close() {}
  }

  private static byte[] table(Map<TensorKey, byte[]> entries, int blockSize) throws IOException {
    ByteBuilder out = new ByteBuilder();
    TableWriter writer = new TableWriter(ByteSink.into(out), blockSize);
    for (Map.Entry<TensorKey, byte[]> entry : entries.entrySet()) {
      writer.add(entry.getKey().bytes(), entry.getValue());
    }
    writer.finish();
    return out.toByteArray();
  }

  private static NavigableMap<TensorKey, byte[]> entries(String... keysAndValues) {
    NavigableMap<TensorKey, byte[]> out = new TreeMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      out.put(TensorKey.of(keysAndValues[i]), keysAndValues[i + 1].getBytes(US_ASCII));
    }
    return out;
  }

  /** Walks, and seeks each key, its neighbours, and {@code seeks} random ones. */
  private void check(NavigableMap<TensorKey, byte[]> entries, int blockSize, int seeks)
      throws IOException {
    TableReader reader = TableReader.open(new MemorySource(table(entries, blockSize)));
    TableCursor cursor = reader.cursor();
    for (Map.Entry<TensorKey, byte[]> entry : entries.entrySet()) {
      assertTrue(cursor.next());
      assertEquals(entry.getKey(), TensorKey.ofBytes(cursor.key()));
      assertArrayEquals(entry.getValue(), cursor.value().toByteArray());
    }
    assertFalse(cursor.next());
    reader.checkMetaindex();
    TensorKey[] keys = entries.keySet().toArray(new TensorKey[0]);
    for (int i = 0; i < seeks; i++) {
      byte[] target = keys.length == 0 ? new byte[0] : keys[random.nextInt(keys.length)].bytes();
      switch (random.nextInt(3)) {
        case 0 -> target = Arrays.copyOf(target, random.nextInt(target.length + 1));
        case 1 -> target = Arrays.copyOf(target, target.length + 1);
        default -> {}
      }
      checkSeek(reader, entries, target);
    }
  }

  private static void checkSeek(
      TableReader reader, NavigableMap<TensorKey, byte[]> entries, byte[] target)
      throws IOException {
    TableCursor cursor = reader.cursor();
    Map.Entry<TensorKey, byte[]> expected = entries.ceilingEntry(TensorKey.ofBytes(target));
    assertEquals(expected != null, cursor.seek(target));
    if (expected != null) {
      assertEquals(expected.getKey(), TensorKey.ofBytes(cursor.key()));
      assertArrayEquals(expected.getValue(), cursor.value().toByteArray());
      Map.Entry<TensorKey, byte[]> following = entries.higherEntry(expected.getKey());
      assertEquals(following != null, cursor.next());
      if (following != null) {
        assertEquals(following.getKey(), TensorKey.ofBytes(cursor.key()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 1024})
  @Tag("third_party/xla/xla/tsl/lib/io/table_test.cc::Harness::Empty")
  void emptyTablesAndBlocksHaveNothingToFind(int restartInterval) throws IOException {
    check(new TreeMap<>(), 1024, 10);
    BlockWriter block = new BlockWriter(restartInterval);
    byte[] bytes = block.finish().toByteArray();

    assertArrayEquals(new byte[] {0, 0, 0, 0, 1, 0, 0, 0}, bytes);
    Block read = new Block(FileSlice.of("block", 0, ByteBuffer.wrap(bytes)));
    assertFalse(read.cursor().next());
    assertFalse(read.cursor().seek(new byte[] {1}));
  }

  @Test
  @Tag("third_party/xla/xla/tsl/lib/io/table_test.cc::Harness::ZeroRestartPointsInBlock")
  void blockOfNothingButAZeroRestartCountIsEmpty() throws IOException {
    Block block = new Block(FileSlice.of("block", 0, ByteBuffer.wrap(new byte[4])));

    assertFalse(block.cursor().next());
    assertFalse(block.cursor().seek("foo".getBytes(US_ASCII)));
    assertFalse(block.cursor().seek(new byte[0]));
  }

  @Test
  @Tag("third_party/xla/xla/tsl/lib/io/table_test.cc::Harness::SimpleEmptyKey")
  void emptyKeyIsFound() throws IOException {
    check(entries("", "v"), 1024, 20);
  }

  @Test
  @Tag("third_party/xla/xla/tsl/lib/io/table_test.cc::Harness::SimpleSingle")
  void singleKeyIsFound() throws IOException {
    check(entries("abc", "v"), 1024, 20);
  }

  @Test
  @Tag("third_party/xla/xla/tsl/lib/io/table_test.cc::Harness::SimpleMulti")
  void keysShareTheirBeginningsAndAreFoundInOrder() throws IOException {
    NavigableMap<TensorKey, byte[]> entries = entries("abc", "v", "abcd", "v", "ac", "v2");

    check(entries, 1024, 40);

    byte[] table = table(entries, 1024);
    assertArrayEquals(
        new byte[] {0, 3, 1, 'a', 'b', 'c', 'v', 3, 1, 1, 'd', 'v', 1, 1, 2, 'c', 'v', '2'},
        Arrays.copyOf(table, 18));
  }

  @Test
  @Tag("third_party/xla/xla/tsl/lib/io/table_test.cc::Harness::SimpleMultiBigValues")
  void bigValuesBetweenTinyOnesComeBack() throws IOException {
    NavigableMap<TensorKey, byte[]> entries = entries("ainitial", "tiny", "az", "tiny");
    for (String key : new String[] {"anext", "anext1", "anext2"}) {
      byte[] big = new byte[10_000_000];
      random.nextBytes(big);
      entries.put(TensorKey.of(key), big);
    }

    check(entries, TableWriter.BLOCK_SIZE, 5);
  }

  @Test
  void randomTablesComeBackWithAnyBlockSize() throws IOException {
    for (int i = 0; i < 30; i++) {
      NavigableMap<TensorKey, byte[]> entries = new TreeMap<>();
      for (int n = random.nextInt(200); n > 0; n--) {
        byte[] key = new byte[random.nextInt(6)];
        for (int k = 0; k < key.length; k++) {
          key[k] =
              (byte)
                  (random.nextBoolean() ? random.nextInt() : "a\u00ff".charAt(random.nextInt(2)));
        }
        byte[] value = new byte[random.nextInt(60)];
        random.nextBytes(value);
        entries.put(TensorKey.ofBytes(key), value);
      }
      check(entries, random.nextInt(1, 400), 100);
    }
  }

  private static NavigableMap<TensorKey, byte[]> offsetExample() {
    NavigableMap<TensorKey, byte[]> entries = entries("k01", "hello", "k02", "hello2");
    entries.put(TensorKey.of("k03"), new byte[10_000]);
    entries.put(TensorKey.of("k04"), new byte[200_000]);
    entries.put(TensorKey.of("k05"), new byte[300_000]);
    entries.put(TensorKey.of("k06"), "hello3".getBytes(US_ASCII));
    entries.put(TensorKey.of("k07"), new byte[100_000]);
    return entries;
  }

  @Test
  @Tag("third_party/xla/xla/tsl/lib/io/table_test.cc::TableTest::ApproximateOffsetOfPlain")
  void approximateOffsetsAreNearTheBytes() throws IOException {
    TableReader reader = TableReader.open(new MemorySource(table(offsetExample(), 1024)));

    checkOffset(reader, "abc", 0, 0);
    checkOffset(reader, "k01", 0, 0);
    checkOffset(reader, "k01a", 0, 0);
    checkOffset(reader, "k02", 0, 0);
    checkOffset(reader, "k03", 10, 500);
    checkOffset(reader, "k04", 10_000, 11_000);
    checkOffset(reader, "k04a", 210_000, 211_000);
    checkOffset(reader, "k05", 210_000, 211_000);
    checkOffset(reader, "k06", 510_000, 511_000);
    checkOffset(reader, "k07", 510_000, 511_000);
    checkOffset(reader, "xyz", 610_000, 612_000);
  }

  private static void checkOffset(TableReader reader, String key, long low, long high)
      throws IOException {
    long offset = reader.approximateOffsetOf(key.getBytes(US_ASCII));
    assertTrue(offset >= low && offset <= high, key + " at " + offset);
  }

  @Test
  @Tag("third_party/xla/xla/tsl/lib/io/table_test.cc::TableTest::SeekToFirstKeyDoesNotReadTooMuch")
  void seekingTheFirstKeyDoesNotReadTheNextBlock() throws IOException {
    NavigableMap<TensorKey, byte[]> entries = entries("k01", "firstvalue", "k03", "lastvalue");
    entries.put(TensorKey.of("k02"), new byte[1 << 20]);
    MemorySource source = new MemorySource(table(entries, 1024));
    TableReader reader = TableReader.open(source);
    source.read = 0;

    assertTrue(reader.cursor().seek("k01".getBytes(US_ASCII)));

    assertTrue(source.read < 200, "read " + source.read);
  }

  @Test
  void everyDamagedByteOfATableIsNoticedOrHarmless() throws IOException {
    NavigableMap<TensorKey, byte[]> entries = new TreeMap<>();
    for (int i = 0; i < 60; i++) {
      entries.put(TensorKey.of("key/" + i), ("value " + i).getBytes(US_ASCII));
    }
    byte[] sound = table(entries, 300);

    java.util.stream.Stream.concat(
            ByteDamage.everyByteFlipped(sound), ByteDamage.everyTruncation(sound))
        .forEach(
            damage -> {
              try {
                assertEquals(
                    walk(sound), walk(damage.bytes()), () -> "another content: " + damage.what());
              } catch (CorruptCheckpointException e) {
                assertTrue(e.getMessage().contains("table"), e.getMessage());
              } catch (IOException e) {
                throw new AssertionError(damage.what(), e);
              }
            });
  }

  private static String walk(byte[] table) throws IOException {
    StringBuilder out = new StringBuilder();
    TableCursor cursor = TableReader.open(new MemorySource(table)).cursor();
    while (cursor.next()) {
      out.append(new String(cursor.key(), US_ASCII)).append('=');
      out.append(new String(cursor.value().toByteArray(), US_ASCII)).append('\n');
    }
    return out.toString();
  }

  @Test
  void keysMustRise() throws IOException {
    TableWriter writer = new TableWriter(ByteSink.into(new ByteBuilder()));
    writer.add(new byte[] {(byte) 0x80}, new byte[0]);

    assertThrows(IllegalArgumentException.class, () -> writer.add(new byte[] {0x7f}, new byte[0]));
    assertThrows(
        IllegalArgumentException.class, () -> writer.add(new byte[] {(byte) 0x80}, new byte[0]));
  }
}
