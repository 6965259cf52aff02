/** A mistake in the wiring between program, preload script and page, made in the built files. */
export interface Fault {
  readonly title: string
  /** In `out/`; a pattern, because names carry hashes. */
  readonly file: RegExp
  readonly find: string
  readonly replace: string
}

const MAIN = /^main\/electron\.js$/
const PRELOAD = /^preload\/preload\.cjs$/
const INDEX = /^renderer\/index\.html$/
const SCRIPT = /^renderer\/assets\/index-.*\.js$/
const ANY_CHUNK = /^main\/chunks\/.*\.js$/

/** The page's root, in front of which faults of the page are put. */
const APP = '<div id="app">'

export const FAULTS: readonly Fault[] = [
  {
    title: 'the preload script is looked for elsewhere',
    file: MAIN,
    find: 'preload/preload.cjs',
    replace: 'preload/x.cjs',
  },
  { title: 'the program listens on another channel', file: MAIN, find: '"plimsoll:port"', replace: '"plimsoll:prot"' },
  {
    title: 'the preload script sends on another channel',
    file: PRELOAD,
    find: 'postMessage(PORT_MESSAGE',
    replace: 'postMessage("plimsoll:ports"',
  },
  {
    title: 'the preload script waits for another message',
    file: PRELOAD,
    find: 'event.data !== PORT_MESSAGE',
    replace: 'event.data !== "port"',
  },
  {
    title: 'the preload script wants more of Node than the sandbox has',
    file: PRELOAD,
    find: 'let electron = require("electron");',
    replace: 'let electron = require("electron"); require("fs");',
  },
  {
    title: 'the preload script exposes what cannot cross',
    file: PRELOAD,
    find: '("plimsollHost", "electron")',
    replace: '("plimsollHost", Symbol("electron"))',
  },
  {
    title: 'the page loads a picture from the network',
    file: INDEX,
    find: APP,
    replace: `<img src="https://example.com/x.png">${APP}`,
  },
  { title: 'the page has an inline script', file: INDEX, find: APP, replace: `<script>window.x = 1</script>${APP}` },
  { title: 'the page has an inline style', file: INDEX, find: APP, replace: `<p style="color:red">x</p>${APP}` },
  { title: 'the page evaluates text', file: SCRIPT, find: '', replace: 'new Function("return 1")();' },
  { title: 'the page fetches from the network', file: SCRIPT, find: '', replace: 'fetch("https://example.com/");' },
  { title: 'a script of the page is missing', file: INDEX, find: 'assets/index-', replace: 'assets/inde-' },
  { title: 'the sandbox is off', file: MAIN, find: 'sandbox: true', replace: 'sandbox: false' },
  {
    title: 'the context isolation is off',
    file: MAIN,
    find: 'contextIsolation: true',
    replace: 'contextIsolation: false',
  },
  {
    title: 'pages are granted permissions',
    file: MAIN,
    find: 'permission === GRANTED',
    replace: 'permission !== GRANTED',
  },
  { title: 'the scheme has no privileges', file: MAIN, find: 'standard: true', replace: 'standard: false' },
  { title: 'the page is looked for elsewhere', file: ANY_CHUNK, find: '"out/renderer"', replace: '"out/rendrer"' },
  {
    title: 'the window is opened too early',
    file: MAIN,
    find: 'await app.whenReady()',
    replace: 'void app.whenReady()',
  },
  {
    title: 'two menu items have one key',
    file: MAIN,
    find: 'CommandOrControl+K',
    replace: 'CommandOrControl+O',
  },
  {
    title: 'a menu item has a key that does not exist',
    file: MAIN,
    find: 'CommandOrControl+R',
    replace: 'CtrlCmd+R',
  },
  { title: 'a menu item has a role that does not exist', file: MAIN, find: '"resetZoom"', replace: '"resetzoom"' },
  {
    title: 'downloads are waited for under another name',
    file: MAIN,
    find: '"will-download"',
    replace: '"will-downlaod"',
  },
  {
    title: 'the preload script asks Electron for what it lacks',
    file: PRELOAD,
    find: 'var handedOver',
    replace: 'electron.shell; var handedOver',
  },
  {
    title: 'the program throws at its start',
    file: MAIN,
    find: 'registerPageScheme();',
    replace: 'nothingOfTheKind();',
  },
]
