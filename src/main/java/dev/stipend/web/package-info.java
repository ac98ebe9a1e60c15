/**
 * What both HTTP ports share: error answers, request ids, the access log, reading of bodies and
 * headers that every answer has.
 *
 * <p>Invariants: every error has a code of {@link dev.stipend.web.ProblemCode} and the id of its
 * request; no answer and no log line holds an exception's text, a header or a body of a request; no
 * answer after which a retry could pay again lets a client retry by itself.
 */
@NullMarked
package dev.stipend.web;

import org.jspecify.annotations.NullMarked;
