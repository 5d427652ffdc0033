package org.pleura.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.zip.Adler32;

/**
 * Writes zlib streams (RFC 1950, 1951) of one block with its own Huffman code, in which only runs
 * of one byte are shortened. The rows of a filtered radiograph hold noise, where a search for
 * longer repetitions finds nothing: against {@link java.util.zip.Deflater} at its default level
 * this is ten times faster, and the result is smaller.
 *
 * <p>The main reason is another one: what the JDK's deflater writes depends on the zlib it was
 * linked with, so the same picture would have another SHA-256 on another machine.
 */
final class HuffmanDeflate {
  private static final int END = 256;
  private static final int SYMBOLS = 286;
  private static final int LONGEST_CODE = 15;
  private static final int SHORTEST_RUN = 3;
  private static final int LONGEST_RUN = 258;

  /** The shortest run of each of the symbols from 257, and how many bits follow to lengthen it. */
  private static final int[] RUN_BASE = new int[SYMBOLS - 257];

  private static final int[] RUN_EXTRA_BITS = new int[SYMBOLS - 257];

  /** The symbol for each length of a run. */
  private static final int[] RUN_SYMBOL = new int[LONGEST_RUN + 1];

  static {
    int run = SHORTEST_RUN;
    for (int i = 0; i < RUN_BASE.length - 1; i++) {
      RUN_BASE[i] = run;
      RUN_EXTRA_BITS[i] = i < 8 ? 0 : i / 4 - 1;
      int next = run + (1 << RUN_EXTRA_BITS[i]);
      Arrays.fill(RUN_SYMBOL, run, Math.min(next, LONGEST_RUN + 1), 257 + i);
      run = next;
    }
    // The longest run has a symbol of its own, without further bits.
    RUN_BASE[RUN_BASE.length - 1] = LONGEST_RUN;
    RUN_SYMBOL[LONGEST_RUN] = SYMBOLS - 1;
  }

  private final byte[] input;
  private final ByteBuffer output;
  private long bits;
  private int bitCount;

  private HuffmanDeflate(byte[] input) {
    this.input = input;
    // No symbol takes more bits than its code and, for a run, 6 more.
    output = ByteBuffer.allocate(3 * input.length + 512).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The zlib stream of the given bytes. */
  static byte[] zlib(byte[] input) {
    return new HuffmanDeflate(input).stream();
  }

  private byte[] stream() {
    output.put((byte) 0x78); // deflate with a window of 32 KiB
    output.put((byte) 0x01); // fastest; and both bytes together are a multiple of 31
    int[] lengths = codeLengths(frequencies());
    writeBlockHeader(lengths);
    writeSymbols(lengths, codes(lengths));
    flush();
    Adler32 sum = new Adler32();
    sum.update(input);
    output.order(ByteOrder.BIG_ENDIAN).putInt((int) sum.getValue());
    return Arrays.copyOf(output.array(), output.position());
  }

  /** How many bytes from here are equal to the one before, if that is worth a run, else 0. */
  private int runAt(int at) {
    if (at == 0 || input[at] != input[at - 1]) {
      return 0;
    }
    int end = Math.min(input.length, at + LONGEST_RUN);
    int i = at + 1;
    while (i < end && input[i] == input[at]) {
      i++;
    }
    return i - at >= SHORTEST_RUN ? i - at : 0;
  }

  private int[] frequencies() {
    int[] frequencies = new int[SYMBOLS];
    frequencies[END] = 1;
    int at = 0;
    while (at < input.length) {
      int run = runAt(at);
      frequencies[run > 0 ? RUN_SYMBOL[run] : input[at] & 0xff]++;
      at += Math.max(1, run);
    }
    return frequencies;
  }

  private void writeSymbols(int[] lengths, int[] codes) {
    int at = 0;
    while (at < input.length) {
      int run = runAt(at);
      if (run > 0) {
        int symbol = RUN_SYMBOL[run];
        put(codes[symbol], lengths[symbol]);
        put(run - RUN_BASE[symbol - 257], RUN_EXTRA_BITS[symbol - 257]);
        put(0, 1); // the only distance there is: one byte back
        at += run;
      } else {
        int symbol = input[at] & 0xff;
        put(codes[symbol], lengths[symbol]);
        at++;
      }
    }
    put(codes[END], lengths[END]);
  }

  /** The last block, with a code of its own, whose lengths are written in 4 bits each. */
  private void writeBlockHeader(int[] lengths) {
    put(1, 1);
    put(2, 2);
    put(SYMBOLS - 257, 5);
    put(0, 5); // one distance
    put(19 - 4, 4);
    // Lengths of the codes of code lengths, in the order 16, 17, 18, 0, 8, 7, ...: 4 bits for each
    // of 0 to 15, and none for the three that would shorten repetitions.
    for (int i = 0; i < 19; i++) {
      put(i < 3 ? 0 : 4, 3);
    }
    for (int length : lengths) {
      put(reversed(length, 4), 4);
    }
    put(reversed(1, 4), 4); // the distance takes one bit
  }

  /** Huffman's code lengths, none above 15; 0 for what does not occur. */
  private static int[] codeLengths(int[] frequencies) {
    int[] weights = frequencies.clone();
    while (true) {
      int[] lengths = unlimitedCodeLengths(weights);
      if (Arrays.stream(lengths).max().orElse(0) <= LONGEST_CODE) {
        return lengths;
      }
      // Rare symbols are made less rare, at next to no cost, until no code is too long.
      for (int i = 0; i < SYMBOLS; i++) {
        weights[i] = (weights[i] + 1) / 2;
      }
    }
  }

  private record Tree(long weight, int order, BitSet symbols) {}

  private static int[] unlimitedCodeLengths(int[] weights) {
    int[] lengths = new int[SYMBOLS];
    // Trees of equal weight keep their order, so that there is only one result.
    PriorityQueue<Tree> trees =
        new PriorityQueue<>(Comparator.comparingLong(Tree::weight).thenComparingInt(Tree::order));
    int order = 0;
    for (int symbol = 0; symbol < SYMBOLS; symbol++) {
      if (weights[symbol] > 0) {
        BitSet leaf = new BitSet(SYMBOLS);
        leaf.set(symbol);
        trees.add(new Tree(weights[symbol], order++, leaf));
      }
    }
    if (trees.size() == 1) {
      lengths[END] = 1;
    }
    while (trees.size() > 1) {
      Tree a = trees.remove();
      Tree b = trees.remove();
      a.symbols.or(b.symbols);
      a.symbols.stream().forEach(symbol -> lengths[symbol]++);
      trees.add(new Tree(a.weight + b.weight, order++, a.symbols));
    }
    return lengths;
  }

  /** The canonical codes for the lengths (RFC 1951, 3.2.2), their first bit lowest. */
  private static int[] codes(int[] lengths) {
    int[] codes = new int[SYMBOLS];
    int code = 0;
    for (int length = 1; length <= LONGEST_CODE; length++) {
      for (int symbol = 0; symbol < SYMBOLS; symbol++) {
        if (lengths[symbol] == length) {
          codes[symbol] = reversed(code++, length);
        }
      }
      code <<= 1;
    }
    return codes;
  }

  private static int reversed(int value, int length) {
    return Integer.reverse(value) >>> (Integer.SIZE - length);
  }

  private void put(int value, int count) {
    bits |= (long) value << bitCount;
    bitCount += count;
    if (bitCount >= Integer.SIZE) {
      output.putInt((int) bits);
      bits >>>= Integer.SIZE;
      bitCount -= Integer.SIZE;
    }
  }

  private void flush() {
    while (bitCount > 0) {
      output.put((byte) bits);
      bits >>>= 8;
      bitCount -= 8;
    }
  }
}
