import { isAppError } from '../../errors/app-error.ts'
import { contextEndpoint, defaultEndpoint } from './discover-engine.ts'
import { contextInForce, DEFAULT_CONTEXT, folderOf, readContexts } from './docker-context.ts'
import type { DiscoverySurroundings } from './discovery-surroundings.ts'
import type { Endpoint } from './endpoint.ts'

/** A context of the docker CLI, as one to choose from. */
export interface DockerContext {
  readonly name: string
  readonly description: string | null
  /** The engine's address, for people. Null when the context cannot be used. */
  readonly endpoint: string | null
  /** It is the one that the docker CLI would use now. */
  readonly current: boolean
  /** Why it cannot be used, in a sentence. Null: nothing is known against it; nobody has connected to it. */
  readonly problem: string | null
}

/**
 * The contexts of the docker CLI: the default one, then those that are stored, by name. One that is chosen and does not
 * exist is among them, with its problem; none is current where `config.json` cannot be read.
 *
 * Errors: `permission-denied` when the folder of all contexts may not be read.
 */
export async function listContexts(surroundings: DiscoverySurroundings): Promise<readonly DockerContext[]> {
  const current = await currentName(surroundings)
  const stored = await readContexts(surroundings)
  const builtIn = describe({ name: DEFAULT_CONTEXT, description: null }, () => defaultEndpoint(surroundings))
  const others = stored.map((context) => {
    if ('because' in context) return unusable(nameOfBroken(context.name, current), context.because.message)
    return describe(context, () => contextEndpoint(context, surroundings))
  })
  const listed = (await Promise.all([builtIn, ...others])).map((context) => ({
    ...context,
    current: context.name === current,
  }))
  if (current === null || listed.some((context) => context.current)) return listed
  const missing = unusable(current, `There is no docker context "${current}".`)
  return [...listed, { ...missing, current: true }]
}

type Described = Omit<DockerContext, 'current'>

async function describe(
  { name, description }: Pick<DockerContext, 'name' | 'description'>,
  find: () => Promise<Endpoint>,
): Promise<Described> {
  try {
    return { name, description, endpoint: (await find()).url, problem: null }
  } catch (error) {
    if (!isAppError(error)) throw error
    return { ...unusable(name, error.message), description }
  }
}

function unusable(name: string, problem: string): Described {
  return { name, description: null, endpoint: null, problem }
}

/** What is in a broken file may be gone, its name with it; but which file the current context has is known. */
function nameOfBroken(name: string, current: string | null): string {
  return current !== null && folderOf(current) === name ? current : name
}

async function currentName(surroundings: DiscoverySurroundings): Promise<string | null> {
  try {
    return await contextInForce(surroundings)
  } catch (error) {
    if (!isAppError(error)) throw error
    return null
  }
}
