/** The lists that `report --csv` prints. */
export const CSV_KINDS = ['containers', 'images', 'layers', 'volumes', 'blobs', 'snapshots', 'ledger'] as const
export type CsvKind = (typeof CSV_KINDS)[number]
