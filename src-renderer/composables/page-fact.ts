import { inject, onScopeDispose, provide, ref, watchEffect, type InjectionKey, type Ref } from 'vue'

const PAGE_FACT: InjectionKey<Ref<string>> = Symbol('page fact')

/** Makes the place for the one fact that the top bar shows beside the page's title. */
export function providePageFact(): Ref<string> {
  const fact = ref('')
  provide(PAGE_FACT, fact)
  return fact
}

/** States the page's one fact for as long as the page is shown. */
export function usePageFact(fact: () => string): void {
  const shown = inject(PAGE_FACT)
  if (shown === undefined) return
  watchEffect(() => {
    shown.value = fact()
  })
  onScopeDispose(() => {
    shown.value = ''
  })
}
