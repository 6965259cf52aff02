import type { Component } from 'vue'
import { createRouter, createWebHashHistory, type Router } from 'vue-router'
import type { PageDefinition } from './pages/page.ts'

/** A page as its file defines it. */
export interface Page extends PageDefinition {
  readonly component: Component
}

/** Every file of the pages folder, in the navigation's order. */
export function findPages(): readonly Page[] {
  const files = import.meta.glob<{ default: Component; page: PageDefinition }>('./pages/*.vue', { eager: true })
  return Object.values(files)
    .map((file) => ({ ...file.page, component: file.default }))
    .sort((a, b) => a.order - b.order)
}

/** Addresses after a `#`: they work from a file in Electron as well as from the web host. */
export function createPageRouter(pages: readonly Page[]): Router {
  return createRouter({
    history: createWebHashHistory(),
    routes: [
      ...pages.map(({ path, opens, component, title }) => ({
        // Names of images have slashes in them.
        path: opens ? `${path}/:object(.*)?` : path,
        component,
        meta: { title },
      })),
      { path: '/:unknown(.*)*', redirect: '/' },
    ],
  })
}
