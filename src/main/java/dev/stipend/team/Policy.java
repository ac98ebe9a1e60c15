package dev.stipend.team;

import dev.stipend.money.Money;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a team or an API key may buy, whatever its limits leave.
 *
 * @param models ids of models, and classes ({@code image}, {@code video}, {@code upload}); none:
 *     all
 * @param priceMax what one call may cost
 * @param callsPerMinute how many calls may begin within a minute
 * @param jobsAtOnce how many jobs may run at the same time
 */
public record Policy(
    List<String> models,
    @Nullable Money priceMax,
    @Nullable Integer callsPerMinute,
    @Nullable Integer jobsAtOnce) {

  public static final Policy OPEN = new Policy(List.of(), null, null, null);

  private static final int MODELS_MAX = 100;
  private static final int CALLS_MAX = 1_000_000;
  private static final int JOBS_MAX = 1_000_000;
  private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  public Policy {
    models = List.copyOf(models);
    if (models.size() > MODELS_MAX) {
      throw new IllegalArgumentException("a policy names at most 100 models");
    }
    if (!models.stream().allMatch(model -> MODEL.matcher(model).matches())) {
      throw new IllegalArgumentException("a model looks like nano-banana-pro");
    }
    if (callsPerMinute != null && (callsPerMinute < 1 || callsPerMinute > CALLS_MAX)) {
      throw new IllegalArgumentException("calls per minute are 1 to 1,000,000");
    }
    if (jobsAtOnce != null && (jobsAtOnce < 1 || jobsAtOnce > JOBS_MAX)) {
      throw new IllegalArgumentException("jobs at once are 1 to 1,000,000");
    }
  }

  public boolean allows(String model, String modelClass) {
    return models.isEmpty() || models.contains(model) || models.contains(modelClass);
  }
}
