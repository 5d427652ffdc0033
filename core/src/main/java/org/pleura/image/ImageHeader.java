package org.pleura.image;

/**
 * What a file says about its picture before any pixel is decoded.
 *
 * @param format the file's format, by its first bytes and not by its name
 * @param width columns of the decoded picture
 * @param height rows of the decoded picture
 * @param channels samples per pixel: 1 gray, 2 gray and alpha, 3 colour (also from a palette), 4
 *     colour and alpha, or cyan, magenta, yellow and black
 * @param bitsPerSample bits of one sample: 1, 2, 4, 8 or 16
 */
public record ImageHeader(Format format, int width, int height, int channels, int bitsPerSample) {
  /** The formats that can be read. */
  public enum Format {
    /** Portable Network Graphics, ISO/IEC 15948. */
    PNG,
    /** JPEG, ITU-T T.81: baseline, extended and progressive, Huffman-coded, 8 bits. */
    JPEG
  }
}
