package dev.stipend.redis;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A process that holds an embedded Redis as the gateway does: told to stop, it first finishes what
 * was begun, here whatever it is asked for on its standard input.
 */
final class EmbeddedRedisHolder {

  private EmbeddedRedisHolder() {}

  public static void main(String[] arguments) throws Exception {
    EmbeddedRedis redis = EmbeddedRedis.start(Path.of(arguments[0]));
    RedisTalk talk = new RedisTalk(redis.url());
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  drain(talk);
                  redis.close();
                }));
    System.out.println("ready");
    redis.exited().toCompletableFuture().join();
  }

  private static void drain(RedisTalk talk) {
    System.out.println("draining");
    var commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).lines();
    commands.forEach(command -> System.out.println(talk.say(command)));
  }
}
