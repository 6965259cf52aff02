import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient, type RouterClient } from '@orpc/server'
import type { ImageWasteView } from '../../src-main/views/image-waste.ts'
import type { FileComparison, FilesOf, FilesSummary } from '../../src-main/views/files.ts'
import { createCreditWindows } from '../../src-main/contract/credit-window.ts'
import { composeApplication } from '../../src-main/service/compose.ts'
import { locateProgramFiles } from '../../src-main/service/program-files.ts'
import type { Router } from '../../src-main/service/router.ts'
import { DEFAULT_TARGET, type Target } from '../../src-main/service/target.ts'

/** The whole application in this process, as the terminal has it, after it has measured everything once. */
export interface OpenedApplication extends AsyncDisposable {
  readonly client: RouterClient<Router>
  /** Reads the files of a place, and waits until all is known of them. */
  files(of: FilesOf): Promise<FilesSummary>
  /** Compares a copy-up with the lower file. */
  compare(of: FilesOf, path: string): Promise<FileComparison>
  /** Searches an image for what it wastes. */
  waste(image: string): Promise<ImageWasteView>
}

/** `kept`: a state directory that stays; else it has one of its own, which goes with it. */
export async function openApplication(target: Partial<Target>, kept?: string): Promise<OpenedApplication> {
  const stateDirectory = kept ?? (await mkdtemp(join(tmpdir(), 'plimsoll-state-')))
  const application = composeApplication({
    target: { ...DEFAULT_TARGET, ...target },
    files: locateProgramFiles(new URL('../../src-main/entries/cli.ts', import.meta.url).href),
    stateDirectory,
    follow: false,
  })
  const client = createRouterClient(application.router, { context: { windows: createCreditWindows() } })
  await client.app.measure({ everything: false })
  const stream = randomUUID()
  for await (const { stage, failures } of await client.app.states({ stream })) {
    void client.ack({ stream, items: 1 })
    if (stage === 'failed') throw new Error(failures.map(({ message }) => message).join('; '))
    if (stage === 'whole') break
  }
  return {
    client,
    async files(of) {
      const reading = randomUUID()
      for await (const state of await client.files.open({ of, again: false, stream: reading })) {
        void client.ack({ stream: reading, items: 1 })
        if (state.stage === 'unavailable') throw new Error(`${state.because}: ${state.detail}`)
        if (state.stage === 'ready' && !state.summary.comparing) return state.summary
      }
      throw new Error('the reading ended without a result')
    },
    async compare(of, path) {
      const comparing = randomUUID()
      for await (const state of await client.files.compare({ of, path, stream: comparing })) {
        void client.ack({ stream: comparing, items: 1 })
        if (state.stage === 'ready') return state.comparison
      }
      throw new Error('the comparison ended without a result')
    },
    async waste(image) {
      const search = randomUUID()
      for await (const state of await client.imageWaste({ image, stream: search })) {
        void client.ack({ stream: search, items: 1 })
        if (state.stage === 'unavailable') throw new Error(`${state.because}: ${state.detail}`)
        if (state.stage === 'ready') return state.waste
      }
      throw new Error('the search ended without a result')
    },
    async [Symbol.asyncDispose]() {
      await application.close()
      if (kept === undefined) await rm(stateDirectory, { recursive: true })
    },
  }
}
