import { truncateSync, unlinkSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { HistoryStep } from '../../../../src-main/model/observations.ts'
import { chainIds } from '../../../../src-main/sources/image-config.ts'
import { gapsOf, hex, IMAGEDB, makeDataRoot, purposeOf, survey } from '../data-root.ts'

const step = (change: Partial<HistoryStep>): HistoryStep => ({
  ...{ createdAt: null, createdBy: '', comment: '', emptyLayer: false, chainId: null },
  ...change,
})

const REPOSITORIES = 'image/overlay2/repositories.json'

describe('an image', () => {
  it('has its names, its chain and the steps that made its layers', async () => {
    const root = makeDataRoot()
    const base = root.addLayer('base')
    const top = root.addLayer('top', base)
    const history = [
      { created: '2026-11-20T23:33:34Z', created_by: 'ADD base' },
      { created: '0001-01-01T00:00:00Z', created_by: 'CMD x', empty_layer: true },
      { comment: 'imported from -' },
    ]
    const id = root.addImage('one', [base, top], { created: '2026-11-20T23:33:35Z', history })
    root.write(`${IMAGEDB}/metadata/sha256/${id}/parent`, `sha256:${hex('parent')}`)
    root.write(REPOSITORIES, JSON.stringify({ Repositories: { a: { 'b:2': `sha256:${id}`, 'a:1': `sha256:${id}` } } }))
    const surveyed = await survey(root)
    expect(surveyed.survey.images).toEqual([
      {
        id: `sha256:${id}`,
        references: ['a:1', 'b:2'],
        createdAt: '2026-11-20T23:33:35Z',
        parentId: `sha256:${hex('parent')}`,
        diffIds: [base.diffId, top.diffId],
        chainIds: [base.chainId, top.chainId],
        createdBy: ['ADD base', 'imported from -'],
        history: [
          step({ createdAt: '2026-11-20T23:33:34Z', createdBy: 'ADD base', chainId: base.chainId }),
          step({ createdBy: 'CMD x', emptyLayer: true }),
          step({ comment: 'imported from -', chainId: top.chainId }),
        ],
        driver: 'overlay2',
        manifests: [],
        content: [],
        attached: [],
        incomplete: false,
      },
    ])
    expect(surveyed.gaps).toEqual([])
  })

  it('of each driver is in a place of its own', async () => {
    const root = makeDataRoot()
    root.write('image/vfs/repositories.json', '{"Repositories":{}}')
    const surveyed = await survey(root)
    const area = { kind: 'area', area: 'image-metadata', category: 'layer-metadata' }
    for (const path of ['image', 'image/overlay2', 'image/vfs']) expect(purposeOf(surveyed, path)).toEqual(area)
  })

  it.each([
    [['a:1', `a@sha256:${hex('manifest')}`], ['a:1']],
    [[`a@sha256:${hex('manifest')}`], [`a@sha256:${hex('manifest')}`]],
  ])('that stands under %j is called %j', async (stored, shown) => {
    const root = makeDataRoot()
    const id = `sha256:${root.addImage('one', [])}`
    const tags = Object.fromEntries(stored.map((reference) => [reference, id]))
    root.write(REPOSITORIES, JSON.stringify({ Repositories: { a: tags } }))
    expect((await survey(root)).survey.images[0]?.references).toEqual(shown)
  })

  it.each([{ type: 'layers' }, { type: 'layers', diff_ids: null }, { type: 'layers', diff_ids: [] }])(
    'without layers is whole, with the rootfs %j',
    async (rootfs) => {
      const root = makeDataRoot()
      root.addImage('empty', [], { rootfs })
      const surveyed = await survey(root)
      expect([surveyed.survey.images[0]?.chainIds, surveyed.gaps]).toEqual([[], []])
    },
  )

  it('says nothing of its steps when the history does not fit its layers', async () => {
    const root = makeDataRoot()
    root.addImage('one', [root.addLayer('base')], { history: [{ created_by: 'one' }, { created_by: 'two' }] })
    expect((await survey(root)).survey.images[0]?.createdBy).toEqual([null])
  })
})

describe('the history of an image', () => {
  it('has its layers in turn, as far as either goes', async () => {
    const root = makeDataRoot()
    const layers = ['a', 'b'].map((name) => root.addLayer(name))
    root.addImage('long', [layers[0]!], { history: [{ created_by: 'one' }, { created_by: 'two' }] })
    root.addImage('short', layers, { history: [{ created_by: 'one' }] })
    root.addImage('none', layers)
    const { images } = (await survey(root)).survey
    const made = images.map(({ history }) => history.map(({ chainId }) => chainId))
    expect(made.sort()).toEqual([[], [layers[0]!.chainId], [layers[0]!.chainId, null]])
  })
})

describe('an image config that cannot be understood', () => {
  it.each([
    '',
    '{"rootfs":{"diff_i',
    '[]',
    'null',
    '{}',
    '{"rootfs":7}',
    '{"rootfs":{"diff_ids":"all"}}',
    '{"rootfs":{"diff_ids":[1,2]}}',
    '{"rootfs":{"diff_ids":["../../etc"]}}',
    `{"rootfs":{"diff_ids":["sha256:${hex('x')}",null]}}`,
  ])('like %j is a gap, and the others are still there', async (text) => {
    const root = makeDataRoot()
    const whole = root.addImage('whole', [root.addLayer('base')])
    const path = `${IMAGEDB}/content/sha256/${hex('damaged')}`
    root.write(path, text)
    const surveyed = await survey(root)
    expect(gapsOf(surveyed, root)).toEqual([`damaged ${path}`])
    expect(surveyed.survey.images.map((image) => image.id)).toEqual([`sha256:${whole}`])
    expect(surveyed.survey.layers).toHaveLength(1)
  })

  it('as its parent is none keeps the image', async () => {
    const root = makeDataRoot()
    const id = root.addImage('one', [])
    const path = `${IMAGEDB}/metadata/sha256/${id}/parent`
    root.write(path, 'nonsense')
    const surveyed = await survey(root)
    expect(gapsOf(surveyed, root)).toEqual([`damaged ${path}`])
    expect(surveyed.survey.images).toMatchObject([{ id: `sha256:${id}`, parentId: null }])
  })
})

describe('the list of image names', () => {
  it.each(['', '{"Repositories":{"a', '[]', '{}', '{"Repositories":7}', '{"Repositories":{"a":7}}'])(
    'that is %j is a gap, and the images are still there without names',
    async (text) => {
      const root = makeDataRoot()
      root.addImage('one', [])
      root.write(REPOSITORIES, text)
      const surveyed = await survey(root)
      expect(gapsOf(surveyed, root)).toEqual([`damaged ${REPOSITORIES}`])
      expect(surveyed.survey.images).toMatchObject([{ references: [] }])
    },
  )

  it('is a gap when it is gone and there are images', async () => {
    const root = makeDataRoot()
    root.addImage('one', [])
    unlinkSync(`${root.path}/${REPOSITORIES}`)
    const surveyed = await survey(root)
    expect(gapsOf(surveyed, root)).toEqual([`damaged ${REPOSITORIES}`])
    expect(surveyed.survey.images).toHaveLength(1)
  })

  it('is not missed where there are no images', async () => {
    const root = makeDataRoot()
    unlinkSync(`${root.path}/${REPOSITORIES}`)
    expect((await survey(root)).gaps).toEqual([])
  })

  it('keeps the names that can be understood', async () => {
    const root = makeDataRoot()
    const id = `sha256:${root.addImage('one', [])}`
    root.write(REPOSITORIES, JSON.stringify({ Repositories: { a: { 'a:1': id, 'a:2': 7 } } }))
    const surveyed = await survey(root)
    expect(gapsOf(surveyed, root)).toEqual([`damaged ${REPOSITORIES}`])
    expect(surveyed.survey.images).toMatchObject([{ references: ['a:1'] }])
  })

  it('is a gap when it is cut to nothing', async () => {
    const root = makeDataRoot()
    root.addImage('one', [])
    truncateSync(`${root.path}/${REPOSITORIES}`, 0)
    expect(gapsOf(await survey(root), root)).toEqual([`damaged ${REPOSITORIES}`])
  })
})

describe('chainIds', () => {
  // From a recorded engine: acme/my-base-image:1.0 of the world 28.5-overlay2.
  it('hashes each layer onto the chain below it', () => {
    const first = 'sha256:72f19f279b9d8b5f435f45d1150bfe005ddaa9b58281e756d3b3e22873238211'
    const second = 'sha256:05cde83e8bf92b94afdb3a5a55865f189dd2fe148deb1179ba0363e7ccd21fc0'
    expect(chainIds([first, second])).toEqual([
      first,
      'sha256:e15283df74e7cd4ec3fa07f6adf334a8cd66266c5bea712b702c8bd433e0fc8c',
    ])
  })
})
