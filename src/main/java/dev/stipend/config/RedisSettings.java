package dev.stipend.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Which Redis keeps the books. */
public sealed interface RedisSettings {

  /** One that this process starts, with its data below the data folder. */
  record Embedded() implements RedisSettings {}

  /**
   * One that somebody else runs.
   *
   * @param urls may hold a password, and are therefore not shown
   * @param durability what an authorization waits for before it leaves
   * @param master the name the sentinels watch; of no meaning in the other modes
   * @param booksId of the only books that may be used; absent: those this gateway has seen before
   */
  record External(
      RedisMode mode,
      List<URI> urls,
      String master,
      Optional<Secret> password,
      RedisDurability durability,
      Optional<String> booksId)
      implements RedisSettings {

    public External {
      urls = List.copyOf(urls);
      boolean one = mode != RedisMode.STANDALONE || urls.size() == 1;
      boolean twice =
          password.isPresent() && urls.stream().anyMatch(url -> url.getUserInfo() != null);
      new Rules()
          .require(!urls.isEmpty(), "names no address", "redis://redis.internal:6379", "redis")
          .require(
              one,
              "names several addresses, which needs redisMode sentinel or cluster",
              "redis://redis.internal:6379",
              "redis",
              "redisMode")
          .require(
              !twice,
              "is set, but an address in redis has a password too",
              "redis://redis.internal:6379 as redis, and the password only here",
              "redisPassword",
              "redis")
          .check();
    }

    @Override
    public String toString() {
      return "External[mode=" + mode + ", addresses=" + urls.size() + "]";
    }
  }
}
