import { describe, expect, it } from 'vitest'
import { reportSchema } from '../../../src-main/contract/report-schema.ts'
import { contract } from '../../../src-main/contract/contract.ts'
import { APP_ERROR_CODES } from '../../../src-main/errors/app-error.ts'
import { buildInventory } from '../../../src-main/model/build-inventory.ts'
import { viewReport } from '../../../src-main/views/view-report.ts'
import { fiveContainers } from '../../helpers/builders/five-containers.ts'

const procedures = {
  ack: contract.ack,
  states: contract.app.states,
  measure: contract.app.measure,
  cancel: contract.app.cancel,
  reconnect: contract.app.reconnect,
  overview: contract.overview,
  containers: contract.containers,
  report: contract.report,
}

describe('the contract', () => {
  it.each(Object.entries(procedures))('%s can fail with every code, and with no other', (_, procedure) => {
    expect(Object.keys(procedure['~orpc'].errorMap).sort()).toEqual([...APP_ERROR_CODES].sort())
  })
})

describe('the report’s schema', () => {
  const report = viewReport(buildInventory(fiveContainers()))

  it('takes a report as it is, leaving nothing out', () => {
    expect(reportSchema.parse(report)).toEqual(report)
  })

  it.each<[string, object]>([
    ['another version', { schema: 'plimsoll.report/2' }],
    ['a stage that there is not', { stage: 'done' }],
    ['a list that is missing', { volumes: undefined }],
    [
      'an unknown category',
      { roots: [{ ...report.roots[0], entries: [{ ...report.roots[0]!.entries[0], category: 'x' }] }] },
    ],
    ['half a byte', { roots: [{ ...report.roots[0], allocated: 0.5 }] }],
    ['less than nothing', { roots: [{ ...report.roots[0], allocated: -1 }] }],
    ['more than a number holds', { roots: [{ ...report.roots[0], allocated: 2 ** 53 }] }],
  ])('refuses %s', (_, change) => {
    expect(reportSchema.safeParse({ ...report, ...change }).success).toBe(false)
  })
})
