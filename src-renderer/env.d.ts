/// <reference types="vite/client" />

interface Window {
  /** Set by the preload script in Electron; absent in a browser. */
  readonly plimsollHost?: 'electron'
  /** By the preload script in Electron: where a dropped file or folder is; empty for a file that a script has made up. */
  readonly plimsollPathOf?: (file: File) => string
}

/** For tools that do not understand single-file components; vue-tsc has the real types. */
declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent<object, object, unknown>
  export default component
}
