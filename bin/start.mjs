// `npm start`: a working dashboard, whatever is there. A window where Electron runs, else a page for the browser.
import { parseArgs } from 'node:util'
import { buildIfStale } from './build.mjs'
import { findDesktop, hasDisplay } from './desktop.mjs'
import { openPage } from './open-page.mjs'
import { CLI, needsNewerNode, ROOT, runInForeground, suitableNode } from './program.mjs'

const USAGE = `npm start -- [options]

  --docker-host URL   engine to ask (default: as the docker CLI)
  --data-root DIR     read this data root from disk
  --sample            show the bundled sample instead of this machine
  --web               no window, even where Electron runs
  --port NUMBER       port of the web mode`

/** Milliseconds in which an Electron that ends has failed to start and was not closed by the user. */
const EARLY = 5000

/** The exit code after Ctrl-C. */
const INTERRUPTED = 130

process.exitCode = await main()

async function main() {
  const options = readOptions()
  if (options === null) return 2
  const node = suitableNode()
  if (node === null) return fail(needsNewerNode())
  try {
    await buildIfStale(node, () => process.stderr.write('Building Plimsoll ...\n'))
  } catch (error) {
    return fail(`${error.message}\nThe build failed.`)
  }
  return show(node, options)
}

function readOptions() {
  const text = { type: 'string' }
  const flag = { type: 'boolean', default: false }
  const options = { 'docker-host': { ...text, short: 'H' }, 'data-root': text, port: text, sample: flag, web: flag }
  try {
    const { values } = parseArgs({ options: { ...options, help: { ...flag, short: 'h' } } })
    if (!values.help) return values
    console.log(USAGE)
    process.exit(0)
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${USAGE}\n`)
    return null
  }
}

async function show(node, options) {
  const desktop = options.web ? { reason: 'you asked for it' } : findDesktop(node)
  if (desktop.executable === undefined) return serve(node, options, desktop.reason)
  console.log(`Window: Electron ${desktop.version}.`)
  const started = Date.now()
  const code = await runInForeground(desktop.executable, [ROOT, ...targetArgs(options)]).ended
  if (code === 0 || code >= 128 || Date.now() - started > EARLY) return code
  return serve(node, options, `Electron ended at once with code ${code}`)
}

async function serve(node, options, reason) {
  console.log(`Web mode, because ${reason}.`)
  const port = options.port === undefined ? [] : ['--port', options.port]
  const args = [CLI, 'serve', ...targetArgs(options), ...port]
  const { child, ended } = runInForeground(node, args, { stdio: ['inherit', 'pipe', 'inherit'] })
  child.stdout.setEncoding('utf8')
  let removePage = null
  child.stdout.on('data', (text) => {
    process.stdout.write(text)
    const url = /http:\/\/\S+/.exec(text)?.[0]
    if (removePage === null && url !== undefined && hasDisplay()) removePage = open(url)
  })
  const code = await ended.finally(() => removePage?.())
  if (code === INTERRUPTED) console.log('Stopped. The dashboard in the browser has ended with it.')
  return code
}

/** The printed link is there for whoever has no browser that could be opened. */
function open(url) {
  try {
    return openPage(url, noBrowser)
  } catch (error) {
    noBrowser(error)
    return () => undefined
  }
}

function noBrowser(error) {
  process.stderr.write(`No browser could be opened (${error.message}); open the link yourself.\n`)
}

function targetArgs(options) {
  const pairs = ['docker-host', 'data-root'].filter((name) => options[name] !== undefined)
  return [...pairs.flatMap((name) => [`--${name}`, options[name]]), ...(options.sample ? ['--sample'] : [])]
}

function fail(reason) {
  process.stderr.write(`${reason}\n`)
  return 1
}
