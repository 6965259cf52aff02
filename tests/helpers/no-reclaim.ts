import type { ReclaimPort } from '../../src-main/service/reclaim/reclaim-port.ts'

/** For tests that remove nothing: whoever asks it for something fails. */
export function noReclaim(): ReclaimPort {
  const refuse = (): never => {
    throw new Error('nothing is removed in this test')
  }
  return {
    view: refuse,
    preview: refuse,
    plan: refuse,
    planFile: refuse,
    load: refuse,
    run: refuse,
    follow: refuse,
    stop: refuse,
    runs: refuse,
    putBack: refuse,
    purge: refuse,
    settings: refuse,
    setSettings: refuse,
    close: () => Promise.resolve(),
  }
}
