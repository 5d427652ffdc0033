package org.pleura.report;

import java.util.ArrayList;
import java.util.List;
import org.pleura.report.ReportContent.Check;

/**
 * Two reporting checklists, answered as far as the files know: CLAIM, 2024 update (Tejani et al.,
 * Radiology: Artificial Intelligence 2024;6(4):e240300, doi 10.1148/ryai.240300), 44 items, and
 * TRIPOD+AI (Collins et al., BMJ 2024;385:e078378, doi 10.1136/bmj-2023-078378), 27 items in 52
 * parts. The numbers are theirs, the words are ours; the papers say what each item asks for.
 *
 * <p>Checked in November 2026: numbers, order, topics and count of TRIPOD+AI, item by item, against
 * one copy of the statement's table 2; those of CLAIM against a list of its 44 items by somebody
 * else, in other words, which in the version that was read is marked as not compared with the
 * paper. The two papers themselves were not at hand.
 */
final class Checklists {

  private final RunAnswers answers;
  private final List<Check> items = new ArrayList<>();

  private Checklists(RunAnswers answers) {
    this.answers = answers;
  }

  /** The 44 items of CLAIM, 2024. */
  static List<Check> claim(RunAnswers answers) {
    Checklists list = new Checklists(answers);
    list.claimBefore();
    list.claimData();
    list.claimModel();
    list.claimEvaluation();
    list.claimResults();
    return List.copyOf(list.items);
  }

  /** The 52 parts of the 27 items of TRIPOD+AI. */
  static List<Check> tripod(RunAnswers answers) {
    Checklists list = new Checklists(answers);
    list.tripodBefore();
    list.tripodData();
    list.tripodAnalysis();
    list.tripodOpen();
    list.tripodResults();
    return List.copyOf(list.items);
  }

  private void claimBefore() {
    whole(
        "1",
        "Title: says that AI is used, and of which kind",
        answers.title(),
        "result",
        "which kind of AI");
    partly(
        "2",
        "Abstract: a structured summary",
        answers.summary(),
        "result",
        "the design, who the patients were, and what follows");
    write(
        "3",
        "Background, and the role the model is to have",
        "how the finding is read today, and what the model is to do in care");
    write("4", "Aims and hypotheses", "what was asked, before the figures were seen");
    write(
        "5",
        "Prospective or retrospective",
        "whether the images were gathered for this study or were there before it");
    write(
        "6",
        "Goal of the study",
        "what it is for: making a model, showing that it can be done, testing one for use");
  }

  private void claimData() {
    partly(
        "7",
        "Sources of the data",
        answers.source(),
        "data",
        "where the images come from, with a link if they are public");
    partly(
        "8",
        "Who was included and who not",
        answers.leftOut(),
        "data",
        "the criteria, and how, where and when patients were found");
    whole("9", "Steps of preparation", answers.preparation(), "plan", "each step");
    write(
        "10",
        "How parts of the data were selected",
        "whether the images are a part of a larger collection, and how that part was chosen");
    write(
        "11",
        "How identities were removed",
        "how names, dates and burnt-in text were taken out of the files");
    partly(
        "12",
        "Missing data",
        answers.leftOut(),
        "data",
        "what else was missing, and what was done about it");
    write(
        "13",
        "How the images were acquired",
        "with which machines, projections and settings, and how films became files");
    standard("14", "Reference standard: what it is");
    write(
        "15",
        "Reference standard: why this one",
        "why not another: CT, follow-up, several readers");
    write(
        "16",
        "Reference standard: who annotated",
        "who read the films, with what training and experience");
    write(
        "17",
        "How the test set was annotated",
        "with which software, and what the readers knew of the patient");
    write(
        "18",
        "How far annotators agree",
        "how far readers agree with each other and themselves, and how disagreement was settled");
    whole(
        "19",
        "How images were dealt to parts",
        answers.division(),
        "data",
        "how, and in what shares");
    whole(
        "20",
        "Level at which parts are disjoint",
        answers.overlap(),
        "data",
        "whether patients are apart");
    partly(
        "21",
        "Intended sample size of the test set",
        answers.sizes(),
        "data",
        "how many were thought enough beforehand, and why");
  }

  /** Drawn images have their labels by being drawn; those of films somebody gave. */
  private void standard(String number, String words) {
    String how = "how a film came to be called positive, so that others could do it again";
    if (answers.drawn()) {
      whole(number, words, answers.labels(), "data", how);
    } else {
      partly(number, words, answers.labels(), "data", how);
    }
  }

  private void claimModel() {
    whole("22", "The model, layer by layer", answers.network(), "plan", "each layer");
    whole("23", "Software with versions", answers.software(), "provenance", "names and versions");
    whole(
        "24",
        "First values of the weights",
        answers.initial(),
        "plan",
        "whether they were random or those of another model");
    whole(
        "25",
        "Training",
        answers.training(),
        "curves",
        "steps, learning rate, augmentation and epochs");
    whole(
        "26",
        "How the final model was chosen",
        answers.kept(),
        "curves",
        "by what, on which images");
    whole("27", "Ensemble", answers.ensemble(), "plan", "whether there is one");
  }

  private void claimEvaluation() {
    String figures = answers.figuresAnchor();
    whole("28", "Measures of performance", answers.measures(), figures, "which, and why these");
    whole("29", "Uncertainty", answers.uncertainty(), figures, "how it was measured");
    partly(
        "30",
        "Robustness",
        answers.stability(),
        answers.stabilityAnchor(),
        "how the figures hold when images, threshold or patients change");
    partly(
        "31",
        "Explanations",
        answers.audit(),
        answers.auditAnchor(),
        answers.hasAudit() ? "" : "why maps are shown without it, if they are");
    whole(
        "32",
        "Testing on data of the same source",
        answers.calls(),
        figures,
        "what the model does on them");
    partly(
        "33",
        "Testing on data of another source",
        answers.elsewhere(),
        answers.elsewhereAnchor(),
        answers.hasElsewhere() ? "what makes these data other" : "why there was none");
    write("34", "Registration of a trial", "the register and number, or that it was no trial");
  }

  private void claimResults() {
    String figures = answers.figuresAnchor();
    partly(
        "35",
        "Numbers in and out",
        answers.numbers(),
        "data",
        "how many patients there were before, as a diagram of the flow");
    partly(
        "36",
        "Patients of each part",
        answers.patients(),
        "data",
        "their age, sex and illness, part by part");
    partly(
        "37",
        "Performance in each part and group",
        answers.groups(),
        figures,
        "which groups matter here, and what their figures mean");
    whole("38", "Diagnostic accuracy with intervals", answers.calls(), figures, "the figures");
    partly(
        "39",
        "Failures",
        answers.failures(),
        "mistakes",
        "what the films that were called wrongly have in common, and what it would mean in care");
    partly(
        "40",
        "Limitations",
        answers.limits(),
        "limits",
        "those that files cannot know: of the patients, the readers, the setting");
    write(
        "41",
        "What follows for practice",
        "for whom the model could be of use, and what would have to be shown first");
    partly(
        "42",
        "The full protocol",
        answers.repeat(),
        "provenance",
        "where the protocol is, or that there was none");
    partly(
        "43",
        "Where software, model and data are",
        answers.here(),
        "provenance",
        "where others get them, and under which licence");
    write("44", "Funding", "who paid, and what part they had in the work");
  }

  private void tripodBefore() {
    partly(
        "1",
        "Title",
        answers.title(),
        "result",
        "for which patients, and whether a model is made, tested or both");
    partly(
        "2",
        "Abstract",
        answers.summary(),
        "result",
        "the rest of the abstract, which has a checklist of its own");
    write(
        "3a",
        "Background: the setting and why a model",
        "how the finding is diagnosed today, and which models there are");
    write(
        "3b",
        "Background: for whom, by whom, for what",
        "who the patients and the users are, and where in care the model would stand");
    write(
        "3c",
        "Background: known inequalities in health",
        "between which groups of people diagnosis or care is known to differ");
    write("4", "Aims", "what was asked, and whether a model is made, tested or both");
  }

  private void tripodData() {
    partly(
        "5a",
        "Data: sources",
        answers.source(),
        "data",
        "where they come from, why these, and whom they stand for");
    write("5b", "Data: dates", "from when to when the films were made");
    write("6a", "Participants: setting and centres", "which hospitals, how many, and where");
    partly("6b", "Participants: who was eligible", answers.leftOut(), "data", "the criteria");
    write(
        "6c",
        "Participants: treatments",
        "which drains, operations and drugs there were, and what was made of them");
    partly(
        "7",
        "Preparation and quality checks",
        answers.preparation(),
        "plan",
        "whether it works alike for all groups of patients");
    standard("8a", "Outcome: what it is");
    write("8b", "Outcome: who judged it", "who read the films, and their qualifications");
    write("8c", "Outcome: blinding", "what the readers knew of the patient and of the model");
    whole("9a", "Predictors: choice", "The pixels of the image alone.", "plan", "");
    partly(
        "9b",
        "Predictors: what they are",
        answers.preparation(),
        "plan",
        "how and when the images were made");
    whole("9c", "Predictors: who judged them", "Nobody: they are read from the file.", "", "");
    partly("10", "Sample size", answers.sizes(), "data", "why it is enough, with the calculation");
    partly(
        "11",
        "Missing data",
        answers.leftOut(),
        "data",
        "what else was missing, and what was done about it");
  }

  private void tripodAnalysis() {
    String figures = answers.figuresAnchor();
    whole(
        "12a",
        "Analysis: parts of the data",
        answers.division(),
        "data",
        "which part served for what");
    whole("12b", "Analysis: predictors", answers.preparation(), "plan", "how they were scaled");
    partly(
        "12c",
        "Analysis: model and training",
        answers.training(),
        "curves",
        "why this kind of model, and how its plan was found");
    write(
        "12d",
        "Analysis: differences between centres",
        "how they were measured, or that there is one centre");
    whole("12e", "Analysis: measures", answers.measures(), figures, "which, and why these");
    whole("12f", "Analysis: updating", answers.updating(), figures, "whether any was done");
    whole("12g", "Analysis: how predictions are made", answers.predicting(), "provenance", "how");
    whole("13", "Imbalance of the classes", answers.balance(), "data", "what was done about it");
    partly("14", "Fairness", answers.fairness(), "limits", "why, and which groups matter here");
    partly("15", "Output and threshold", answers.output(), figures, "why this threshold");
    partly(
        "16",
        "Training against evaluation data",
        answers.apart(),
        "data",
        "how they differ in setting, criteria and outcome");
    write("17", "Ethics", "which committee approved it, and how patients consented");
  }

  private void tripodOpen() {
    write("18a", "Funding", "who paid, and what part they had in the work");
    write("18b", "Conflicts of interest", "those of each author");
    write("18c", "Protocol", "where it is, or that there was none");
    write("18d", "Registration", "the register and number, or that it was not registered");
    write("18e", "Data sharing", "where others get the images and labels");
    partly(
        "18f",
        "Code sharing",
        answers.software(),
        "provenance",
        "where others get it, and whatever code was used beside it");
    write("19", "Patients and public", "what part they had in the study, or that they had none");
  }

  private void tripodResults() {
    String figures = answers.figuresAnchor();
    partly(
        "20a",
        "Participants: flow",
        answers.numbers(),
        "data",
        "how many patients there were before, as a diagram of the flow");
    partly(
        "20b",
        "Participants: who they are",
        answers.patients(),
        "data",
        "their age, sex, illness and treatment");
    partly(
        "20c",
        "Participants: beside those of the training",
        answers.sizes(),
        "data",
        "age, sex and illness beside those of the training part");
    whole(
        "21",
        "Numbers in each analysis",
        answers.sizes(),
        "data",
        "how many, with how many positive");
    partly("22", "The whole model", answers.network(), "plan", "where it can be had, and by whom");
    whole("23a", "Performance with intervals", answers.calls(), figures, "the figures");
    write(
        "23b",
        "Performance between centres",
        "how the figures differ between centres, if that was looked at");
    whole("24", "Updated model", answers.updated(), figures, "whether there is one");
    write(
        "25",
        "Interpretation",
        "what the figures mean, beside other studies and for each group of patients");
    partly(
        "26",
        "Limitations",
        answers.limits(),
        "limits",
        "those that files cannot know: of the patients, the readers, the setting");
    partly(
        "27a",
        "Use: poor or missing input",
        answers.unreadable(),
        "",
        "what to do about a film that is read but poor");
    write(
        "27b",
        "Use: what users must do and know",
        "who opens the films, and what they must know to read the answer");
    write("27c", "Next steps", "what has to be studied next, and on whom");
  }

  /** An item that the files answer whole, where they answer it at all. */
  private void whole(String number, String words, String answer, String anchor, String what) {
    add(number, words, answer, anchor, answer.isEmpty() ? what : "");
  }

  /** An item of which a person must write a part, whatever the files know. */
  private void partly(String number, String words, String answer, String anchor, String what) {
    add(number, words, answer, anchor, what);
  }

  private void write(String number, String words, String what) {
    add(number, words, "", "", what);
  }

  private void add(String number, String words, String answer, String anchor, String what) {
    items.add(
        new Check(
            number,
            words,
            answer,
            answer.isEmpty() ? "" : anchor,
            what.isEmpty() ? "" : "You must write " + what + "."));
  }
}
