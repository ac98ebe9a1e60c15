package dev.stipend.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Function;

/** Real connections, on which somebody else does something before chosen commands. */
record Interposed(Connector real, Function<Command, Future<?>> before) implements Connector {

  @Override
  public Future<RedisConnection> connect() {
    return real.connect().map(this::through);
  }

  @Override
  public Future<Void> close() {
    return real.close();
  }

  private RedisConnection through(RedisConnection connection) {
    return (RedisConnection)
        Proxy.newProxyInstance(
            RedisConnection.class.getClassLoader(),
            new Class<?>[] {RedisConnection.class},
            (proxy, method, arguments) ->
                arguments != null && arguments.length > 0 && arguments[0] instanceof Request request
                    ? before.apply(request.command()).compose(done -> connection.send(request))
                    : call(method, connection, arguments));
  }

  private static Object call(Method method, RedisConnection connection, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(connection, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
