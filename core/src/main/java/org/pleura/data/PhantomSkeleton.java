package org.pleura.data;

import static org.pleura.data.PhantomPlane.Profile.BONE;
import static org.pleura.data.PhantomPlane.Profile.FLAT;
import static org.pleura.data.PhantomPlane.Profile.ROD;

import org.pleura.data.Phantom.View;
import org.pleura.nn.random.Mt19937;

/** Draws the bones of a chest: those behind the lungs, those before them, and the shoulders'. */
final class PhantomSkeleton {
  private static final int RIBS = 10;
  private static final int PIECES = 26;

  /** Where a rib turns from the back to the front, in radians from the spine. */
  private static final double SIDE = 1.6;

  private final PhantomAnatomy body;
  private final PhantomExposure film;
  private final double[] lateral;
  private final double[] spine;
  private final double[] wobble = new double[2 * RIBS];
  private final double[] drop = new double[2 * RIBS];

  /**
   * @param lateral how far the lungs reach from the midline, per row of a plane
   * @param spine the x of the spine, per row of a plane
   */
  PhantomSkeleton(
      PhantomAnatomy body, PhantomExposure film, double[] lateral, double[] spine, Mt19937 shapes) {
    this.body = body;
    this.film = film;
    this.lateral = lateral;
    this.spine = spine;
    for (int i = 0; i < 2 * RIBS; i++) {
      wobble[i] = shapes.uniform(-1.5, 1.5);
      drop[i] = body.ribDrop * (0.6 + 0.0375 * i) + shapes.uniform(-4, 4);
    }
  }

  /** The spine and the ribs that come from it. */
  void back(PhantomPlane plane) {
    ribs(plane, true);
    double pitch = 1.05 * body.ribPitch;
    for (double y = 0.5 * body.lungTop - 30; y < 560; y += pitch) {
      double x = spine[PhantomPlane.row(y)];
      double half = 17 + 8 * y / 500;
      double tall = 0.34 * pitch;
      for (int i = -1; i <= 1; i++) {
        double at = y + 0.2 * i * tall;
        plane.stroke(x - half + tall, at, x + half - tall, at, tall, tall, 0.14, FLAT);
      }
      plane.ellipse(x - 0.62 * half, y - 2, 4, 6, 0, 0.19);
      plane.ellipse(x + 0.62 * half, y - 2, 4, 6, 0, 0.19);
      plane.ellipse(x, y + 6, 3.5, 9, 0, 0.2);
      pitch *= 1.02;
    }
  }

  /** The ribs on their way to the breastbone. */
  void front(PhantomPlane plane) {
    ribs(plane, false);
  }

  /**
   * Ten pairs of ribs. Each is a tilted ring seen from the front: flat where it leaves the spine,
   * upright where it turns at the side, falling towards the breastbone.
   */
  private void ribs(PhantomPlane plane, boolean behind) {
    for (int rib = 0; rib < RIBS; rib++) {
      double y = body.lungTop + 6 + rib * body.ribPitch * (0.86 + 0.022 * rib);
      double r = body.ribRadius * (rib == 0 ? 0.85 : 1) * (behind ? 1 : 1.12);
      double end = rib < 6 ? 2.5 : 2.2;
      for (int side = -1; side <= 1; side += 2) {
        int which = 2 * rib + (side + 1) / 2;
        int row = PhantomPlane.row(y + 0.45 * drop[which]);
        double reach = Math.max(lateral[row], 96 + 13 * rib) + 2;
        double x0 = 0;
        double y0 = 0;
        for (int i = 0; i <= PIECES; i++) {
          double turn = end * i / PIECES;
          double sin = StrictMath.sin(turn);
          double x1 = spine[row] + side * (14 + (reach - 14) * sin);
          double y1 =
              y
                  + wobble[which]
                  + 0.5 * drop[which] * (1 - StrictMath.cos(turn))
                  - 6 * StrictMath.sin(2 * turn);
          if (i > 0 && behind == turn < SIDE) {
            double strength = (behind ? 0.19 : 0.12) * (1 - 0.3 * sin * sin * sin * sin);
            plane.stroke(x0, y0, x1, y1, r, r, strength, BONE);
          }
          x0 = x1;
          y0 = y1;
        }
      }
    }
  }

  /** Collarbones, shoulder blades and the heads of the upper arms. */
  void shoulders(PhantomPlane plane) {
    boolean ap = film.view == View.AP;
    // Standing with the hands on the hips swings the shoulder blades off the lungs.
    double out = ap ? 0 : 10;
    double lift = body.clavicleRise + (ap ? 12 : 0);
    double inner = body.lungTop + 62;
    double outer = inner - lift;
    for (int side = -1; side <= 1; side += 2) {
      double x0 = side * 20 + 0.8 * film.oblique;
      double fromX = x0;
      double fromY = inner;
      for (int i = 1; i <= 14; i++) {
        double t = i / 14.0;
        double x = x0 + side * 182 * t;
        double y = inner - lift * t + 10 * StrictMath.sin(6.28 * t) * (1 - 0.4 * t);
        double r = 8.6 - 3 * Math.min(t, 0.6) + 2.2 * t * t;
        plane.stroke(fromX, fromY, x, y, r, r, 0.2, BONE);
        fromX = x;
        fromY = y;
      }
      double joint = side * (224 + out);
      double elbow = side * (body.lungWidth + body.wall + 62);
      plane.ellipse(joint, outer + 34, 25, 27, 0, 0.16);
      plane.stroke(joint + 4 * side, outer + 44, elbow, 340, 15, 13, 0.2, BONE);
      // A thin blade: only its borders and its ridge show.
      double top = side * (196 + out);
      double tip = side * (166 + 2.2 * out);
      double edge = side * (138 + 2.2 * out);
      plane.stroke(top, outer + 40, tip, 246, 7, 4, 0.10, BONE);
      plane.stroke(edge, inner + 6, tip, 246, 3, 3, 0.07, ROD);
      plane.stroke(edge, inner + 8, top + 26 * side, outer + 10, 5, 7, 0.09, BONE);
    }
  }
}
