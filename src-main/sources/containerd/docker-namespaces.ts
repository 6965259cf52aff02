/**
 * containerd keeps several clients apart in namespaces. An engine has `moby` (with user namespaces
 * `moby-<uid>.<gid>`), the same with `_history` for what finished builds leave, and `plugins.moby`. The BuildKit in an
 * engine works in the engine's own; `buildkit` is that of a buildkitd beside it, which is not ours to judge.
 */
export function isDockers(namespace: string): boolean {
  return isEngines(namespace.replace(/_history$/, '')) || namespace === 'plugins.moby'
}

/** The namespace of an engine's images and containers. */
export function isEngines(namespace: string): boolean {
  return /^moby(?:-\d+\.\d+)?$/.test(namespace)
}
