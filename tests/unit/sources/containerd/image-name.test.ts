import { expect, it } from 'vitest'
import { familiarName } from '../../../../src-main/sources/containerd/image-name.ts'

it.each([
  ['docker.io/library/x:1', 'x:1'],
  ['docker.io/acme/x:1', 'acme/x:1'],
  ['docker.io/library/a/x:1', 'library/a/x:1'],
  ['docker.io/library/x@sha256:00', 'x@sha256:00'],
  ['localhost:5000/library/x:1', 'localhost:5000/library/x:1'],
  ['ghcr.io/acme/x:1', 'ghcr.io/acme/x:1'],
  ['moby-dangling@sha256:00', null],
])('%s is shown as %s', (name, shown) => {
  expect(familiarName(name)).toBe(shown)
})
