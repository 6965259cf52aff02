import { sumFigures } from '../../model/figure.ts'
import type { Container, Inventory } from '../../model/inventory.ts'
import type { Advice } from '../reclaim-view.ts'
import { composeLines, serviceOf } from './compose-lines.ts'
import { isLarge, largestFirst } from './is-large.ts'

/** As the dashboard warns of a log without a limit. Bytes. */
const LARGE_LOG = 100_000_000

const LIMIT = { 'max-size': '10m', 'max-file': '3' }

/**
 * Logs of json-file that nothing ever cuts off. The engine's default is for containers that are made from then on; one
 * that is there has to be made again, with lines of its own or with the default.
 */
export function adviseOnLogs({ engine, containers }: Inventory): readonly Advice[] {
  const endless = containers.filter((container) => isEndless(container) && isLarge(container.logs.allocated, LARGE_LOG))
  if (endless.length === 0) return []
  const all = {
    about: 'log-limit',
    name: '',
    allocated: sumFigures(endless.map(({ logs }) => logs.allocated)),
  } as const
  const place = engine?.rootless === true ? '~/.config/docker/daemon.json' : '/etc/docker/daemon.json'
  const lines = JSON.stringify({ 'log-driver': 'json-file', 'log-opts': LIMIT }, null, 2)
  return [{ ...all, place, lines }, ...endless.map(ofContainer).sort(largestFirst)]
}

function isEndless({ logging }: Container): boolean {
  const size = logging?.options['max-size']
  return logging?.driver === 'json-file' && (size === undefined || size === '-1')
}

function ofContainer(container: Container): Advice {
  const service = serviceOf(container)
  const own = { about: 'log-limit', name: container.name, allocated: container.logs.allocated } as const
  const options = Object.entries(LIMIT)
  if (service === null) {
    const flags = options.map(([name, value]) => `--log-opt ${name}=${value}`)
    return { ...own, place: 'docker run', lines: ['--log-driver json-file', ...flags].join(' ') }
  }
  const logging = ['logging:', '  driver: json-file', '  options:']
  const limits = options.map(([name, value]) => `    ${name}: "${value}"`)
  return { ...own, place: 'compose.yaml', lines: composeLines(service, [...logging, ...limits]) }
}
