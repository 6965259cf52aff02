import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { SCAN_ARGUMENT } from '../../../src-main/sources/elevated/scan-program.ts'
import { locateProgramFiles } from '../../../src-main/service/program-files.ts'

const folder = join(import.meta.dirname, '../../../resources/polkit')
const text = (name: string): string => readFileSync(join(folder, name), 'utf8')

it('lets pkexec run what the program looks for, and nothing else', () => {
  const { scanner } = locateProgramFiles(import.meta.url)
  const paths = [...text('io.plimsoll.scan.policy').matchAll(/exec\.path">([^<]*)</g)].map(([, path]) => path)
  expect(paths).toEqual([scanner.wrapper])
  expect(text('scan-helper')).toContain(`scan-helper.js" ${SCAN_ARGUMENT}\n`)
  expect(text('scan-helper')).not.toMatch(/\$[@*1-9{]/)
  expect(statSync(join(folder, 'scan-helper')).mode & 0o777).toBe(0o755)
})
