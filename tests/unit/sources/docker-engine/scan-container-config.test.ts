import { describe, expect, it } from 'vitest'
import { scanContainerConfig } from '../../../../src-main/sources/docker-engine/scan-container-config.ts'
import type { ScanProgram } from '../../../../src-main/sources/elevated/scan-program.ts'

const PROGRAM: ScanProgram = {
  node: '/opt/node/bin/node',
  environment: {},
  entry: '/home/me/plimsoll/out/main/scan-helper.js',
  files: ['/home/me/plimsoll/out/main', '/home/me/plimsoll/package.json'],
  wrapper: null,
}

interface Config {
  readonly Cmd: readonly string[]
  readonly Env: readonly string[]
  readonly HostConfig: { readonly Mounts: readonly { Source: string; Target: string; ReadOnly: boolean }[] }
}

function configOf(
  program: Partial<ScanProgram>,
  roots: readonly string[],
  there: readonly string[] = ['/usr', '/lib'],
) {
  const exists = (path: string): boolean => there.includes(path)
  const container = { id: 'x', image: 'sha256:y', program: { ...PROGRAM, ...program }, roots, exists }
  return scanContainerConfig(container) as Config
}

const mountsOf = (...args: Parameters<typeof configOf>) =>
  configOf(...args).HostConfig.Mounts.map(({ Source }) => Source)

describe('a container that reads a data root', () => {
  it('sees the system, Node, the program and the roots, each at its own path and none to be written', () => {
    const { Mounts } = configOf({}, ['/var/lib/docker', '/var/lib/containerd']).HostConfig
    expect(Mounts.map(({ Source }) => Source)).toEqual([
      ...['/usr', '/lib', '/opt/node/bin', '/home/me/plimsoll/out/main', '/home/me/plimsoll/package.json'],
      ...['/var/lib/docker', '/var/lib/containerd'],
    ])
    expect(Mounts.every(({ Source, Target, ReadOnly }) => Source === Target && ReadOnly)).toBe(true)
  })

  it('sees nothing twice', () => {
    const files = ['/usr/lib/plimsoll/out/main']
    expect(mountsOf({ node: '/usr/bin/node', files }, ['/var/lib/docker'])).toEqual(['/usr', '/lib', '/var/lib/docker'])
  })

  it('sees a root as a mount of its own, wherever it lies', () => {
    expect(mountsOf({ node: '/srv/node' }, ['/srv/docker'])).toContain('/srv/docker')
  })

  it('does not see everything for a Node at the top', () => {
    expect(mountsOf({ node: '/node' }, ['/r'])).not.toContain('/')
  })

  it('gets nothing of this process’s environment but what Electron has to be told', () => {
    expect(configOf({}, []).Env).toEqual([])
    expect(configOf({ environment: { ELECTRON_RUN_AS_NODE: '1' } }, []).Env).toEqual(['ELECTRON_RUN_AS_NODE=1'])
  })
})
