/** What the host's menus, and folders dropped on its window, ask of the page. */
export type HostCommand =
  /** Path of a page that the page has named itself. */
  | { readonly kind: 'navigate'; readonly path: string }
  | { readonly kind: 'measure' }
  /** To find any page or object by its name. */
  | { readonly kind: 'find' }
  /** Opens a data root: absolute path of a directory, which the user pointed at and nobody has looked at yet. */
  | { readonly kind: 'open-root'; readonly dataRoot: string }
  /** Saves the table that is shown, as CSV, or the whole report, as JSON. */
  | { readonly kind: 'export'; readonly what: 'table' | 'report' }
  | { readonly kind: 'theme'; readonly theme: HostTheme }

export const HOST_LOCALES = ['en', 'ja'] as const
export type HostLocale = (typeof HOST_LOCALES)[number]

export const HOST_THEMES = ['system', 'light', 'dark'] as const
export type HostTheme = (typeof HOST_THEMES)[number]

/** What the page tells the host about itself: the menus show it. */
export interface PageIntroduction {
  readonly locale: HostLocale
  readonly theme: HostTheme
  /** The pages in their order, with their titles in the page's language. */
  readonly pages: readonly { readonly path: string; readonly title: string }[]
  /** The data root that is shown without its engine, once it has opened; null: none is. */
  readonly dataRoot: string | null
}
