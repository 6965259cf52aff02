/** The scanner's only argument. Without it, it explains itself. */
export const SCAN_ARGUMENT = '--answer'

/** The program that scans, as it lies on this disk. Whatever starts it needs just this. */
export interface ScanProgram {
  /** Path of the Node or Electron that runs it. */
  readonly node: string
  /** Electron runs scripts only if it is told so. */
  readonly environment: Readonly<Record<string, string>>
  /** Path of the script. */
  readonly entry: string
  /** Directories and files that it is made of, besides Node. */
  readonly files: readonly string[]
  /** Where a package puts the script that runs it by itself, whether it is there or not; see `resources/polkit`. */
  readonly wrapper: string | null
}

/** What to run, without whatever gives it rights. */
export function scanCommand({ node, environment, entry }: ScanProgram): readonly string[] {
  const assignments = Object.entries(environment).map(([name, value]) => `${name}=${value}`)
  // By `env`, because what gives rights keeps no environment.
  return [...(assignments.length === 0 ? [] : ['/usr/bin/env', ...assignments]), node, entry, SCAN_ARGUMENT]
}
