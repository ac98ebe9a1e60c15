package dev.stipend;

import dev.stipend.catalog.Catalogue;
import dev.stipend.catalog.CatalogueReader;
import dev.stipend.catalog.CatalogueWatch;
import dev.stipend.catalog.OpenApi;
import dev.stipend.config.Config;
import dev.stipend.config.DiscoveryUse;
import dev.stipend.redis.RedisCatalogue;
import dev.stipend.redis.RedisLink;
import dev.stipend.upstream.DiscoveryDocument;
import dev.stipend.upstream.UpstreamSettings;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Optional;

/** Builds what there is to buy, and what keeps that up to date. */
final class ShelfAssembly {

  private final Config config;
  private final Vertx vertx;
  private final InstantSource clock;

  ShelfAssembly(Config config, Vertx vertx, InstantSource clock) {
    this.config = config;
    this.vertx = vertx;
    this.clock = clock;
  }

  Core.Shelf build(RedisLink redis, UpstreamSettings upstream) {
    Catalogue catalogue =
        config.local().catalogue().map(CatalogueReader::read).orElseGet(CatalogueReader::shipped);
    var paths = config.upstream().paths();
    var discovery = config.upstream().discovery();
    OpenApi openApi = new OpenApi(paths.generate());
    DiscoveryDocument document =
        new DiscoveryDocument(
            vertx,
            upstream,
            openApi,
            new DiscoveryDocument.Bounds(
                paths.discovery(),
                Math.toIntExact(discovery.sizeMax().bytes()),
                discovery.timeout()));
    CatalogueWatch watch =
        new CatalogueWatch(
            catalogue,
            document,
            openApi,
            new RedisCatalogue(redis),
            clock,
            new CatalogueWatch.Terms(
                Optional.of(discovery.interval())
                    .filter(each -> discovery.use() == DiscoveryUse.FOLLOW),
                discovery.ceiling()));
    return new Core.Shelf(catalogue, watch);
  }
}
