/**
 * Who calls: teams, API keys, roles, and the secrets that prove them.
 *
 * <p>Invariants: a secret exists in clear only in the answer that issues it and in the request that
 * carries it; what is stored is its keyed hash. The team a call is charged to comes from the API
 * key alone.
 */
@NullMarked
package dev.stipend.team;

import org.jspecify.annotations.NullMarked;
