package dev.stipend.sandbox;

import java.io.ByteArrayOutputStream;

/**
 * The smallest encoder that every H.264 player can decode: each block of 16 by 16 pixels is either
 * written out raw (I_PCM) or said to be the same as in the frame before (P_Skip). No transform, no
 * prediction, constrained baseline profile. See ITU-T H.264, 7.3.
 */
final class H264 {

  static final int BLOCK = 16;
  static final int PROFILE = 66;
  static final int COMPATIBILITY = 0xc0;
  static final int LEVEL = 30;

  private static final int FRAME_NUMBER_BITS = 8;
  private static final int NAL_SLICE = 0x61;
  private static final int NAL_KEY_SLICE = 0x65;
  private static final int NAL_SEQUENCE = 0x67;
  private static final int NAL_PICTURE = 0x68;
  private static final int SLICE_P = 5;
  private static final int SLICE_I = 7;
  private static final int I_PCM = 25;
  private static final int I_PCM_IN_P = 30;

  private final int blocksAcross;
  private final int blocksDown;

  /** Sides are multiples of 16. */
  H264(int width, int height) {
    blocksAcross = width / BLOCK;
    blocksDown = height / BLOCK;
  }

  byte[] sequenceParameters() {
    BitWriter bits = new BitWriter();
    bits.bits(PROFILE, 8);
    bits.bits(COMPATIBILITY, 8);
    bits.bits(LEVEL, 8);
    bits.ue(0); // seq_parameter_set_id
    bits.ue(FRAME_NUMBER_BITS - 4);
    bits.ue(2); // pic_order_cnt_type: output order is decoding order
    bits.ue(1); // max_num_ref_frames
    bits.bits(0, 1); // gaps_in_frame_num_value_allowed_flag
    bits.ue(blocksAcross - 1);
    bits.ue(blocksDown - 1);
    bits.bits(1, 1); // frame_mbs_only_flag
    bits.bits(1, 1); // direct_8x8_inference_flag
    bits.bits(0, 1); // frame_cropping_flag
    bits.bits(0, 1); // vui_parameters_present_flag
    bits.end();
    return unit(NAL_SEQUENCE, bits.toByteArray());
  }

  byte[] pictureParameters() {
    BitWriter bits = new BitWriter();
    bits.ue(0); // pic_parameter_set_id
    bits.ue(0); // seq_parameter_set_id
    bits.bits(0, 1); // entropy_coding_mode_flag: CAVLC
    bits.bits(0, 1); // bottom_field_pic_order_in_frame_present_flag
    bits.ue(0); // num_slice_groups_minus1
    bits.ue(0); // num_ref_idx_l0_default_active_minus1
    bits.ue(0); // num_ref_idx_l1_default_active_minus1
    bits.bits(0, 1); // weighted_pred_flag
    bits.bits(0, 2); // weighted_bipred_idc
    bits.se(0); // pic_init_qp_minus26
    bits.se(0); // pic_init_qs_minus26
    bits.se(0); // chroma_qp_index_offset
    bits.bits(1, 1); // deblocking_filter_control_present_flag
    bits.bits(0, 1); // constrained_intra_pred_flag
    bits.bits(0, 1); // redundant_pic_cnt_present_flag
    bits.end();
    return unit(NAL_PICTURE, bits.toByteArray());
  }

  byte[] keyFrame(Canvas canvas) {
    BitWriter bits = new BitWriter();
    head(bits, SLICE_I, 0);
    bits.ue(0); // idr_pic_id
    bits.bits(0, 1); // no_output_of_prior_pics_flag
    bits.bits(0, 1); // long_term_reference_flag
    bits.se(0); // slice_qp_delta
    bits.ue(1); // disable_deblocking_filter_idc
    for (int block = 0; block < blocksAcross * blocksDown; block++) {
      bits.ue(I_PCM);
      raw(bits, canvas, block);
    }
    bits.end();
    return unit(NAL_KEY_SLICE, bits.toByteArray());
  }

  /** Only the blocks that differ from the frame before are written. */
  byte[] nextFrame(Canvas canvas, Canvas before, int number) {
    BitWriter bits = new BitWriter();
    head(bits, SLICE_P, number);
    bits.bits(0, 1); // num_ref_idx_active_override_flag
    bits.bits(0, 1); // ref_pic_list_modification_flag_l0
    bits.bits(0, 1); // adaptive_ref_pic_marking_mode_flag
    bits.se(0); // slice_qp_delta
    bits.ue(1); // disable_deblocking_filter_idc
    int skipped = 0;
    for (int block = 0; block < blocksAcross * blocksDown; block++) {
      if (same(canvas, before, block)) {
        skipped++;
        continue;
      }
      bits.ue(skipped);
      skipped = 0;
      bits.ue(I_PCM_IN_P);
      raw(bits, canvas, block);
    }
    if (skipped > 0) {
      bits.ue(skipped);
    }
    bits.end();
    return unit(NAL_SLICE, bits.toByteArray());
  }

  private static void head(BitWriter bits, int type, int number) {
    bits.ue(0); // first_mb_in_slice
    bits.ue(type);
    bits.ue(0); // pic_parameter_set_id
    bits.bits(number, FRAME_NUMBER_BITS);
  }

  private boolean same(Canvas canvas, Canvas before, int block) {
    int left = block % blocksAcross * BLOCK;
    int top = block / blocksAcross * BLOCK;
    for (int y = top; y < top + BLOCK; y++) {
      for (int x = left; x < left + BLOCK; x++) {
        if (canvas.rgb(x, y) != before.rgb(x, y)) {
          return false;
        }
      }
    }
    return true;
  }

  private void raw(BitWriter bits, Canvas canvas, int block) {
    int left = block % blocksAcross * BLOCK;
    int top = block / blocksAcross * BLOCK;
    bits.alignWithZeros();
    for (int y = top; y < top + BLOCK; y++) {
      for (int x = left; x < left + BLOCK; x++) {
        bits.bits(luma(canvas.rgb(x, y)), 8);
      }
    }
    chroma(bits, canvas, left, top, -38, -74, 112);
    chroma(bits, canvas, left, top, 112, -94, -18);
  }

  /** One value for each square of four pixels, from its upper left one. */
  private static void chroma(
      BitWriter bits, Canvas canvas, int left, int top, int red, int green, int blue) {
    for (int y = top; y < top + BLOCK; y += 2) {
      for (int x = left; x < left + BLOCK; x += 2) {
        int rgb = canvas.rgb(x, y);
        int sum = red * (rgb >> 16 & 0xff) + green * (rgb >> 8 & 0xff) + blue * (rgb & 0xff);
        bits.bits(((sum + 128) >> 8) + 128, 8);
      }
    }
  }

  /** BT.601, where black is 16 and white 235. */
  private static int luma(int rgb) {
    int sum = 66 * (rgb >> 16 & 0xff) + 129 * (rgb >> 8 & 0xff) + 25 * (rgb & 0xff);
    return ((sum + 128) >> 8) + 16;
  }

  /** Three bytes that would look like a start code are kept apart by a 3. */
  private static byte[] unit(int type, byte[] payload) {
    ByteArrayOutputStream unit = new ByteArrayOutputStream();
    unit.write(type);
    int zeros = 0;
    for (byte one : payload) {
      if (zeros == 2 && (one & 0xff) <= 3) {
        unit.write(3);
        zeros = 0;
      }
      unit.write(one);
      zeros = one == 0 ? zeros + 1 : 0;
    }
    return unit.toByteArray();
  }
}
