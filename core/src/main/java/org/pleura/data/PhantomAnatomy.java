package org.pleura.data;

import org.pleura.data.Phantom.Side;
import org.pleura.nn.random.Mt19937;

/**
 * One drawn patient: what is the same on each of the patient's films. Lengths are pixels of an
 * unshifted film, attenuations are parts of what the soft tissue of a whole chest attenuates. The
 * order of the fields is the order of the draws.
 */
final class PhantomAnatomy {
  final double size;
  final double wall;
  final double thickness;
  final double breast;
  final double breastRow;
  final double lungTop;
  final double lungWidth;
  final double leftNarrower;
  final double domeRow;
  final double leftDomeLower;
  final double domeCurve;
  final double angleDepth;
  final double heart;
  final double heartTilt;
  final double knob;
  final double mediastinum;
  final double spineBow;
  final double bone;
  final double ribPitch;
  final double ribDrop;
  final double ribRadius;
  final double clavicleRise;
  final double vessels;
  final double gas;
  final Side fluidSide;
  final double fluid;

  PhantomAnatomy(Mt19937 random) {
    boolean female = random.nextDouble() < 0.5;
    double stout = random.nextDouble();
    size = random.uniform(1.10, 1.22);
    wall = 18 + 26 * stout;
    thickness = random.uniform(0.9, 1.0) + 0.14 * stout;
    double chest = random.uniform(0.05, 0.22);
    breast = female ? chest : 0.25 * chest * stout;
    breastRow = random.uniform(290, 340);
    lungTop = random.uniform(52, 74);
    lungWidth = random.uniform(166, 192);
    leftNarrower = random.uniform(-4, 8);
    domeRow = random.uniform(306, 342);
    boolean raised = random.nextDouble() < 0.12;
    leftDomeLower = raised ? random.uniform(-45, -15) : random.uniform(0, 20);
    domeCurve = random.uniform(8, 26);
    angleDepth = random.uniform(36, 60);
    heart = random.uniform(0.84, 1.14);
    heartTilt = random.uniform(0.35, 0.6);
    knob = random.uniform(4, 16);
    mediastinum = random.uniform(27, 36);
    spineBow = random.uniform(-7, 7);
    bone = random.uniform(0.8, 1.2);
    ribPitch = random.uniform(25, 29);
    ribDrop = random.uniform(80, 116);
    ribRadius = random.uniform(6.2, 8.2);
    clavicleRise = random.uniform(14, 40);
    vessels = random.uniform(0.7, 1.3);
    gas = random.nextDouble();
    double side = random.nextDouble();
    fluidSide = side < 0.24 ? Side.LEFT : side < 0.5 ? Side.RIGHT : Side.BOTH;
    double much = random.nextDouble();
    // One patient in seven has a trace; of the others, more have much than little.
    double rest = (1 - much) / 0.86;
    fluid = much < 0.14 ? 0.02 + 0.9 * much : 0.17 + 0.83 * (1 - rest * rest);
  }
}
