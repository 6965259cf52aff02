import type { AreaReader } from './area-reader.ts'
import { topLevelArea } from './top-level-area.ts'

/** `swarm/`: certificates and raft state of a swarm node. */
export const swarmReader: AreaReader = {
  name: 'swarm',
  directories: ['swarm'],
  survey: (context) => topLevelArea(context, { area: 'swarm', parts: [['swarm', 'swarm']] }),
}
