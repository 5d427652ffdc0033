package org.pleura.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which radiographs belong together, so that a split may not part them: those of one patient, and
 * those that show the same film. Where two patients share a film, both patients' images are one
 * group. A radiograph of which nothing is known is a group of its own. Immutable.
 */
public final class Groups {
  private final Map<String, String> groupOf;

  private Groups(Map<String, String> groupOf) {
    this.groupOf = groupOf;
  }

  /**
   * By patient alone.
   *
   * @param radiographs all
   * @return the groups
   */
  public static Groups byPatient(Collection<Radiograph> radiographs) {
    return of(radiographs, List.of());
  }

  /**
   * By patient and by film.
   *
   * @param radiographs all
   * @param sameFilm lists of names of radiographs that show one film
   * @return the groups
   * @throws IllegalArgumentException if a name is not that of a radiograph
   */
  public static Groups of(Collection<Radiograph> radiographs, List<List<String>> sameFilm) {
    Map<String, String> above = new HashMap<>();
    for (Radiograph radiograph : radiographs) {
      above.put(image(radiograph.name()), image(radiograph.name()));
      radiograph
          .patient()
          .ifPresent(
              patient -> {
                above.putIfAbsent(person(patient), person(patient));
                join(above, person(patient), image(radiograph.name()));
              });
    }
    for (List<String> names : sameFilm) {
      for (String name : names) {
        if (!above.containsKey(image(name))) {
          throw new IllegalArgumentException("there is no radiograph named " + name);
        }
        join(above, image(names.get(0)), image(name));
      }
    }
    Map<String, String> groupOf = new HashMap<>();
    for (Radiograph radiograph : radiographs) {
      groupOf.put(radiograph.name(), root(above, image(radiograph.name())));
    }
    return new Groups(groupOf);
  }

  // No patient's key is an image's, since they begin with different letters.
  private static String image(String name) {
    return "i" + name;
  }

  private static String person(String patient) {
    return "p" + patient;
  }

  private static void join(Map<String, String> above, String a, String b) {
    above.put(root(above, b), root(above, a));
  }

  private static String root(Map<String, String> above, String key) {
    String root = key;
    while (!above.getOrDefault(root, root).equals(root)) {
      root = above.getOrDefault(root, root);
    }
    above.put(key, root);
    return root;
  }

  /**
   * The group of a radiograph.
   *
   * @param radiograph one of those the groups were made of
   * @return a name that only the members of its group have
   * @throws IllegalArgumentException if it is none of them
   */
  public String of(Radiograph radiograph) {
    String group = groupOf.get(radiograph.name());
    if (group == null) {
      throw new IllegalArgumentException(radiograph.name() + " is in no group");
    }
    return group;
  }

  /** The members of each group, largest group first, of equally large ones the first to come. */
  List<List<Radiograph>> largestFirst(List<Radiograph> radiographs) {
    Map<String, List<Radiograph>> members = new LinkedHashMap<>();
    for (Radiograph radiograph : radiographs) {
      members.computeIfAbsent(of(radiograph), unused -> new ArrayList<>()).add(radiograph);
    }
    List<List<Radiograph>> sorted = new ArrayList<>(members.values());
    sorted.sort((a, b) -> Integer.compare(b.size(), a.size()));
    return sorted;
  }
}
