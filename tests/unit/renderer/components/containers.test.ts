import { describe, expect, it } from 'vitest'
import { filterContainers } from '../../../../src-renderer/components/containers/container-filter.ts'
import { groupContainers } from '../../../../src-renderer/components/containers/group-containers.ts'
import { hostileRows, plainRows } from '../../../e2e/support/shown-containers.ts'

const ROWS = plainRows()
const BY_SIZE = { id: 'size', desc: true }
const NONE: ReadonlySet<string> = new Set()

describe('the filter', () => {
  it('wants every word, in any of name, image, ID and project', () => {
    const names = filterContainers(ROWS, { text: ' shop  NGINX ', state: 'all' }).map(({ name }) => name)
    expect(names).toEqual(['shop-proxy-1'])
  })

  it('finds an ID by its beginning', () => {
    const [first] = ROWS
    expect(filterContainers(ROWS, { text: first!.id.slice(0, 12), state: 'all' })).toEqual([first])
  })

  it('counts paused and restarting containers as running', () => {
    const states = new Set(filterContainers(ROWS, { text: '', state: 'running' }).map(({ state }) => state))
    expect(states).toEqual(new Set(['running', 'paused', 'restarting']))
  })
})

describe('the groups', () => {
  it('stand in the order of their own sums', () => {
    const items = groupContainers(ROWS, { by: 'project', folded: NONE, sort: BY_SIZE })
    const groups = items.flatMap((item) => (item.kind === 'group' ? [item.name] : []))
    expect(groups).toEqual(['ci', 'shop', 'ml', null, 'analytics', 'metrics'])
  })

  it('hide their rows when folded, not their sums', () => {
    const folded = new Set(['project ci'])
    const items = groupContainers(ROWS, { by: 'project', folded, sort: BY_SIZE })
    const [group, next] = items
    expect([group?.kind === 'group' && group.count, next?.kind]).toEqual([6, 'group'])
  })

  it('count a volume once that two containers mount', () => {
    const rows = ROWS.filter(({ name }) => name === 'shop-db-1')
    const twice = [...rows, ...rows.map((row) => ({ ...row, id: `${row.id}2` }))]
    const [group] = groupContainers(twice, { by: 'project', folded: NONE, sort: BY_SIZE })
    expect(group?.kind === 'group' && group.sums.volumes).toEqual({ kind: 'exact', bytes: 12_400_000_000 })
  })

  it('have a lower bound for a sum with an unknown part', () => {
    const [, , third] = hostileRows()
    const [group] = groupContainers([ROWS[3]!, third!], { by: 'project', folded: NONE, sort: BY_SIZE })
    expect(group?.kind === 'group' && group.sums.size).toMatchObject({ kind: 'at-least', because: 'permission-denied' })
  })

  it('are none when none are asked for', () => {
    const items = groupContainers(ROWS, { by: 'none', folded: NONE, sort: BY_SIZE })
    expect(items.map(({ key }) => key)).toEqual(ROWS.map(({ id }) => id))
  })
})
