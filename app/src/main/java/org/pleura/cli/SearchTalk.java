package org.pleura.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.pleura.nn.train.FittingListener;
import org.pleura.report.SearchFigure;
import org.pleura.report.SearchReport;
import org.pleura.run.Plan;
import org.pleura.run.Progress;
import org.pleura.tune.Rung;
import org.pleura.tune.Search;
import org.pleura.tune.SearchFile;
import org.pleura.tune.Trial;
import org.pleura.tune.Trials;

/** Says what a search will cost, how far it is, what each training brought, and how all rank. */
final class SearchTalk implements Search.Listener {

  private static final int MOST_LINES = 20;

  private final Search search;
  private final Narration narration;

  /** In epochs of the base plan, towers counted: what is done, and what there is. */
  private int done;

  private final int total;

  SearchTalk(Search search, Narration narration) {
    this.search = search;
    this.narration = narration;
    this.total = search.rungs().stream().mapToInt(rung -> rung.trials() * epochs(rung)).sum();
  }

  private int epochs(Rung rung) {
    Plan base = search.base();
    return rung.epochs(base) * base.network().towers();
  }

  /** What the search assumes, and its budget. */
  void before() throws IOException {
    search.assumptions().forEach(narration::note);
    search.data().images().leftOut().forEach(left -> narration.note("Left out: " + left.reason()));
    int whole = search.base().training().epochs();
    List<String> rungs = new ArrayList<>();
    for (Rung rung : search.rungs()) {
      rungs.add(
          (rungs.isEmpty() ? "" : "the best ")
              + rung.trials()
              + " for "
              + (rung.part() == 1 ? "all " + whole : rung.epochs(search.base()) + " of " + whole)
              + " epochs");
    }
    int single = whole * search.base().network().towers();
    narration.line(
        "Configurations: %s; about the work of %.1f whole trainings.",
        String.join(", ", rungs), total / (double) single);
    narration.line(
        "%d images to train on, %d to choose on; the %d test images are left alone.",
        search.split().train().size(),
        search.split().validation().size(),
        search.split().test().size());
    narration.line("");
  }

  @Override
  public FittingListener begins(int rung, int number, Plan plan) {
    int own = epochs(search.rungs().get(rung - 1));
    int trained = plan.training().epochs() * plan.network().towers();
    int before = done;
    return new FittingListener() {
      @Override
      public void batchEnded(int epoch, int batch, int batches, double loss, double accuracy) {
        double share = (epoch - 1 + batch / (double) batches) / trained;
        // The last step is left for the score.
        at(before + Math.min(own - 1, (int) (own * share)));
      }
    };
  }

  @Override
  public Progress drawing() {
    return narration.progress();
  }

  private void at(int epochs) {
    narration.progress().at("Searching (epochs)", epochs, total);
  }

  @Override
  public void ended(Trial trial, boolean before) {
    done += epochs(search.rungs().get(trial.rung() - 1));
    narration.line(
        "Trial %d, %d epochs: %s   %s%s",
        trial.number(),
        trial.plan().training().epochs(),
        trial
            .score()
            .map(
                score ->
                    String.format(Locale.ROOT, "loss %.4f, AUROC ", score.loss())
                        + score.auroc().text())
            .orElse("the loss ran away"),
        words(trial),
        before ? "   (done before)" : "");
  }

  private static String words(Trial trial) {
    return String.join(" ", trial.settings());
  }

  /** The ranking, the figure, and what to do with the best plan. */
  void after(Trials found) throws IOException {
    List<Trial> ranked = found.ranked();
    narration.line("");
    row("rank", "trial", "epochs", "loss", "AUROC", "what varies");
    for (int i = 0; i < Math.min(MOST_LINES, ranked.size()); i++) {
      row(i + 1, ranked.get(i));
    }
    if (ranked.size() > MOST_LINES) {
      narration.line(
          "and %d more in %s", ranked.size() - MOST_LINES, search.folder().tuningTable());
    }
    narration.line("");
    narration.line(
        "Loss and AUROC are those of the kept model on the %d validation images; without looking the"
            + " loss is %.4f.",
        search.split().validation().size(), search.constantLoss());
    narration.line("%s", Trials.OPTIMISM);
    narration.line("%s", Trials.UNTOUCHED);
    narration.line("");
    SearchFigure.of(found, search.constantLoss()).draw().write(search.folder().figures());
    SearchReport.write(search.folder());
    narration.line("Report: %s", search.folder().report());
    narration.line(
        "Written: %s, %s, and a figure in %s",
        search.folder().tuningTable(), search.folder().tuning(), search.folder().figures());
    found
        .best()
        .ifPresentOrElse(
            this::next, () -> narration.line("Every loss ran away, so no plan is the best."));
    narration.json(
        SearchFile.json(found)
            .put("folder", search.folder().path().toString())
            .put("report", search.folder().report().toString()));
  }

  private void next(Trial best) {
    List<Object> words = new ArrayList<>(List.of("train", search.data().location()));
    words.addAll(DataOptions.words(search.data().labelling(), search.base().positiveClass()));
    words.addAll(List.of("--plan", search.folder().bestPlan()));
    narration.line("Best: trial %d, %s", best.number(), words(best));
    narration.line("Evaluate it with: %s", Invocation.of(words.toArray()));
  }

  private void row(int rank, Trial trial) {
    row(
        String.valueOf(rank),
        String.valueOf(trial.number()),
        String.valueOf(trial.plan().training().epochs()),
        trial.lossText(),
        trial.aurocText(),
        words(trial));
  }

  private void row(
      String rank, String trial, String epochs, String loss, String auroc, String varied) {
    narration.line(
        "%s",
        String.format(
                Locale.ROOT,
                "%4s %6s %7s   %-8s   %-20s   %s",
                rank,
                trial,
                epochs,
                loss,
                auroc,
                varied)
            .stripTrailing());
  }
}
