package org.pleura.data;

import org.pleura.image.GrayImage;

/**
 * One drawn chest radiograph with everything that is true of it. It is a drawing for trying out
 * methods, tests and teaching; it is not, and must never be shown as, the image of a person.
 *
 * @param image the film, {@value Phantoms#SIZE} x {@value Phantoms#SIZE} pixels, 0 black to 255
 *     white
 * @param fluidMask 255 where the film shows pleural fluid in place of lung and 0 elsewhere, of the
 *     same size as the film; all 0 without effusion
 * @param effusion whether there is pleural fluid
 * @param patient the drawn patient, the same for all films of that patient
 * @param view how the film was taken
 * @param side where the fluid is
 * @param severity how much fluid there is: 0 without effusion, else above 0 (a trace) to 1 (most of
 *     the lung)
 */
public record Phantom(
    GrayImage image,
    GrayImage fluidMask,
    boolean effusion,
    String patient,
    View view,
    Side side,
    double severity) {

  /** The direction of the rays. */
  public enum View {
    /** From behind, standing: a deep breath, the heart close to the film. */
    PA,
    /** From the front, in bed: a shallow breath, the heart enlarged, more haze. */
    AP
  }

  /** The side of the chest as the patient has it: the patient's left is the image's right. */
  public enum Side {
    /** No fluid. */
    NONE,
    /** Fluid on the patient's left. */
    LEFT,
    /** Fluid on the patient's right. */
    RIGHT,
    /** Fluid on both sides. */
    BOTH
  }
}
