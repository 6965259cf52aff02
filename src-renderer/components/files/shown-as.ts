/** A place's files as a treemap, as a table, or both beside or above one another. */
export const SHOWN_AS = ['both', 'map', 'table'] as const
export type ShownAs = (typeof SHOWN_AS)[number]
