import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { run } from '../../../helpers/run-process.ts'
import { unpackWorld } from '../../../helpers/recorded-world.ts'

const ROOT = join(import.meta.dirname, '../../../..')

/** What the dashboard is to show, and the surroundings it runs in: nothing of the user's is read or written. */
export interface ShownWorld extends AsyncDisposable {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** What `du` says of it, in bytes. */
  readonly bytes: number
}

/** A recorded data root, and a program that was built from the sources as they are. */
export async function showWorld(): Promise<ShownWorld> {
  await run([process.execPath, join(ROOT, 'bin/build.mjs')])
  const world = await unpackWorld('20.10-overlay2')
  const home = await mkdtemp(join(tmpdir(), 'plimsoll-home-'))
  const du = await run(['du', '--summarize', '--block-size=1', '--one-file-system', world.dataRoot])
  return {
    args: ['--data-root', world.dataRoot],
    env: { HOME: home, XDG_STATE_HOME: join(home, 'state'), DOCKER_HOST: 'unix:///nonexistent/docker.sock' },
    bytes: Number.parseInt(du),
    async [Symbol.asyncDispose]() {
      await rm(home, { recursive: true })
      await world[Symbol.asyncDispose]()
    },
  }
}

/** The dashboard's first sentence, once it is there and says how much of the disk is Docker. */
export async function readLede(page: Page, timeout = 15_000): Promise<string> {
  const lede = page.locator('p.lede', { hasText: 'of this disk is Docker' })
  await lede.waitFor({ timeout })
  return (await lede.innerText()).replace(/\s+/g, ' ')
}

/** The bytes as that sentence says them. */
export function inLede(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB of this disk is Docker.`
}
