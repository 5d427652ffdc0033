package org.pleura.data;

import org.pleura.data.Phantom.View;
import org.pleura.nn.random.Mt19937;

/**
 * What differs from one film of a patient to the next: the view, the breath, the stand, the beam,
 * the lead letter, and what lies on the patient. None of it depends on whether there is fluid. The
 * order of the fields is the order of the draws.
 */
final class PhantomExposure {
  final View view;
  final double breath;
  final double turn;
  final double shiftX;
  final double shiftY;
  final double zoom;
  final double oblique;
  final double level;
  final double contrast;
  final double scatter;
  final double noise;
  final boolean electrodes;
  final boolean catheter;
  final boolean markerOnLeft;
  final double markerInset;
  final double markerRow;
  final double markerSize;
  final double markerTurn;
  final double cloud;
  final double cloudX;
  final double cloudY;
  final double cloudWidth;
  final double cloudHeight;
  final double fluidChange;
  final double meniscus;

  PhantomExposure(Mt19937 random, PhantomAnatomy body) {
    boolean ap = random.nextDouble() < 0.35;
    view = ap ? View.AP : View.PA;
    breath = ap ? random.uniform(-34, 2) : random.uniform(-14, 14);
    turn = ap ? random.uniform(-0.075, 0.075) : random.uniform(-0.04, 0.04);
    shiftX = random.uniform(-12, 12);
    shiftY = random.uniform(-10, 12);
    zoom = body.size * random.uniform(0.95, 1.05);
    oblique = ap ? random.uniform(-10, 10) : random.uniform(-5, 5);
    level = random.uniform(0.66, 0.78) + (ap ? 0.03 : 0);
    contrast = ap ? random.uniform(3.8, 5.4) : random.uniform(5.2, 7);
    scatter = ap ? random.uniform(0.02, 0.12) : random.uniform(0, 0.04);
    noise = ap ? random.uniform(0.008, 0.018) : random.uniform(0.004, 0.010);
    electrodes = random.nextDouble() < (ap ? 0.5 : 0.12);
    catheter = random.nextDouble() < (ap ? 0.4 : 0.06);
    markerOnLeft = random.nextDouble() < 0.7;
    markerInset = random.uniform(18, 62);
    markerRow = random.uniform(20, 110);
    markerSize = random.uniform(7, 12);
    markerTurn = random.uniform(-0.3, 0.3);
    boolean cloudy = random.nextDouble() < 0.15;
    double dense = random.uniform(0.4, 0.95);
    cloud = cloudy ? dense : 0;
    cloudX = random.uniform(70, 150) * (random.nextDouble() < 0.5 ? -1 : 1);
    cloudY = random.uniform(170, 340);
    cloudWidth = random.uniform(30, 110);
    cloudHeight = random.uniform(40, 80);
    fluidChange = random.uniform(0.88, 1.12);
    meniscus = random.uniform(0.7, 1.3);
  }
}
