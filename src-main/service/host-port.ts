import type { HostCommand, PageIntroduction } from '../contract/host-command.ts'

/** What a host with a desktop of its own does for its page. A browser has none of it. */
export interface HostPort {
  /** Lets the user point at a directory; null when none was chosen. */
  chooseDirectory(): Promise<string | null>
  /** What the host's menus ask of the page, until the signal fires or the reader leaves. */
  commands(signal: AbortSignal | undefined): AsyncGenerator<HostCommand, void>
  /** The page says what it is; again whenever that changes. */
  introduce(page: PageIntroduction): void
}

/** For hosts without a desktop: there are no menus, so no command ever comes. */
export async function* noCommands(signal: AbortSignal | undefined): AsyncGenerator<HostCommand, void> {
  if (signal?.aborted !== true) await new Promise((resolve) => signal?.addEventListener('abort', resolve))
  yield* []
}
