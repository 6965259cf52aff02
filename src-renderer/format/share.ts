/** Part of a whole in per cent, one decimal: 22.3 %. What is there but less than a tenth says so. */
export function formatShare(part: number, whole: number, locale: string): string {
  if (whole <= 0 || part === 0) return '–'
  const percent = (part / whole) * 100
  const format = (value: number): string =>
    new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value)
  return percent < 0.05 ? `<\u202F${format(0.1)}\u00A0%` : `${format(percent)}\u00A0%`
}
