import type { UnitSystem } from '../../format/bytes.ts'

/** Thresholds that are worth a button: round numbers of what the reader's units are. */
export function sizePresets(system: UnitSystem): readonly { readonly text: string; readonly bytes: number }[] {
  const base = system === 'decimal' ? 1000 : 1024
  const [mega, giga] = system === 'decimal' ? ['MB', 'GB'] : ['MiB', 'GiB']
  return [
    ...[1, 10, 100].map((count) => ({ text: `${count} ${mega}`, bytes: count * base ** 2 })),
    ...[1, 10].map((count) => ({ text: `${count} ${giga}`, bytes: count * base ** 3 })),
  ]
}
