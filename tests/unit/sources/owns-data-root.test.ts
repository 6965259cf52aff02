import { describe, expect, it } from 'vitest'
import { createNodeDiskReader } from '../../../src-main/sources/disk/node-disk-reader.ts'
import { connectEngine } from '../../../src-main/sources/docker-engine/connect-engine.ts'
import { readEngineLists } from '../../../src-main/sources/docker-engine/read-engine.ts'
import { ownsDataRoot } from '../../../src-main/sources/owns-data-root.ts'
import { makeDataRoot } from './data-root.ts'
import { recordedObject, replay, type Recording } from './docker-engine/engine-stand-in.ts'

const reader = createNodeDiskReader()

/** A recorded engine that has answered, as the check gets it. */
async function reached(recording: Recording) {
  const engine = await replay(recording)
  try {
    const connection = await connectEngine(engine.endpoint)
    return { connection, lists: await readEngineLists(connection) }
  } finally {
    await engine.close()
  }
}

describe('a data root belongs to the engine', () => {
  it('whose ID stands in it', async () => {
    const engine = await reached('28.5-overlay2')
    const [own, other] = [makeDataRoot(), makeDataRoot()]
    own.write('engine-id', `${String(recordedObject('28.5-overlay2', '/v1.51/info')['ID'])}\n`)
    other.write('engine-id', 'another')
    expect(ownsDataRoot(reader, own.path, engine)).toBe(true)
    expect(ownsDataRoot(reader, other.path, engine)).toBe(false)
  })

  it('that knows a container of it, where no ID is written', async () => {
    const engine = await reached('20.10-overlay2')
    const [own, other] = [makeDataRoot(), makeDataRoot()]
    own.write(`containers/${engine.lists.containers[3]!.id}/config.v2.json`, '{}')
    other.addContainer('somebody-else')
    expect(ownsDataRoot(reader, own.path, engine)).toBe(true)
    expect(ownsDataRoot(reader, other.path, engine)).toBe(false)
  })

  it('that knows an image of it, where there is no container either', async () => {
    const { connection, lists } = await reached('20.10-overlay2')
    const engine = { connection, lists: { ...lists, containers: [] } }
    const [own, other] = [makeDataRoot(), makeDataRoot()]
    own.write(`image/overlay2/imagedb/content/sha256/${lists.images[0]!.id.replace('sha256:', '')}`, '{}')
    other.addImage('stranger', [other.addLayer('base')])
    expect(ownsDataRoot(reader, own.path, engine)).toBe(true)
    expect(ownsDataRoot(reader, other.path, engine)).toBe(false)
  })

  it('when nothing contradicts: an empty engine and an empty root', async () => {
    const { connection, lists } = await reached('20.10-overlay2')
    const engine = { connection, lists: { ...lists, containers: [], images: [] } }
    expect(ownsDataRoot(reader, makeDataRoot().path, engine)).toBe(true)
  })
})
