/**
 * The x402 protocol, version 2, and sign-in-with-x as data: challenges, offers, authorizations,
 * receipts, their header forms and the digests that are signed.
 *
 * <p>Nothing here decides, sends or signs. Unknown members of a message are ignored; what concerns
 * money is read strictly; an offer is written back exactly as it came.
 */
@NullMarked
package dev.stipend.x402;

import org.jspecify.annotations.NullMarked;
