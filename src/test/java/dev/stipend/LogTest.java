package dev.stipend;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.read.ListAppender;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.vertx.core.internal.logging.LoggerFactory;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The log as a machine reads it: one JSON object per line. */
@Isolated
class LogTest {

  @Test
  void eventIsOneLineOfJsonWithItsFacts() {
    String line =
        logged(
            "info",
            logger ->
                logger
                    .atInfo()
                    .addKeyValue("team", "design \"west\"\n")
                    .addKeyValue("micros", 134_000)
                    .log("call paid"));

    assertThat(line.strip().lines()).hasSize(1);
    JsonNode event = JsonMapper.shared().readTree(line);
    assertThat(event.get("level").asString()).isEqualTo("INFO");
    assertThat(event.get("logger").asString()).isEqualTo("dev.stipend.call");
    assertThat(event.get("message").asString()).isEqualTo("call paid");
    assertThat(Instant.parse(event.get("time").asString())).isAfter(Instant.EPOCH);
    assertThat(event.get("team").asString()).isEqualTo("design \"west\"\n");
    assertThat(event.get("micros").longValue()).isEqualTo(134_000);
  }

  @Test
  void failureIsPartOfItsLine() {
    String line =
        logged(
            "info", logger -> logger.error("poll failed", new IllegalStateException("no\nwire")));

    assertThat(line.strip().lines()).hasSize(1);
    assertThat(JsonMapper.shared().readTree(line).get("exception").asString())
        .contains("IllegalStateException: no\nwire")
        .contains("LogTest");
  }

  @Test
  void levelIsTheOneThatIsSet() {
    assertThat(logged("warn", logger -> logger.info("quiet"))).isEmpty();
    assertThat(logged("debug", logger -> logger.debug("loud"))).contains("loud");
  }

  @Test
  void vertxAndNettyAreHeardFromWarningsOn() {
    LoggerContext context = configured("debug");

    assertThat(context.getLogger("io.vertx.core").getEffectiveLevel()).isEqualTo(Level.WARN);
    assertThat(context.getLogger("io.netty.channel").getEffectiveLevel()).isEqualTo(Level.WARN);
  }

  @Test
  void vertxAndNettyLogToTheSamePlace() {
    LoggerContext context = (LoggerContext) org.slf4j.LoggerFactory.getILoggerFactory();
    ListAppender<ILoggingEvent> seen = new ListAppender<>();
    seen.start();
    context.getLogger("io").addAppender(seen);
    try {
      LoggerFactory.getLogger("io.vertx.test").warn("by Vert.x");
      InternalLoggerFactory.getInstance("io.netty.test").warn("by Netty");
    } finally {
      context.getLogger("io").detachAppender(seen);
    }

    assertThat(seen.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly("by Vert.x", "by Netty");
  }

  private static String logged(String level, Consumer<Logger> event) {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      event.accept(configured(level).getLogger("dev.stipend.call"));
    } finally {
      System.setErr(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static LoggerContext configured(String level) {
    LoggerContext context = new LoggerContext();
    context.putProperty("log.level", level);
    context.setMDCAdapter(new LogbackMDCAdapter());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    try {
      configurator.doConfigure(LogTest.class.getResource("/logback.xml"));
    } catch (JoranException e) {
      throw new AssertionError(e);
    }
    return context;
  }
}
