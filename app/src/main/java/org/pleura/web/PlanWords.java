package org.pleura.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.pleura.run.Plan;
import org.pleura.run.PlanFile;

/** What a plan is called: one that was changed is not called as the plan that it was made of. */
final class PlanWords {
  /** So many changes are named; of more it is said how many they are. */
  private static final int NAMED = 3;

  private PlanWords() {}

  /** As "default", or "default, changed: epochs 2"; of a plan with a name of its own that name. */
  static String of(Plan plan) {
    Optional<Plan> known =
        Stream.of(Plan.standard(), Plan.lesson())
            .filter(one -> one.name().equals(plan.name()))
            .findFirst();
    List<String> changes = known.map(one -> changes(one, plan)).orElse(List.of());
    if (changes.isEmpty()) {
      return plan.name();
    }
    String named = String.join(", ", changes.subList(0, Math.min(NAMED, changes.size())));
    int more = changes.size() - NAMED;
    return plan.name() + ", changed: " + named + (more > 0 ? " and " + more + " more" : "");
  }

  private static List<String> changes(Plan known, Plan plan) {
    Map<String, String> there = PlanFile.values(known);
    List<String> changes = new ArrayList<>();
    PlanFile.values(plan)
        .forEach(
            (path, value) -> {
              if (!value.equals(there.get(path))) {
                changes.add(
                    path.substring(path.lastIndexOf('.') + 1) + " " + value.replace("\"", ""));
              }
            });
    return changes;
  }
}
