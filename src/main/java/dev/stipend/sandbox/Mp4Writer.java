package dev.stipend.sandbox;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Puts the frames of one H.264 track into an MP4 file, index first. See ISO/IEC 14496-12. */
final class Mp4Writer {

  private static final int TIMESCALE = 1_000;
  private static final int ONE = 0x10000;
  private static final int LANGUAGE_UNKNOWN = 0x55c4;

  private final int width;
  private final int height;
  private final int frameMillis;
  private final byte[] sequence;
  private final byte[] picture;

  Mp4Writer(int width, int height, int frameMillis, H264 encoder) {
    this.width = width;
    this.height = height;
    this.frameMillis = frameMillis;
    this.sequence = encoder.sequenceParameters();
    this.picture = encoder.pictureParameters();
  }

  /** The first frame is a key frame. */
  byte[] write(List<byte[]> frames) {
    byte[] type = box("ftyp", bytes("isom"), ints(0x200), bytes("isomiso2avc1mp41"));
    int indexLength = index(frames, 0).length;
    byte[] index = index(frames, type.length + indexLength + 8);
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (byte[] frame : frames) {
      data.writeBytes(ints(frame.length));
      data.writeBytes(frame);
    }
    return join(type, index, box("mdat", data.toByteArray()));
  }

  private byte[] index(List<byte[]> frames, int dataOffset) {
    int duration = frames.size() * frameMillis;
    byte[] movie =
        full(
            "mvhd",
            0,
            ints(0, 0, TIMESCALE, duration, ONE),
            shorts(0x100, 0),
            ints(0, 0),
            matrix(),
            ints(0, 0, 0, 0, 0, 0, 2));
    byte[] track =
        full(
            "tkhd",
            3,
            ints(0, 0, 1, 0, duration, 0, 0),
            shorts(0, 0, 0, 0),
            matrix(),
            ints(width << 16, height << 16));
    byte[] media = full("mdhd", 0, ints(0, 0, TIMESCALE, duration), shorts(LANGUAGE_UNKNOWN, 0));
    byte[] handler =
        full("hdlr", 0, ints(0), bytes("vide"), ints(0, 0, 0), bytes("video"), new byte[1]);
    byte[] where = box("dinf", full("dref", 0, ints(1), full("url ", 1)));
    byte[] information =
        box("minf", full("vmhd", 1, ints(0, 0)), where, samples(frames, dataOffset));
    return box("moov", movie, box("trak", track, box("mdia", media, handler, information)));
  }

  private byte[] samples(List<byte[]> frames, int dataOffset) {
    ByteBuffer sizes = ByteBuffer.allocate(4 * frames.size());
    frames.forEach(frame -> sizes.putInt(frame.length + 4));
    return box(
        "stbl",
        full("stsd", 0, ints(1), sampleEntry()),
        full("stts", 0, ints(1, frames.size(), frameMillis)),
        full("stss", 0, ints(1, 1)),
        full("stsc", 0, ints(1, 1, frames.size(), 1)),
        full("stsz", 0, ints(0, frames.size()), sizes.array()),
        full("stco", 0, ints(1, dataOffset)));
  }

  private byte[] sampleEntry() {
    byte[] configuration =
        box(
            "avcC",
            new byte[] {
              1, H264.PROFILE, (byte) H264.COMPATIBILITY, H264.LEVEL, (byte) 0xff, (byte) 0xe1
            },
            shorts(sequence.length),
            sequence,
            new byte[] {1},
            shorts(picture.length),
            picture);
    return box(
        "avc1",
        shorts(0, 0, 0, 1, 0, 0),
        ints(0, 0, 0),
        shorts(width, height),
        ints(72 * ONE, 72 * ONE, 0),
        shorts(1),
        new byte[32],
        shorts(24, 0xffff),
        configuration);
  }

  private static byte[] matrix() {
    return ints(ONE, 0, 0, 0, ONE, 0, 0, 0, 0x40000000);
  }

  private static byte[] full(String type, int flags, byte[]... parts) {
    return box(type, ints(flags), join(parts));
  }

  private static byte[] box(String type, byte[]... parts) {
    byte[] content = join(parts);
    return join(ints(content.length + 8), bytes(type), content);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] ints(int... values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length);
    for (int value : values) {
      buffer.putInt(value);
    }
    return buffer.array();
  }

  private static byte[] shorts(int... values) {
    ByteBuffer buffer = ByteBuffer.allocate(2 * values.length);
    for (int value : values) {
      buffer.putShort((short) value);
    }
    return buffer.array();
  }
}
