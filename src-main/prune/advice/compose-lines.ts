import type { Container } from '../../model/inventory.ts'

/** Label that docker compose gives what it makes: the name under `services:`. */
const COMPOSE_SERVICE = 'com.docker.compose.service'

/** Where lines for the service of a container go; null for one that no compose file made. */
export function serviceOf({ labels }: Container): string | null {
  return labels[COMPOSE_SERVICE] ?? null
}

/** Lines below the name of a service, and below the top of the file. */
export function composeLines(service: string, below: readonly string[], top: readonly string[] = []): string {
  return ['services:', `  ${service}:`, ...below.map((line) => `    ${line}`), ...top].join('\n')
}
