package org.pleura.web;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that predict at once, for as long as one likes; by hand, beside a page that is open. What
 * the page's memory does meanwhile is seen from outside: {@code ps -o rss= -p PID}.
 */
final class ManyClients {

  private ManyClients() {}

  /** The address of predict, an image, how many clients, how many seconds. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    URI predict = URI.create(arguments[0]);
    byte[] image = Files.readAllBytes(Path.of(arguments[1]));
    int clients = Integer.parseInt(arguments[2]);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[3]));
    AtomicLong answered = new AtomicLong();
    AtomicLong failed = new AtomicLong();
    ExecutorService all = Executors.newFixedThreadPool(clients);
    HttpClient client = HttpClient.newHttpClient();
    for (int i = 0; i < clients; i++) {
      all.execute(
          () -> {
            while (System.nanoTime() < end) {
              (isAnswered(client, predict, image) ? answered : failed).incrementAndGet();
            }
          });
    }
    all.shutdown();
    all.awaitTermination(1, TimeUnit.HOURS);
    System.out.printf("%d answered, %d failed%n", answered.get(), failed.get());
  }

  private static boolean isAnswered(HttpClient client, URI predict, byte[] image) {
    HttpRequest asked =
        HttpRequest.newBuilder(predict).POST(HttpRequest.BodyPublishers.ofByteArray(image)).build();
    try {
      return client.send(asked, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
