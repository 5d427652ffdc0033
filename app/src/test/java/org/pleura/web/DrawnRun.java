package org.pleura.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.pleura.cli.Shell;
import org.pleura.nn.train.FittingListener;
import org.pleura.run.Divided;
import org.pleura.run.Loading;
import org.pleura.run.Plan;
import org.pleura.run.PlanFile;
import org.pleura.run.Progress;
import org.pleura.run.Run;
import org.pleura.run.RunData;
import org.pleura.run.RunFacts;
import org.pleura.run.RunFolder;

/** A short training on phantoms, and the page that shows it. */
final class DrawnRun implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  final Path runs;
  final Path folder;
  final Page page;
  final String id;
  private final HttpClient client = HttpClient.newHttpClient();

  private DrawnRun(Path runs, Path folder, Page page, String id) {
    this.runs = runs;
    this.folder = folder;
    this.page = page;
    this.id = id;
  }

  /** Forty phantoms of each class, the lesson's plan on small images, three epochs. */
  static DrawnRun make(Path place) throws IOException {
    Path runs = Files.createDirectories(place.resolve("runs"));
    Path folder = runs.resolve("drawn");
    Shell.Ended ended =
        Shell.pleura(
            "lesson",
            "--phantoms",
            "40",
            "--out",
            folder,
            "--quiet",
            "--set",
            "preparation.height=128",
            "--set",
            "preparation.width=128",
            "--set",
            "training.epochs=3",
            "--set",
            "training.learningRate=0.003");
    assertThat(ended.code()).as(ended.messages()).isZero();
    Page page = Page.open(Served.of(runs, 2), 0, 2, "test");
    return new DrawnRun(runs, folder, page, Served.id(folder.toRealPath()));
  }

  /** Two folds of the run's phantoms with two seeds, each trained for one step. */
  void crossValidation(Path out) {
    trainBriefly("train", "--folds", 2, "--seeds", 2, "--plan", "lesson", "--out", out);
  }

  /** Two configurations on the run's phantoms, each trained for one step. */
  void search(Path out) {
    trainBriefly("tune", "--grid", "network.dropout=0/0.3", "--no-halving", "--out", out);
  }

  /** A run on the phantoms whose one epoch is done, and nothing of what follows. */
  RunFolder stopped(Path out) throws IOException {
    return stopped(out, folder.resolve("phantoms"));
  }

  /** The same on other images. */
  RunFolder stopped(Path out, Path images) throws IOException {
    RunFolder begun = RunFolder.create(out, false);
    Plan plan =
        PlanFile.with(
            Plan.lesson(),
            List.of(
                "preparation.height=128",
                "preparation.width=128",
                "training.epochs=1",
                "training.stepsPerEpoch=1"));
    try (RunData data =
        RunData.open(
            images, plan.positiveClass(), plan.preparation(), Loading.with(2), Progress.SILENT)) {
      Divided divided = Divided.of(plan, data, 2, Progress.SILENT);
      Run.begin(begun, plan, data, divided, 2, "test")
          .train(new FittingListener() {}, Progress.SILENT);
    }
    return begun;
  }

  private void trainBriefly(String command, Object... options) {
    List<Object> words = new ArrayList<>(List.of(command, folder.resolve("phantoms"), "--quiet"));
    words.addAll(List.of(options));
    for (String setting :
        List.of(
            "preparation.height=128",
            "preparation.width=128",
            "training.epochs=1",
            "training.stepsPerEpoch=1")) {
      words.addAll(List.of("--set", setting));
    }
    Shell.Ended ended = Shell.pleura(words.toArray());
    assertThat(ended.code()).as(ended.messages()).isZero();
  }

  /** A copy of the run's folder. */
  Path copy(Path to) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path one : all.toList()) {
        Files.copy(one, to.resolve(folder.relativize(one)));
      }
    }
    return to;
  }

  Path phantom(String className) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("phantoms").resolve(className))) {
      return files.sorted().findFirst().orElseThrow();
    }
  }

  /** The first image of a part. */
  Path imageOf(String part) throws IOException {
    return RunFacts.split(folder.resolve("split.csv")).stream()
        .filter(one -> one.part().word().equals(part))
        .map(one -> folder.resolve("phantoms").resolve(one.image()))
        .findFirst()
        .orElseThrow();
  }

  URI at(String path) {
    return URI.create(page.url() + "api/runs/" + id + path);
  }

  HttpResponse<String> ask(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** The lines of an answer, as they come. */
  Stream<String> lines(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofLines()).body();
  }

  byte[] bytes(String path) throws IOException, InterruptedException {
    return client
        .send(HttpRequest.newBuilder(at(path)).build(), HttpResponse.BodyHandlers.ofByteArray())
        .body();
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    return json(ask(HttpRequest.newBuilder(at(path))));
  }

  JsonNode send(String path, byte[] body) throws IOException, InterruptedException {
    return json(post(path, body));
  }

  HttpResponse<String> post(String path, byte[] body) throws IOException, InterruptedException {
    return ask(HttpRequest.newBuilder(at(path)).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  static JsonNode json(HttpResponse<String> answer) throws IOException {
    return MAPPER.readTree(answer.body());
  }

  static JsonNode json(String text) throws IOException {
    return MAPPER.readTree(text);
  }

  @Override
  public void close() throws IOException {
    page.close();
  }
}
