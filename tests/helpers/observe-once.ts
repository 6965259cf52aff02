/** A root observed in a process of its own: for tests under another user or in another mount namespace. */
import { observe } from './observe.ts'

const [path = ''] = process.argv.slice(2)
console.log(JSON.stringify(await observe(path)))
