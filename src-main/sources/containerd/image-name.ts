const DANGLING = 'moby-dangling@'

/**
 * The name of an image as the docker CLI shows it: `docker.io/library/x:1` is `x:1`, `docker.io/acme/x:1` is
 * `acme/x:1`. Null for the name that the engine gives to what has none.
 */
export function familiarName(name: string): string | null {
  if (name.startsWith(DANGLING)) return null
  return name.replace(/^docker\.io\/(?:library\/(?=[^/]+$))?/, '')
}
