import { afterEach, describe, expect, test } from 'vitest'

import { connectEngine } from '../../../../src-main/sources/docker-engine/connect-engine.ts'
import { sweepScanContainers } from '../../../../src-main/sources/docker-engine/sweep-scan-containers.ts'
import { LISTING_SCRIPT } from '../../../../src-main/sources/listed/listing-script.ts'
import { json, replay, type StandIn } from './engine-stand-in.ts'

const SCAN = '5c0ffee5-1d1e-4a11-8bad-0123456789ab'
const LABELS = { 'io.plimsoll.scan': SCAN }
const NOW = Date.UTC(2026, 10, 21)
const OLD = NOW / 1000 - 3600
const LABELLED = encodeURIComponent(JSON.stringify({ label: ['io.plimsoll.scan'] }))
/** What 1024 zeros are: an archive without files. */
const EMPTY_LAYER = 'sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef'

const CONTAINER = {
  Id: 'c',
  Names: ['/plimsoll-scan-5c0ffee5'],
  Labels: LABELS,
  State: 'created',
  Created: OLD,
  Command: '/usr/bin/node /opt/plimsoll/out/main/scan-helper.js --answer',
}
const IMAGE = { Id: 'sha256:i', RepoTags: null, RepoDigests: null, Labels: LABELS, Created: OLD }
const INSPECTED = { RepoTags: [], Config: { Labels: LABELS }, RootFS: { Type: 'layers', Layers: [EMPTY_LAYER] } }

let engine: StandIn | null = null

afterEach(async () => {
  await engine?.close()
  engine = null
})

interface Found {
  readonly container?: object
  readonly image?: object
  readonly inspected?: object
}

/** What an engine is asked to remove that has these, each with our label. */
async function removed({ container, image, inspected }: Found): Promise<readonly string[]> {
  const changes: string[] = []
  engine = await replay('28.5-overlay2', {
    [`/v1.51/containers/json?all=1&filters=${LABELLED}`]: json(container === undefined ? [] : [container]),
    [`/v1.51/images/json?all=1&filters=${LABELLED}`]: json(image === undefined ? [] : [image]),
    '/v1.51/images/sha256:i/json': json(inspected ?? INSPECTED),
    ...Object.fromEntries(
      ['containers/c?v=1', 'containers/c?force=1&v=1', 'images/sha256:i', 'images/sha256:i?force=1'].map((path) => [
        `/v1.51/${path}`,
        (answer, request) => {
          changes.push(`${request.method ?? ''} ${path}`)
          answer.writeHead(204).end()
        },
      ]),
    ),
  })
  await sweepScanContainers(await connectEngine(engine.endpoint), NOW, {})
  return changes
}

describe('a container that a scan left behind', () => {
  test.each(['created', 'exited', 'dead'])('is removed when it is %s, and never by force', async (State) => {
    expect(await removed({ container: { ...CONTAINER, State } })).toEqual(['DELETE containers/c?v=1'])
  })

  test('is removed as well when it was to list a root', async () => {
    const Command = `sh -c '${LISTING_SCRIPT}' sh token /var/lib/docker /var/lib/docker`
    expect(await removed({ container: { ...CONTAINER, Command } })).toEqual(['DELETE containers/c?v=1'])
  })

  test.each([
    ['has the label from its image alone', { Names: ['/db'], Command: 'postgres', State: 'exited' }],
    ['has another name', { Names: ['/db'] }],
    ['is named after another scan', { Names: ['/plimsoll-scan-00000000'] }],
    ['has a second name', { Names: ['/plimsoll-scan-5c0ffee5', '/web/db'] }],
    ['has a label that names no scan', { Names: ['/plimsoll-scan-1'], Labels: { 'io.plimsoll.scan': '1' } }],
    ['runs something else', { Command: 'postgres' }],
    ['runs', { State: 'running' }],
    ['is paused', { State: 'paused' }],
    ['restarts', { State: 'restarting' }],
    ['is being removed', { State: 'removing' }],
    ['was made just now', { Created: NOW / 1000 - 5 }],
  ])('is not one that %s', async (_, changed) => {
    expect(await removed({ container: { ...CONTAINER, ...changed } })).toEqual([])
  })
})

describe('an image that a scan left behind', () => {
  test('is removed, but not by force: what a container uses stays', async () => {
    expect(await removed({ image: IMAGE })).toEqual(['DELETE images/sha256:i'])
  })

  const tagged = { RepoTags: ['acme/db:1'] }
  const config = (value: string) => ({ Config: { Labels: { 'io.plimsoll.scan': value } } })
  test.each([
    ['has a tag', { ...IMAGE, ...tagged }, INSPECTED],
    ['got a tag since it was listed', IMAGE, { ...INSPECTED, ...tagged }],
    ['has a digest of a repository', IMAGE, { ...INSPECTED, RepoDigests: [`acme/db@${EMPTY_LAYER}`] }],
    ['has content', IMAGE, { ...INSPECTED, RootFS: { Type: 'layers', Layers: ['sha256:1'] } }],
    ['has content as well', IMAGE, { ...INSPECTED, RootFS: { Type: 'layers', Layers: [EMPTY_LAYER, 'sha256:1'] } }],
    ['was built without layers', IMAGE, { ...INSPECTED, RootFS: { Type: 'layers' } }],
    [
      'has a label that names no scan',
      { ...IMAGE, Labels: { 'io.plimsoll.scan': '1' } },
      { ...INSPECTED, ...config('1') },
    ],
    ['was made just now', { ...IMAGE, Created: NOW / 1000 - 5 }, INSPECTED],
  ])('is not one that %s', async (_, image, inspected) => {
    expect(await removed({ image, inspected })).toEqual([])
  })
})
