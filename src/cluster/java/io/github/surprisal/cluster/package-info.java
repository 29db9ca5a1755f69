/**
 * Faults on a real standalone cluster: {@link io.github.surprisal.cluster.Cluster} starts a master and workers,
 * {@link io.github.surprisal.cluster.Program} the driver as a user starts it, and {@link io.github.surprisal.cluster.TaskFence}
 * holds tasks back at known moments, so that what is killed is killed in the midst of counting, selecting or training.
 */
package io.github.surprisal.cluster;
