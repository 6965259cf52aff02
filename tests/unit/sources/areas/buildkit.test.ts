import { truncateSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { makeBolt } from '../bolt/make-bolt.ts'
import { gapsOf, hex, makeDataRoot, orphansOf, purposeOf, survey } from '../data-root.ts'

const value = (stored: unknown) => JSON.stringify({ value: stored })
const [CHAIN, BLOB] = [`sha256:${hex('chain')}`, `sha256:${hex('blob')}`]
const STORE = 'buildkit/containerd-overlayfs'

describe('a build cache record of the containerd store', () => {
  it('names its snapshot, its blob and what it makes', async () => {
    const root = makeDataRoot()
    const record = {
      'cache.snapshot': value('snapshotofthisrecord00000'),
      'cache.blob': value(BLOB),
      'cache.chainID': value(CHAIN),
      'cache.recordType': value('regular'),
      'snapshot.committed': value(true),
      'cache.description': value('RUN x'),
      'cache.createdAt': value(1795000000000000000),
      'cache.parent': value('pulled'),
    }
    const pulled = { 'cache.snapshot': value(CHAIN), 'cache.chainID': value(CHAIN) }
    root.write(`${STORE}/metadata_v2.db`, makeBolt({ _main: { one: record, pulled, twoself: {} } }))
    const surveyed = await survey(root)
    const none = {
      mutable: true,
      directory: null,
      chainId: null,
      blob: null,
      makes: null,
      parents: [],
      createdAt: null,
      lastUsedAt: null,
      usageCount: null,
    }
    const plain = { type: 'regular', description: '' }
    expect(surveyed.survey.buildCache).toEqual([
      {
        ...none,
        id: 'one',
        mutable: false,
        type: 'regular',
        description: 'RUN x',
        snapshot: 'snapshotofthisrecord00000',
        blob: BLOB,
        makes: CHAIN,
        parents: ['pulled'],
        createdAt: '2026-11-18T11:06:40Z',
      },
      { ...none, ...plain, id: 'pulled', snapshot: CHAIN, chainId: CHAIN, makes: CHAIN },
      { ...none, ...plain, id: 'twoself', snapshot: 'twoself' },
    ])
    expect([surveyed.gaps, orphansOf(surveyed)]).toEqual([[], []])
  })

  it('is on top of the mutable record whose frozen twin it names, and of nothing that is not listed', async () => {
    const root = makeDataRoot()
    const records = {
      mutable: { 'cache.parent': value('frozen') },
      frozen: { 'cache.equalMutable': value('mutable') },
      going: { 'cache.deleted': value(true) },
      top: { 'cache.mergeParents': value(['frozen', 'mutable', 'going', 'nowhere']) },
    }
    root.write(`${STORE}/metadata_v2.db`, makeBolt({ _main: records }))
    const { buildCache } = (await survey(root)).survey
    expect(buildCache.map(({ id, parents }) => [id, parents])).toEqual([
      ['mutable', []],
      ['top', ['mutable']],
    ])
  })

  it('is left out as the engine leaves it out: a frozen twin, and what is being removed', async () => {
    const root = makeDataRoot()
    const records = {
      mutable: {},
      frozen: { 'cache.equalMutable': value('mutable') },
      alone: { 'cache.equalMutable': value('gone') },
      going: { 'cache.deleted': value(true) },
    }
    root.write(`${STORE}/metadata_v2.db`, makeBolt({ _main: records }))
    const { survey: found } = await survey(root)
    expect(found.buildCache.map((record) => record.id)).toEqual(['alone', 'mutable'])
  })

  it('names no blob that is none', async () => {
    const root = makeDataRoot()
    const record = { 'cache.blob': value('../x'), 'cache.chainID': value(7), 'cache.snapshot': value('../../x') }
    root.write(`${STORE}/metadata_v2.db`, makeBolt({ _main: { one: record } }))
    expect((await survey(root)).survey.buildCache[0]).toMatchObject({ blob: null, makes: null, chainId: null })
  })

  it('is a gap when its database is damaged', async () => {
    const root = makeDataRoot()
    root.write(`${STORE}/metadata_v2.db`, makeBolt({ _main: { one: {} } }))
    truncateSync(`${root.path}/${STORE}/metadata_v2.db`, 6000)
    const surveyed = await survey(root)
    expect(gapsOf(surveyed, root)).toEqual([`damaged ${STORE}/metadata_v2.db`])
    expect(surveyed.survey.buildCache).toEqual([])
  })
})

describe('the directory of BuildKit', () => {
  it('has databases, what finished builds left, and what builds need while they run', async () => {
    const root = makeDataRoot()
    for (const name of ['history_c8d.db', 'content/blobs/x', 'executor/resolv.conf']) root.write(`buildkit/${name}`)
    root.directory(STORE)
    const surveyed = await survey(root)
    const categories = ['', '/history_c8d.db', '/content', '/executor', '/containerd-overlayfs'].map((name) => {
      const purpose = purposeOf(surveyed, `buildkit${name}`)
      return purpose?.kind === 'area' ? purpose.category : purpose?.kind
    })
    expect(categories).toEqual([
      'layer-metadata',
      'build-history',
      'build-history',
      'temporary-files',
      'layer-metadata',
    ])
  })
})
