/** Everything before the tag or digest of a reference; a colon before a slash is a port's. */
export function repositoryOf(reference: string): string {
  return reference.replace(/@.*$/s, '').replace(/:[^:/]*$/, '')
}
