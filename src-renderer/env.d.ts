/// <reference types="vite/client" />

interface Window {
  /** Set by the preload script in Electron; absent in a browser. */
  readonly plimsollHost?: 'electron'
}

/** For tools that do not understand single-file components; vue-tsc has the real types. */
declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent<object, object, unknown>
  export default component
}
