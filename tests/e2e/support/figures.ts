import type { Because, Figure, UsageFigure } from '../../../src-main/model/figure.ts'

export const KB = 1e3
export const MB = 1e6
export const GB = 1e9

export const exactly = (bytes: number): Figure => ({ kind: 'exact', bytes: Math.round(bytes) })
export const atLeast = (bytes: number, because: Because): Figure => ({
  kind: 'at-least',
  bytes: Math.round(bytes),
  because,
})
export const unknownFor = (because: Because): Figure => ({ kind: 'unknown', because })

/** Whole blocks of 4 KiB, as a disk has them. */
export const blocks = (bytes: number): number => Math.ceil(bytes / 4096) * 4096

export function usage(apparent: number, inodes = 40): UsageFigure {
  return { allocated: exactly(blocks(apparent) + inodes * 512), apparent: exactly(apparent), inodes }
}

export function unknownUsageFor(because: Because): UsageFigure {
  return { allocated: unknownFor(because), apparent: unknownFor(because), inodes: null }
}

/** The sum of figures, of which none overlaps another. */
export function total(figures: readonly Figure[]): Figure {
  const doubt = figures.find((figure) => figure.kind !== 'exact')
  const bytes = figures.reduce((sum, figure) => sum + (figure.kind === 'unknown' ? 0 : figure.bytes), 0)
  if (doubt === undefined) return exactly(bytes)
  return bytes === 0 ? unknownFor(doubt.because) : atLeast(bytes, doubt.because)
}
