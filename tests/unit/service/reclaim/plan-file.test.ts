import { describe, expect, it } from 'vitest'
import { exact } from '../../../../src-main/model/figure.ts'
import type { PrunePlan } from '../../../../src-main/prune/plan.ts'
import { checkAge, parsePlanFile, planFile } from '../../../../src-main/service/reclaim/plan-file.ts'

const plan: PrunePlan = {
  ...{ format: 1, id: '0b7e3f0a-52a4-4d0e-9d1c-6a4a5c0a8f11', madeAt: '2026-11-28T12:00:00.000Z' },
  engine: { id: 'ENGINE', name: 'host', version: '28.5.2' },
  roots: ['/var/lib/docker'],
  allocatedBefore: 1000,
  actions: [
    {
      ...{ step: 1, kind: 'dangling-images', target: { type: 'image', id: 'sha256:aa' }, name: '<none>' },
      ...{ risk: 'rebuildable', way: 'remove', condition: { usedBy: '' }, follows: [], frees: exact(100) },
    },
  ],
  parts: [
    {
      ...{ kind: 'layer', id: 'sha256:bb', name: 'RUN make', step: 1, together: false },
      ...{ allocated: exact(100), apparent: exact(90) },
    },
  ],
  frees: { now: exact(100), later: exact(0), apparent: exact(90) },
}

const code = (work: () => unknown): string => {
  try {
    work()
    return 'no error'
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
}

describe('a plan in a file', () => {
  it('is the same when it is read again', () => {
    expect(parsePlanFile(planFile(plan))).toEqual(plan)
  })

  it('has the keys of its actions, or none where it was written before there were any', () => {
    const keyed = { ...plan, actions: plan.actions.map((action) => ({ ...action, key: 'image sha256:aa' })) }
    expect(parsePlanFile(planFile(keyed))).toEqual(keyed)
    expect(parsePlanFile(planFile(plan)).actions[0]).not.toHaveProperty('key')
  })

  it('may be laid out in another way', () => {
    expect(parsePlanFile(JSON.stringify(JSON.parse(planFile(plan))))).toEqual(plan)
  })

  it('is refused when anything in it was changed', () => {
    const changes = [
      ['sha256:aa', 'sha256:ab'],
      ['"usedBy": ""', '"usedBy": "x"'],
      ['ENGINE', 'OTHER'],
      ['12:00:00', '13:00:00'],
      ['"bytes": 90', '"bytes": 91'],
    ] as const
    for (const [from, to] of changes)
      expect(
        code(() => parsePlanFile(planFile(plan).replace(from, to))),
        `${from} -> ${to}`,
      ).toBe('plan-edited')
  })

  it('is refused with another word when it is none', () => {
    for (const content of ['', '{', 'null', '[]', '{"plimsoll":"plan"}', '{"plimsoll":"report","sha256":"","plan":{}}'])
      expect(
        code(() => parsePlanFile(content)),
        content,
      ).toBe('plan-damaged')
  })

  it('is refused when its sum is right and it is none', () => {
    const wrong = { ...plan, actions: [{ ...plan.actions[0], target: { type: 'path', path: 'relative', root: '/' } }] }
    expect(code(() => parsePlanFile(planFile(wrong as unknown as PrunePlan)))).toBe('plan-damaged')
    expect(code(() => parsePlanFile(planFile({ ...plan, actions: [] })))).toBe('plan-damaged')
  })

  it('is too old after a day, and wrong from the future', () => {
    const after = (hours: number) => new Date(Date.parse(plan.madeAt) + hours * 3_600_000)
    expect(
      [0, 23.9, 24.1, -1].map((hours) =>
        code(() => {
          checkAge(plan, after(hours))
        }),
      ),
    ).toEqual([...['no error', 'no error', 'plan-stale', 'plan-stale']])
  })
})
