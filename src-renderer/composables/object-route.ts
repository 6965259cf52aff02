import { computed, type Ref } from 'vue'
import { useRoute } from 'vue-router'

/** Which object of a page is open, as its address says: it survives a reload and can be handed on. */
export interface ObjectRoute {
  /** Name, reference or ID as in the address; null: none is open. */
  readonly object: Readonly<Ref<string | null>>
  /** Address of one. */
  readonly address: (object: string) => string
}

export function useObjectRoute(path: string): ObjectRoute {
  const route = useRoute()
  return {
    object: computed(() => {
      const { object } = route.params
      return typeof object === 'string' && object !== '' ? object : null
    }),
    address: (object) => objectAddress(path, object),
  }
}

/** Address of an object on a page: `/containers/web-1`, `/images/acme%2Fbase%3A1.0`. */
export function objectAddress(path: string, object: string): string {
  return `${path}/${encodeURIComponent(object)}`
}
