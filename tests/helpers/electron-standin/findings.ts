/** What the stand-in saw while the program ran. */
export interface Findings {
  /** What would be wrong in real Electron, or is wrong anywhere: one sentence each. */
  readonly problems: string[]
  /** Calls whose effect is outside the program, such as `openExternal`, with their first argument. */
  readonly calls: { readonly name: string; readonly argument: unknown }[]
}

export const findings: Findings = { problems: [], calls: [] }

export function noteProblem(problem: string): void {
  findings.problems.push(problem)
  process.stderr.write(`stand-in: ${problem}\n`)
}

export function noteCall(name: string, argument: unknown): void {
  findings.calls.push({ name, argument })
}
