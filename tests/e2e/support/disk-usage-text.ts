/** A row of what `docker system df` prints. */
export interface PrintedRow {
  readonly size: string
  readonly reclaimable: string
  readonly percent: string
}

export interface DiskUsageText {
  readonly rows: Readonly<Record<string, PrintedRow>>
  /** Whole bytes in the same words, to hold them against the rows. */
  asPrinted(shown: Readonly<Record<string, unknown>>): Readonly<Record<string, PrintedRow>>
}

const NAMES: Readonly<Record<string, string>> = {
  Images: 'images',
  Containers: 'containers',
  'Local Volumes': 'volumes',
  'Build Cache': 'build-cache',
}

/** Reads the table that the docker command prints, with its own roundings. */
export function readDiskUsageText(text: string): DiskUsageText {
  const rows = text
    .trim()
    .split('\n')
    .slice(1)
    .map((line): readonly [string, PrintedRow] => {
      const [name = '', , , size = '', reclaimable = ''] = line.trim().split(/\s{2,}/)
      const [, bytes = '', percent = ''] = /^(\S+)(?: \((\d+)%\))?$/.exec(reclaimable) ?? []
      return [NAMES[name] ?? name, { size, reclaimable: bytes, percent }]
    })
  return {
    rows: Object.fromEntries(rows),
    asPrinted: (shown) =>
      Object.fromEntries(
        Object.entries(shown).map(([what, figures]) => {
          const { size, reclaimable, percent } = figures as { size: number; reclaimable: number; percent: string }
          const printed = { size: humanSize(size), reclaimable: humanSize(reclaimable) }
          return [what, { ...printed, percent: percent.replace(/\D/g, '') }]
        }),
      ),
  }
}

/** As docker/go-units has it: `%.4g` and a decimal unit. */
function humanSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
  let [size, unit] = [bytes, 0]
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000
    unit += 1
  }
  return `${Number(size.toPrecision(4))}${units[unit]}`
}
