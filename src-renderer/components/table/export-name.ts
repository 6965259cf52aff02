/** `plimsoll-containers-2026-11-21.csv`, by the reader's own day. */
export function exportName(table: string, now: Date): string {
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0'))
  return `plimsoll-${table}-${day.join('-')}.csv`
}
