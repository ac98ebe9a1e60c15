package dev.stipend.sandbox;

import io.vertx.core.Future;
import tools.jackson.databind.node.ObjectNode;

/** What the seller makes for the money, before it moves. */
interface Goods {

  /**
   * Makes it.
   *
   * @param owner the lower-case address of the payer
   * @return the body of the answer, when a restart would remember what was made
   */
  Future<ObjectNode> make(String owner, ObjectNode input);
}
