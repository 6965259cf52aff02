import { bytesOf, type Figure } from '../../model/figure.ts'

export function isLarge(figure: Figure, from: number): boolean {
  return (bytesOf(figure) ?? 0) >= from
}

export function largestFirst(a: { readonly allocated: Figure }, b: { readonly allocated: Figure }): number {
  return (bytesOf(b.allocated) ?? 0) - (bytesOf(a.allocated) ?? 0)
}
