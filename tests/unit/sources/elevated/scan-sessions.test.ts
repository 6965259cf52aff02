import { describe, expect, it } from 'vitest'
import { createScanSessions } from '../../../../src-main/sources/elevated/scan-sessions.ts'
import type { ScanLink } from '../../../../src-main/sources/elevated/scan-link.ts'
import { startCommand, startScript } from './scanners.ts'

const ANSWERS = 'ready(); hear(() => process.exit(1))'

function sessions({ keep, start = () => startScript(ANSWERS) }: { keep: boolean; start?: () => ScanLink }) {
  const started: ScanLink[] = []
  const counted = () => {
    started.push(start())
    return started.at(-1)!
  }
  return { started, sessions: createScanSessions({ start: counted, patience: null, keep }) }
}

describe('scanners', () => {
  it('are started when somebody asks, and once', async () => {
    const { started, sessions: kept } = sessions({ keep: true })
    expect(started).toHaveLength(0)
    expect(await kept.open(undefined)).toBe(await kept.open(undefined))
    expect(started).toHaveLength(1)
  })

  it('stay until the end when a person had to agree', async () => {
    const { started, sessions: kept } = sessions({ keep: true })
    const session = await kept.open(undefined)
    await kept.release()
    expect([session.over, await kept.open(undefined)]).toEqual([false, session])
    await kept.close()
    expect([session.over, started.length]).toEqual([true, 1])
  })

  it('end as soon as nothing is asked when nobody had to', async () => {
    const { started, sessions: fleeting } = sessions({ keep: false })
    const session = await fleeting.open(undefined)
    await fleeting.release()
    await fleeting.release()
    expect(session.over).toBe(true)
    await fleeting.open(undefined)
    expect(started).toHaveLength(2)
    await fleeting.close()
  })

  it('are started again when they have died', async () => {
    const { started, sessions: kept } = sessions({ keep: true })
    const session = await kept.open(undefined)
    started[0]!.kill()
    await expect.poll(() => session.over).toBe(true)
    expect(await kept.open(undefined)).not.toBe(session)
  })

  it('that were refused are not asked for again before the next time', async () => {
    const start = () => startCommand(['sh', '-c', 'echo no >&2; exit 1'])
    const { started, sessions: kept } = sessions({ keep: true, start })
    for (let i = 0; i < 3; i += 1) {
      await expect(kept.open(undefined)).rejects.toMatchObject({ code: 'permission-denied' })
    }
    expect(started).toHaveLength(1)
    await kept.release()
    await expect(kept.open(undefined)).rejects.toMatchObject({ code: 'permission-denied' })
    expect(started).toHaveLength(2)
  })
})
