/**
 * containerd keeps several clients apart in namespaces. Docker's are `moby` (with user namespaces
 * `moby-<uid>.<gid>`), `moby_history` for what finished builds leave, and `plugins.moby`; BuildKit on its own has
 * `buildkit` and `buildkit_history`.
 */
export function isDockers(namespace: string): boolean {
  return /^(?:moby|buildkit)(?:[-_]|$)/.test(namespace) || namespace === 'plugins.moby'
}

/** The namespace of an engine's images and containers. */
export function isEngines(namespace: string): boolean {
  return /^moby(?:-|$)/.test(namespace)
}
