package org.pleura.data;

import static org.pleura.data.PhantomPlane.MARGIN;
import static org.pleura.data.PhantomPlane.MIDLINE;
import static org.pleura.data.PhantomPlane.Profile.CLOUD;
import static org.pleura.data.PhantomPlane.Profile.FLAT;
import static org.pleura.data.PhantomPlane.Profile.ROD;
import static org.pleura.data.PhantomPlane.SIZE;

import org.pleura.data.Phantom.Side;
import org.pleura.data.Phantom.View;
import org.pleura.nn.random.Mt19937;

/**
 * Draws a chest by following the rays: each point of the plane adds up how much soft tissue, air,
 * bone, vessel, heart and fluid its ray meets. Air is a thickness that other things take away:
 * where the diaphragm, the heart or fluid stands in its place, the lung's border vanishes by itself
 * as it does on real films.
 */
final class PhantomDrawing {
  /** What a ray through the deepest lung meets of air, as a part of the chest's thickness. */
  private static final double LUNG_DEPTH = 0.66;

  /** What inflated lung lacks of soft tissue's attenuation. */
  private static final float LIGHTER = 0.74f;

  /** What lead attenuates: as good as everything. */
  private static final double LEAD = 2;

  /** How far the tips of the lungs are from the midline. */
  private static final double APEX = 82;

  /** A surface far below the film. */
  private static final float DRY = 10_000;

  /** Vessels that leave each hilum. */
  private static final int BRANCHES = 13;

  // Strokes from (x, y) to (x, y) of letters 1.2 wide and 2 high about the origin.
  private static final double[][] LETTER_L = {{-0.6, -1, -0.6, 1}, {-0.6, 1, 0.6, 1}};
  private static final double[][] LETTER_R = {
    {-0.6, -1, -0.6, 1},
    {-0.6, -1, 0.2, -1},
    {0.2, -1, 0.6, -0.75},
    {0.6, -0.75, 0.6, -0.3},
    {0.6, -0.3, 0.2, -0.05},
    {0.2, -0.05, -0.6, -0.05},
    {0, -0.05, 0.6, 1}
  };

  private final PhantomAnatomy body;
  private final PhantomExposure film;
  private final double severity;

  private final PhantomPlane attenuation = new PhantomPlane();
  private final PhantomPlane air = new PhantomPlane();
  private final PhantomPlane fluid = new PhantomPlane();
  private final PhantomPlane sketch = new PhantomPlane();

  // Per row: the lungs' outlines and the spine, in x. Per column: the domes of the diaphragm, how
  // steeply lung thins out below them, and the fluid's surface, in y.
  private final double[] lateral = new double[SIZE];
  private final double[] medial = new double[SIZE];
  private final double[] spine = new double[SIZE];
  private final float[] diaphragm = new float[SIZE];
  private final float[] recess = new float[SIZE];
  private final float[] surface = new float[SIZE];
  private final double dome;
  private final double angle;

  /** A chest with fluid of this severity, 0 to 1; nothing is drawn yet. */
  PhantomDrawing(PhantomAnatomy body, PhantomExposure film, double severity) {
    this.body = body;
    this.film = film;
    this.severity = severity;
    dome = body.domeRow + film.breath;
    angle = dome + body.angleDepth;
  }

  /** The thickness of fluid after drawing, as a part of the chest's. */
  PhantomPlane fluid() {
    return fluid;
  }

  /**
   * Draws everything but the lead letter.
   *
   * @param shapes the patient's random stream: vessels and ribs
   * @param things the film's: electrodes, leads, catheter
   * @param texture the film's seed of small irregularities
   * @return the attenuation of each ray, as a part of what a chest of soft tissue attenuates
   */
  PhantomPlane draw(Mt19937 shapes, Mt19937 things, int texture) {
    outlineChest();
    outlineBases();
    trunk();
    if (body.breast > 0) {
      breasts();
    }
    attenuation.roughen(48, 0.03f, texture);
    heartAndVessels();
    lungs();
    sketch.clear();
    air.roughen(4, 0.08f, texture + 1);
    air.roughen(9, 0.1f, texture + 2);
    air.roughen(34, 0.1f, texture + 3);
    takeAirOff();
    lungVessels(shapes);
    addSketch(0, 1);
    PhantomSkeleton bones = new PhantomSkeleton(body, film, lateral, spine, shapes);
    // Scattered rays veil what has dense surroundings.
    bones.back(sketch);
    addSketch(0.4 * body.bone, 0.6 * body.bone);
    bones.front(sketch);
    addSketch(0.4 * body.bone, 0.6 * body.bone);
    bones.shoulders(sketch);
    addSketch(body.bone, 0);
    otherGas();
    addSketch(-1, 0);
    devices(things);
    addSketch(1, 0);
    return attenuation;
  }

  /** Adds the sketch to the attenuation, so much everywhere and so much where there is air. */
  private void addSketch(double everywhere, double inAir) {
    float[] sum = attenuation.values();
    float[] drawn = sketch.values();
    float[] lung = air.values();
    float always = (float) everywhere;
    float inside = (float) inAir;
    for (int i = 0; i < sum.length; i++) {
      sum[i] += drawn[i] * (always + inside * Math.min(1, 4 * lung[i]));
    }
    sketch.clear();
  }

  private void outlineChest() {
    for (int row = 0; row < SIZE; row++) {
      double y = row - MARGIN;
      double t = Math.min(1, Math.max(0, (y - body.lungTop) / (angle + 20 - body.lungTop)));
      double out = StrictMath.pow(1 - StrictMath.pow(1 - t, 2.6), 0.6);
      lateral[row] = APEX + (body.lungWidth - APEX) * out;
      double in = 1 - Math.min(1, t / 0.22);
      medial[row] = APEX - (APEX - 16) * Math.sqrt(1 - in * in);
      spine[row] = body.spineBow * StrictMath.sin(y / 110) + 0.5 * film.oblique;
    }
  }

  private void outlineBases() {
    for (int column = 0; column < SIZE; column++) {
      boolean left = column > MIDLINE;
      double top = left ? dome + body.leftDomeLower : dome;
      double edge = body.lungWidth - (left ? body.leftNarrower : 0);
      double across = Math.abs(column - MIDLINE) / edge;
      double u = (across - 0.48) / 0.52;
      double outer = u > 0 ? (angle - top) * (0.25 * u * u + 0.75 * u * u * u * u) : 0;
      double inner = u < 0 ? body.domeCurve * u * u : 0;
      diaphragm[column] = (float) (top + outer + inner);
      recess[column] = (float) (1 / (48 - 38 * Math.min(1, Math.max(0, u))));

      boolean wet =
          body.fluidSide == Side.BOTH || body.fluidSide == (left ? Side.LEFT : Side.RIGHT);
      // The meniscus: highest at the chest wall, a little higher again at the mediastinum.
      double rise = (16 + 46 * severity) * film.meniscus;
      double climb = Math.min(1.1, across);
      double bowl = 1 - climb * climb * climb - 0.25 * Math.max(0, 0.35 - across);
      double highest = angle - 14 - 236 * severity;
      surface[column] = severity > 0 && wet ? (float) (highest + rise * bowl) : DRY;
    }
  }

  /** Neck, shoulders, trunk and arms, of soft tissue throughout. */
  private void trunk() {
    double chest = body.lungWidth + body.wall;
    double[] rows = {-40, 18, 52, 88, 122, 160, 235, 330, 560};
    double[] halves = {66, 60, 104, 214, 254, 246, chest, chest + 2, chest + 10 + body.wall / 3};
    double[] depths = {0.62, 0.6, 0.62, 0.7, 0.78, 0.86, 0.98, 1.04, 1.16};
    float[] sum = attenuation.values();
    int piece = 0;
    for (int row = 0; row < SIZE; row++) {
      double y = row - MARGIN;
      while (piece < rows.length - 2 && y > rows[piece + 1]) {
        piece++;
      }
      double t = Math.min(1, Math.max(0, (y - rows[piece]) / (rows[piece + 1] - rows[piece])));
      double half = halves[piece] + (halves[piece + 1] - halves[piece]) * t * t * (3 - 2 * t);
      double depth = depths[piece] + (depths[piece + 1] - depths[piece]) * t;
      float thick = (float) (depth * body.thickness);
      float perHalf = (float) (1 / half);
      int reach = Math.min(MIDLINE - 1, (int) half);
      for (int x = -reach; x <= reach; x++) {
        float across = Math.abs(x) * perHalf;
        sum[row * SIZE + MIDLINE + x] =
            thick * (float) Math.sqrt(Math.max(0, 1 - across * across * across));
      }
    }
    for (int side = -1; side <= 1; side += 2) {
      double elbow = side * (chest + 62);
      attenuation.stroke(side * 222, 118, elbow, 330, 44, 40, 0.5, ROD);
      attenuation.stroke(elbow, 330, elbow + 8 * side, 580, 40, 34, 0.46, ROD);
    }
  }

  /** Breasts begin above without an edge and end below in a fold. */
  private void breasts() {
    float[] sum = attenuation.values();
    double b = 84 + 120 * body.breast;
    double a = 1.08 * b;
    for (int side = -1; side <= 1; side += 2) {
      double cx = side * (110 + 0.5 * body.wall);
      int right = PhantomPlane.column(cx + a);
      int bottom = PhantomPlane.row(body.breastRow + b);
      for (int row = PhantomPlane.row(body.breastRow - b); row <= bottom; row++) {
        float v = (float) ((row - MARGIN - body.breastRow) / b);
        float fold = Math.max(0, v);
        float thick = (float) (1.5 * body.breast) * (0.6f + 0.4f * v);
        for (int column = PhantomPlane.column(cx - a); column <= right; column++) {
          float u = (float) ((column - MIDLINE - cx) / a);
          float soft = Math.max(0, 1 - u * u - v * v);
          float crisp = (float) Math.sqrt(soft);
          sum[row * SIZE + column] += thick * (soft + fold * (crisp - soft));
        }
      }
    }
  }

  /** Sketches how much of the air heart, aorta and mediastinum take the place of: 0 to 1. */
  private void heartAndVessels() {
    double x = film.oblique;
    double h = body.heart * (film.view == View.AP ? 1.16 : 1);
    double w = body.mediastinum;
    sketch.ellipse(x + 30 * h, dome - 50, 100 * h, 60 * h, body.heartTilt, 0.97);
    sketch.ellipse(x - 6, dome - 58, 52 * h, 74 * h, 0, 0.95);
    sketch.ellipse(x + 18, dome - 118, 42 * h, 50, 0.5, 0.9);
    sketch.stroke(x - 2, -40, x - 2, 110, 1.3 * w, w, 0.95, ROD);
    sketch.stroke(x - 2, 110, x + 3, dome - 6, w, 1.15 * w, 0.95, ROD);
    if (film.cloud > 0) {
      // An infiltrate, which is not fluid: in both classes.
      double half = 0.5 * film.cloudWidth;
      sketch.stroke(
          film.cloudX - half,
          film.cloudY - 0.2 * half,
          film.cloudX + half,
          film.cloudY + 0.2 * half,
          film.cloudHeight,
          film.cloudHeight,
          film.cloud,
          CLOUD);
    }
    sketch.ellipse(x + w - 10, 158, 12 + body.knob, 15 + body.knob, 0, 0.9);
    sketch.stroke(x + w - 10, 160, x + 18, 420, 17, 15, 0.8, ROD);
  }

  /** Fills the lungs with air, less what diaphragm, heart and fluid take of it. */
  private void lungs() {
    float[] taken = sketch.values();
    float[] breathing = air.values();
    float[] wet = fluid.values();
    // In a patient on the back the fluid spreads behind the lung: a veil with a vague upper border.
    boolean ap = film.view == View.AP;
    float veil = ap ? (float) (0.22 * severity) : 0;
    float fade = ap ? 1 / 95f : 1 / 42f;
    int bottom = PhantomPlane.row(angle + 30);
    for (int row = PhantomPlane.row(body.lungTop); row <= bottom; row++) {
      float y = row - MARGIN;
      double apex = Math.sqrt(Math.min(1, 0.12 + Math.max(0, y - body.lungTop) / 150));
      float deepest = (float) (LUNG_DEPTH * body.thickness * apex);
      for (int side = -1; side <= 1; side += 2) {
        double outer = lateral[row] - (side > 0 ? body.leftNarrower : 0);
        float inner = (float) medial[row];
        float perHalf = (float) (2 / (outer - inner));
        for (int x = (int) Math.ceil(inner); x < outer; x++) {
          int column = MIDLINE + side * x;
          int at = row * SIZE + column;
          float t = (x - inner) * perHalf - 1;
          float depth = deepest * (float) Math.sqrt(Math.max(0, 1 - t * t * t * t));
          float under = (y - diaphragm[column]) * recess[column];
          if (under > 0) {
            depth *= 1 - (float) Math.sqrt(Math.min(1, under));
          }
          depth *= 1 - taken[at];
          if (surface[column] < DRY) {
            float below = Math.max(0, y - surface[column]) * fade;
            float filled = Math.min(1, veil + (1 - veil) * (float) Math.sqrt(below));
            wet[at] = depth * filled;
            depth -= wet[at];
          }
          breathing[at] = depth;
        }
      }
    }
  }

  private void takeAirOff() {
    float[] sum = attenuation.values();
    float[] breathing = air.values();
    for (int i = 0; i < sum.length; i++) {
      sum[i] -= LIGHTER * breathing[i];
    }
  }

  /** Sketches the vessels of both lungs: trees that leave the hila, fork and thin out. */
  private void lungVessels(Mt19937 shapes) {
    for (int side = -1; side <= 1; side += 2) {
      double x = film.oblique + side * (44 + 4 * body.heart);
      double y = 0.3 * film.breath + (side > 0 ? 196 : 208);
      sketch.ellipse(x, y, 15, 24, 0, 0.10 * body.vessels);
      for (int branch = 0; branch < BRANCHES; branch++) {
        double heading = -1.45 + 2.95 * (branch + shapes.uniform(0.1, 0.9)) / BRANCHES;
        lungVessel(shapes, side, x, y, heading, shapes.uniform(3.4, 5.4), 12);
      }
    }
  }

  private void lungVessel(
      Mt19937 shapes, int side, double x, double y, double heading, double radius, int steps) {
    double fromX = x;
    double fromY = y;
    double turn = heading;
    double r = radius;
    for (int step = 0; step < steps && r > 0.7; step++) {
      double length = shapes.uniform(11, 19);
      double toX = fromX + side * length * StrictMath.cos(turn);
      double toY = fromY + length * StrictMath.sin(turn);
      sketch.stroke(fromX, fromY, toX, toY, r, 0.9 * r, 0.028 * r * body.vessels, ROD);
      fromX = toX;
      fromY = toY;
      r *= 0.87;
      turn += shapes.uniform(-0.3, 0.3);
      if (shapes.nextDouble() < 0.42) {
        double fork = shapes.uniform(0.3, 0.8) * (shapes.nextDouble() < 0.5 ? -1 : 1);
        lungVessel(shapes, side, fromX, fromY, turn + fork, 0.72 * r, steps - step - 3);
      }
    }
  }

  /** Sketches windpipe, main bronchi, and the stomach's bubble under the left dome. */
  private void otherGas() {
    double x = 0.6 * film.oblique;
    sketch.stroke(x, -40, x - 3, 168, 9, 8.5, 0.13, ROD);
    sketch.stroke(x - 3, 168, x - 34, 200, 8, 6, 0.07, ROD);
    sketch.stroke(x - 3, 168, x + 40, 204, 7, 5, 0.06, ROD);
    if (body.gas > 0.35) {
      double y = diaphragm[PhantomPlane.column(95)] + 20 + 14 * body.gas;
      sketch.ellipse(92, y, 20 + 26 * body.gas, 8 + 12 * body.gas, 0.1, 0.2);
    }
  }

  /** Sketches electrodes with their leads, and a catheter: they come with the bed. */
  private void devices(Mt19937 things) {
    if (film.electrodes) {
      int count = 3 + things.interval(2);
      for (int i = 0; i < count; i++) {
        double x = (i % 2 == 0 ? 1 : -1) * things.uniform(95, 185);
        double y = i < 2 ? things.uniform(105, 185) : things.uniform(255, 400);
        sketch.ellipse(x, y, 6.5, 6.5, 0, 0.2);
        sketch.ellipse(x, y, 3.2, 3.2, 0, 0.6);
        lead(things, x, y);
      }
    }
    if (film.catheter) {
      double x = -things.uniform(60, 130);
      double y = body.lungTop + things.uniform(-10, 40);
      double alongX = -things.uniform(14, 26) - x;
      double alongY = things.uniform(190, 250) - y;
      double fromX = x;
      double fromY = y;
      for (int i = 1; i <= 20; i++) {
        double t = i / 20.0;
        double toX = x + alongX * Math.sqrt(t);
        double toY = y + alongY * t * t;
        sketch.stroke(fromX, fromY, toX, toY, 1.5, 1.5, 0.14, ROD);
        fromX = toX;
        fromY = toY;
      }
    }
  }

  private void lead(Mt19937 things, double x, double y) {
    double fromX = x;
    double fromY = y;
    double turn = things.uniform(0.9, 2.2);
    double bend = things.uniform(-0.12, 0.12);
    for (int i = 0; i < 26; i++) {
      double toX = fromX + 14 * StrictMath.cos(turn);
      double toY = fromY + 14 * StrictMath.sin(turn);
      sketch.stroke(fromX, fromY, toX, toY, 1.2, 1.2, 0.16, ROD);
      fromX = toX;
      fromY = toY;
      turn += bend;
      bend += things.uniform(-0.05, 0.05);
    }
  }

  /**
   * Draws the lead letter that says which side is which, above that shoulder.
   *
   * @param left an L on the patient's left, else an R on the right
   */
  void mark(PhantomFilm under, boolean left) {
    double inset = film.markerInset;
    double column = left ? Phantoms.SIZE - inset : inset;
    double sin = film.markerSize * StrictMath.sin(film.markerTurn);
    double cos = film.markerSize * StrictMath.cos(film.markerTurn);
    for (double[] stroke : left ? LETTER_L : LETTER_R) {
      double c0 = column + stroke[0] * cos - stroke[1] * sin;
      double r0 = film.markerRow + stroke[0] * sin + stroke[1] * cos;
      double c1 = column + stroke[2] * cos - stroke[3] * sin;
      double r1 = film.markerRow + stroke[2] * sin + stroke[3] * cos;
      double width = 0.24 * film.markerSize / film.zoom;
      attenuation.stroke(
          under.patientX(c0, r0),
          under.patientY(c0, r0),
          under.patientX(c1, r1),
          under.patientY(c1, r1),
          width,
          width,
          LEAD,
          FLAT);
    }
  }
}
