import { expect, it } from 'vitest'
import { AppError } from '../../../src-main/errors/app-error.ts'
import { configuredContainerdRoot } from '../../../src-main/sources/configured-containerd-root.ts'
import { createNodeDiskReader } from '../../../src-main/sources/disk/node-disk-reader.ts'

function rootIn(config: () => string | null): string | null {
  const readText = (path: string) => (path === '/etc/containerd/config.toml' ? config() : null)
  return configuredContainerdRoot({ ...createNodeDiskReader(), readText })
}

it.each([
  ['root = "/srv/containerd"', '/srv/containerd'],
  ['version = 3\r\n  root=\'/srv/a b\'  # moved\r\nstate = "/run/containerd"\r\n', '/srv/a b'],
  ['version = 2\nimports = [\n  "/etc/more.toml"\n]\nroot = "/srv/containerd"\n[plugins]\n', '/srv/containerd'],
])('is what %j says', (config, root) => {
  expect(rootIn(() => config)).toBe(root)
})

it.each([
  ['nothing is said', 'version = 2\nstate = "/run/containerd"\n'],
  ['it is in a table, where it is the root of something else', '[plugins."some.thing"]\n  root = "/srv/other"\n'],
  ['it is commented out', '#root = "/srv/containerd"\n'],
  ['it is another key', 'root_dir = "/srv/a"\nsub.root = "/srv/b"\n"root" = "/srv/c"\n'],
  ['it is written in a way that is not read', 'root = "/srv/\\u0041"\n'],
  ['it is several lines', 'root = """/srv\n/x"""\n'],
  ['it is not absolute', 'root = "containerd"\n'],
  ['it is empty', 'root = ""\n'],
  ['it is not a string', 'root = 7\n'],
  ['there is no file', null],
])('is not known when %s', (_why, config) => {
  expect(rootIn(() => config)).toBeNull()
})

it('is not known when the file is closed to us', () => {
  const closed = () => {
    throw new AppError('permission-denied', 'closed')
  }
  expect(rootIn(closed)).toBeNull()
})
