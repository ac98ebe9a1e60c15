package dev.stipend.sandbox;

import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Sells jobs: each payment starts one. */
record JobGoods(Product product, SandboxJobs jobs, String origin) implements Goods {

  private static final Logger LOG = LoggerFactory.getLogger(JobGoods.class);

  @Override
  public Future<ObjectNode> make(String owner, ObjectNode input) {
    SandboxJobs.Created created = jobs.create(product, owner, input);
    LOG.debug("job {} created", created.job().id());
    return created.written().map(done -> told(created.job()));
  }

  private ObjectNode told(Job job) {
    ObjectNode body = Json.object();
    body.put("success", true);
    body.put("jobId", job.id());
    body.put("status", "pending");
    body.put("type", product.jobType());
    String jobs = product.isInOldFamily() ? "/api/x402/jobs/" : "/api/jobs/";
    body.put("pollUrl", origin + jobs + job.id());
    return body;
  }
}
