/** The same keys with other texts. */
export type Texts<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> }

/** One area's texts in every language. The compiler holds the second language to the keys of the first. */
export function defineWords<const E extends object>(en: E, ja: Texts<E>): { readonly en: E; readonly ja: Texts<E> } {
  return { en, ja }
}
