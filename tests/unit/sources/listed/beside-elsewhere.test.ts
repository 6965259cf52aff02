import { describe, expect, it } from 'vitest'
import { besideElsewhere } from '../../../../src-main/sources/listed/beside-elsewhere.ts'

const SYSTEM = '/run/containerd/containerd.sock'
const engine = { dataRoot: '/var/lib/docker', imageStore: 'containerd', containerdAddress: SYSTEM } as const

describe('the containerd root beside a data root that is elsewhere', () => {
  it('is where the system’s containerd has it, if the engine keeps images there', () => {
    expect(besideElsewhere(engine, null)).toBe('/var/lib/containerd')
    expect(besideElsewhere({ ...engine, imageStore: 'classic' }, null)).toBeNull()
    expect(besideElsewhere({ ...engine, containerdAddress: null }, null)).toBeNull()
    expect(besideElsewhere({ ...engine, containerdAddress: '/run/docker/containerd/containerd.sock' }, null)).toBeNull()
  })

  it('is what the user names, unless that is in the data root', () => {
    expect(besideElsewhere({ ...engine, imageStore: 'classic' }, '/mnt/containerd/')).toBe('/mnt/containerd')
    expect(besideElsewhere(engine, '/var/lib/docker/containerd/daemon')).toBeNull()
    for (const asked of ['/var/lib/docker', '/var/lib/docker/x', '/var/lib', '/', 'relative', ''])
      expect(() => besideElsewhere(engine, asked), asked).toThrow(expect.objectContaining({ code: 'bad-input' }))
  })
})
