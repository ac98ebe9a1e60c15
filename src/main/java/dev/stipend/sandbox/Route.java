package dev.stipend.sandbox;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.Optional;

/** What answers one kind of request. */
interface Route {

  Future<Answer> answer(Call call);

  /**
   * One request, its body read.
   *
   * @param parameter the variable part of the path; empty when it has none
   */
  record Call(HttpServerRequest request, String parameter, Buffer body) {

    Optional<String> header(String name) {
      return Optional.ofNullable(request.getHeader(name));
    }

    MultiMap query() {
      return request.params(false);
    }

    /** The host name under which the client knows the seller, without a port. */
    String host() {
      HostAndPort authority = request.authority();
      return authority == null ? "" : authority.host();
    }

    /** Scheme, host and port as the client knows them. */
    String origin() {
      HostAndPort authority = request.authority();
      return authority == null ? "" : request.scheme() + "://" + authority;
    }

    String url() {
      return origin() + request.uri();
    }

    @Override
    public String toString() {
      return request.method() + " " + request.path();
    }
  }
}
