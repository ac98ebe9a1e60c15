package dev.stipend.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("it looks at all processes that this one started")
class EmbeddedRedisTest {

  private static final String APPEND_ONLY_FILE = "appendonly.aof";

  @TempDir private Path folder;

  @Test
  void dataOutlivesARestart() {
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder)) {
      assertThat(say(redis, "SET colour blue")).isEqualTo("+OK");
    }

    try (EmbeddedRedis redis = EmbeddedRedis.start(folder)) {
      assertThat(say(redis, "GET colour")).isEqualTo("blue");
    }
  }

  @Test
  void nothingIsEvictedAndEveryWriteReachesTheDisk() {
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder)) {
      assertThat(say(redis, "CONFIG GET maxmemory-policy")).isEqualTo("noeviction");
      assertThat(say(redis, "CONFIG GET appendonly")).isEqualTo("yes");
      assertThat(say(redis, "CONFIG GET appendfsync")).isEqualTo("always");
      assertThat(say(redis, "CONFIG GET save")).isEmpty();
      assertThat(say(redis, "CONFIG GET bind")).isEqualTo("127.0.0.1");
    }
  }

  @Test
  void onlyItsOwnerKnowsThePassword() throws IOException {
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder)) {
      String password = redis.url().substring("redis://:".length(), redis.url().indexOf('@'));

      assertThat(redis.toString()).doesNotContain(password);
      assertThat(Files.getPosixFilePermissions(folder.resolve("redis.conf")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(new RedisTalk(redis.url().replace(password, "guess")).say("GET colour"))
          .startsWith("-NOAUTH");
    }
  }

  @Test
  void secondStartOnTheSameFolderIsRefused() {
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder)) {
      assertThatExceptionOfType(EmbeddedRedisException.class)
          .isThrownBy(() -> EmbeddedRedis.start(folder))
          .withMessageContaining("Another Stipend is running")
          .withMessageContaining(folder.getFileName().toString());
      assertThat(say(redis, "PING")).isEqualTo("+PONG");
    }
  }

  @Test
  void secondProcessOnTheSameFolderIsRefused() throws Exception {
    Process other = holder();
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("ready");

      assertThatExceptionOfType(EmbeddedRedisException.class)
          .isThrownBy(() -> EmbeddedRedis.start(folder))
          .withMessageContaining("Another Stipend is running");
    } finally {
      end(other);
    }
  }

  @Test
  void killedGatewayTakesItsRedisAlong() throws Exception {
    Process gateway = holder();
    assertThat(gateway.inputReader().readLine()).isEqualTo("ready");
    List<ProcessHandle> family = gateway.descendants().toList();
    assertThat(family).hasSizeGreaterThanOrEqualTo(2);

    gateway.destroyForcibly();

    assertGoneWithinTwoSeconds(family);
  }

  @Test
  void startAfterAKillWaitsForTheEarlierRedis() throws Exception {
    Process gateway = holder();
    assertThat(gateway.inputReader().readLine()).isEqualTo("ready");
    List<ProcessHandle> family = gateway.descendants().toList();

    gateway.destroyForcibly().waitFor();
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder)) {
      assertThat(family).noneMatch(RedisHome::isRunning);
      assertThat(say(redis, "PING")).isEqualTo("+PONG");
    }
  }

  @Test
  void redisWhoseLeashWasKilledTooIsEndedByTheNextStart() throws Exception {
    Process gateway = holder();
    assertThat(gateway.inputReader().readLine()).isEqualTo("ready");
    List<ProcessHandle> family = gateway.descendants().toList();

    family.stream().filter(process -> !isServer(process)).forEach(ProcessHandle::destroyForcibly);
    gateway.destroyForcibly().waitFor();
    assertThat(family).anyMatch(RedisHome::isRunning);
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder)) {
      assertGoneWithinTwoSeconds(family);
      assertThat(say(redis, "PING")).isEqualTo("+PONG");
    }
  }

  @Test
  void interruptOfTheTerminalLeavesRedisToTheDrainingGateway() throws Exception {
    Process gateway = holder();
    BufferedReader answers = gateway.inputReader();
    assertThat(answers.readLine()).isEqualTo("ready");

    interruptGroup(gateway);
    assertThat(answers.readLine()).isEqualTo("draining");
    // Redis looks for a signal ten times a second; it is asked for longer than that.
    for (long begin = System.nanoTime(); System.nanoTime() - begin < 500_000_000L; ) {
      gateway.outputWriter().append("PING\n").flush();
      assertThat(answers.readLine()).isEqualTo("+PONG");
    }
    gateway.outputWriter().append("SET colour blue\n").flush();
    assertThat(answers.readLine()).isEqualTo("+OK");
    end(gateway);

    try (EmbeddedRedis redis = EmbeddedRedis.start(folder)) {
      assertThat(say(redis, "GET colour")).isEqualTo("blue");
    }
  }

  @Test
  void deathOfRedisIsNoticed() {
    List<ProcessHandle> others = ProcessHandle.current().descendants().toList();
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder)) {
      ProcessHandle.current()
          .descendants()
          .filter(process -> !others.contains(process))
          .filter(EmbeddedRedisTest::isServer)
          .forEach(ProcessHandle::destroyForcibly);

      assertThat(redis.exited()).succeedsWithin(2, TimeUnit.SECONDS).isNotEqualTo(0);
    }
  }

  @Test
  void closedRedisIsGone() {
    EmbeddedRedis redis = EmbeddedRedis.start(folder);

    redis.close();
    redis.close();

    assertThat(redis.exited()).succeedsWithin(1, TimeUnit.SECONDS).isEqualTo(0);
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> say(redis, "PING"))
        .withCauseInstanceOf(ConnectException.class);
  }

  @Test
  void appendOnlyFileCutOffByACrashIsLoaded() throws IOException {
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder)) {
      assertThat(say(redis, "SET colour blue")).isEqualTo("+OK");
    }
    Files.writeString(appendOnlyFile(), "*3\r\n$3\r\nSET\r\n$6\r\ncolo", StandardOpenOption.APPEND);

    try (EmbeddedRedis redis = EmbeddedRedis.start(folder)) {
      assertThat(say(redis, "GET colour")).isEqualTo("blue");
    }
  }

  @Test
  void damagedDataIsNotStartedOver() throws IOException {
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder)) {
      assertThat(say(redis, "SET colour blue")).isEqualTo("+OK");
    }
    Files.writeString(appendOnlyFile(), "rubbish\r\n".repeat(10));

    assertThatExceptionOfType(EmbeddedRedisException.class)
        .isThrownBy(() -> EmbeddedRedis.start(folder))
        .withMessageContaining("redis.log");
  }

  @Test
  void folderNameMayHoldSpacesAndQuotes() {
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder.resolve("the \"data\" of 'us'"))) {
      assertThat(say(redis, "PING")).isEqualTo("+PONG");
    }
  }

  /** Version 7 keeps it in a folder, as several files of which the last is written. */
  private Path appendOnlyFile() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(APPEND_ONLY_FILE))
          .filter(file -> !file.toString().endsWith(".manifest"))
          .reduce((first, second) -> second)
          .orElseThrow();
    }
  }

  /** In a session of its own, so that the group can be interrupted without the tests. */
  private Process holder() throws IOException {
    return new ProcessBuilder(
            "setsid",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            EmbeddedRedisHolder.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void interruptGroup(Process leader) throws Exception {
    Process kill = new ProcessBuilder("kill", "-INT", "--", "-" + leader.pid()).start();
    assertThat(kill.waitFor()).isZero();
  }

  private static void end(Process process) throws Exception {
    process.getOutputStream().close();
    process.destroy();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  private static void assertGoneWithinTwoSeconds(List<ProcessHandle> family) throws Exception {
    long begin = System.nanoTime();
    while (family.stream().anyMatch(RedisHome::isRunning)) {
      assertThat(System.nanoTime() - begin).isLessThan(2_000_000_000L);
      Thread.sleep(10);
    }
  }

  private static boolean isServer(ProcessHandle process) {
    return process.info().command().orElse("").contains("redis-server");
  }

  private static String say(EmbeddedRedis redis, String command) {
    return new RedisTalk(redis.url()).say(command);
  }
}
