import { inject, provide, ref, type InjectionKey, type Ref } from 'vue'

const ANNOUNCE: InjectionKey<(text: string) => void> = Symbol('announce')

/** Makes the polite live region's text; the shell renders it. */
export function provideAnnouncer(): { readonly text: Ref<string>; readonly announce: (text: string) => void } {
  const text = ref('')
  const announce = (said: string): void => {
    text.value = said
  }
  provide(ANNOUNCE, announce)
  return { text, announce }
}

/** Says something to whoever listens instead of looking; politely, after what is being read out now. */
export function useAnnounce(): (text: string) => void {
  const announce = inject(ANNOUNCE)
  if (announce === undefined) throw new Error('no announcer was provided')
  return announce
}
