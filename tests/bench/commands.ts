import { existsSync, rmSync } from 'node:fs'
import type { BuiltProduct } from './build-product.ts'

/** One thing to be measured: a program that walks the same root. */
export interface Contender {
  readonly name: string
  readonly command: readonly string[]
  /** Removes what an earlier run left, where that would be another measurement. Not timed. */
  readonly before?: () => void
}

/** What measures disk usage without knowing Docker; those that are installed. */
export function otherTools(root: string): readonly Contender[] {
  return [
    { name: 'du', command: ['/usr/bin/du', '-x', '-s', root] },
    { name: 'gdu', command: ['/usr/bin/gdu', '-npcx', root] },
    { name: 'diskus', command: ['/usr/bin/diskus', '-j2', root] },
  ].filter(({ command: [program = ''] }) => existsSync(program))
}

/** An address where nobody listens: the bench measures the disk, whatever engine this machine runs. */
export const NO_ENGINE = 'unix:///nonexistent/docker.sock'

/** The product as users run it: a report that walks everything, and a second one that remembers the layers. */
export function ourRuns(root: string, { cli }: BuiltProduct, state: string): readonly Contender[] {
  const report = ['report', '--json', '--data-root', root, '--docker-host', NO_ENGINE]
  const command = ['/usr/bin/env', `XDG_STATE_HOME=${state}`, process.execPath, cli, ...report]
  const forget = (): void => {
    rmSync(state, { recursive: true, force: true })
  }
  return [
    { name: 'first run', command, before: forget },
    { name: 'second run', command },
  ]
}

/** A live engine: the docker command's own answer to the same question, and our whole report. */
export function engineRuns(engine: string, { cli }: BuiltProduct, state: string): readonly Contender[] {
  const report = ['report', '--json', '--docker-host', engine]
  return [
    { name: 'system df -v', command: ['/usr/bin/env', 'docker', '-H', engine, 'system', 'df', '-v'] },
    { name: 'report', command: ['/usr/bin/env', `XDG_STATE_HOME=${state}`, process.execPath, cli, ...report] },
  ]
}
