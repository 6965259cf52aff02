// node --import ./register.ts out/main/electron.js: the program with the stand-in in Electron's place.
import { registerHooks } from 'node:module'

const standIn = new URL('./electron.ts', import.meta.url).href

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: standIn, shortCircuit: true } : next(specifier, context),
})

// Not in processes that the program forks, which inherit all of this.
if (process.env['STANDIN_SPEC'] === `${process.ppid}`) await import('./control.ts')
