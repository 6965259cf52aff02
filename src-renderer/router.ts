import type { Component } from 'vue'
import { createRouter, createWebHashHistory, type Router } from 'vue-router'
import type { PageDefinition } from './pages/page.ts'

/** A page as its file defines it. */
export interface Page extends PageDefinition {
  /** Loads the page itself. */
  readonly load: () => Promise<Component>
}

/** Every file of the pages folder, in the navigation's order. */
export function findPages(): readonly Page[] {
  const definitions = import.meta.glob<PageDefinition>('./pages/*.vue', {
    eager: true,
    import: 'page',
    // Without the page: see the build's configuration.
    query: '?definition',
  })
  const components = import.meta.glob<Component>('./pages/*.vue', { import: 'default' })
  return Object.entries(definitions)
    .map(([file, page]) => ({ ...page, load: components[file] ?? missing(file) }))
    .sort((a, b) => a.order - b.order)
}

function missing(file: string): never {
  throw new Error(`${file} defines a page and is none`)
}

/** Loads every page while nothing else is to do, so that going to one waits for nothing. */
export function loadAhead(pages: readonly Page[]): void {
  const loadAll = (): void => {
    // What fails now is loaded again when somebody goes there, and told then.
    for (const { load } of pages) load().catch(() => undefined)
  }
  // Safari has no idle time to give away.
  if ('requestIdleCallback' in window) requestIdleCallback(loadAll)
  else setTimeout(loadAll, 1000)
}

/** Addresses after a `#`: they work from a file in Electron as well as from the web host. */
export function createPageRouter(pages: readonly Page[]): Router {
  const router = createRouter({
    history: createWebHashHistory(),
    routes: [
      ...pages.map(({ path, opens, load, title }) => ({
        // Names of images have slashes in them.
        path: opens ? `${path}/:object(.*)?` : path,
        component: load,
        meta: { title },
      })),
      { path: '/:unknown(.*)*', redirect: '/' },
    ],
  })
  keepWhatIsAskedMeanwhile(router)
  return router
}

/**
 * Until its first page is loaded the router does not listen, and then it puts that page's own address in place of whatever
 * the reader went to in the meantime.
 */
function keepWhatIsAskedMeanwhile(router: Router): void {
  let asked: string | null = null
  const note = ({ newURL }: HashChangeEvent): void => {
    asked = new URL(newURL).hash.slice(1)
  }
  window.addEventListener('hashchange', note)
  void router.isReady().then(() => {
    // One that is on its way was asked before too.
    setTimeout(() => {
      window.removeEventListener('hashchange', note)
      if (asked !== null && asked !== router.currentRoute.value.fullPath) void router.replace(asked)
    })
  })
}
