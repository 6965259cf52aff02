// npm run package: builds and packages the desktop program. What follows goes to electron-builder: npm run package -- --linux deb
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { buildIfStale } from './build.mjs'
import { ROOT } from './program.mjs'
import { stageLinux } from './stage-linux.mjs'

const { homepage } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
if (new URL(homepage).hostname.endsWith('.example')) {
  console.warn('package.json still has placeholders for homepage, bugs and author: not for a release.')
}

await buildIfStale(process.execPath, () => {
  console.log('Building')
})
stageLinux(join(ROOT, 'dist/linux-root'))
const builder = createRequire(import.meta.url).resolve('electron-builder/cli.js')
const { status } = spawnSync(process.execPath, [builder, ...process.argv.slice(2)], { cwd: ROOT, stdio: 'inherit' })
process.exit(status ?? 1)
