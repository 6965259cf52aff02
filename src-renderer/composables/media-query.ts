import { onScopeDispose, ref, type Ref } from 'vue'

/** Whether a media query matches, kept up to date. */
export function useMediaQuery(query: string): Readonly<Ref<boolean>> {
  const list = window.matchMedia(query)
  const matches = ref(list.matches)
  const update = (): void => {
    matches.value = list.matches
  }
  list.addEventListener('change', update)
  onScopeDispose(() => {
    list.removeEventListener('change', update)
  })
  return matches
}

/** The design's one breakpoint: more columns from here on, not bigger type. */
export const WIDE = '(min-width: 1600px)'
