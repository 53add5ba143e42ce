package dev.keymaster.model;

import java.time.Instant;

/**
 * A second factor, as it is shown.
 *
 * @param id 8 hex characters
 * @param kind how its codes are made
 * @param label what its owner calls it
 * @param created when it was enrolled
 */
public record SecondFactor(String id, FactorKind kind, String label, Instant created) {}
