import type { z } from 'zod'
import type { reportSchema } from '../../src-main/contract/report-schema.ts'
import type { Report } from '../../src-main/views/report.ts'

type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T

/** Does not compile when a report would not fit its published schema, or the schema promises more than a report has. */
export const everyReportFitsTheSchema: Report extends DeepReadonly<z.input<typeof reportSchema>> ? true : never = true
export const theSchemaKnowsEveryField: keyof Report extends keyof z.input<typeof reportSchema> ? true : never = true
