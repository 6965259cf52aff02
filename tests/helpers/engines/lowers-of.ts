import type { Engine } from './engine.ts'

/** Directories of the layers below a running container, topmost first, the `-init` layer among them: as the kernel has mounted them. */
export async function lowersOf(engine: Engine, name: string): Promise<readonly string[]> {
  const { directory, options } = await mountOf(engine, name)
  const lowers = (/lowerdir=([^,]+)/.exec(options)?.[1] ?? '').split(':')
  // overlay2 mounts by short names, relative to its own directory.
  return Promise.all(
    lowers.map(async (lower) => {
      const path = lower.startsWith('/') ? lower : `${directory}/${lower}`
      return (await engine.exec(['realpath', path])).trim()
    }),
  )
}

/** Directory of a running container's writable layer. */
export async function upperOf(engine: Engine, name: string): Promise<string> {
  const { directory, options } = await mountOf(engine, name)
  const upper = /upperdir=([^,]+)/.exec(options)?.[1] ?? ''
  return (await engine.exec(['realpath', upper.startsWith('/') ? upper : `${directory}/${upper}`])).trim()
}

async function mountOf(
  engine: Engine,
  name: string,
): Promise<{ readonly directory: string; readonly options: string }> {
  const pid = (await engine.cli('inspect', '-f', '{{.State.Pid}}', name)).trim()
  const mounts = await engine.exec(['cat', `/proc/${pid}/mounts`])
  const options =
    mounts
      .split('\n')
      .find((line) => line.startsWith('overlay / overlay '))
      ?.split(' ')[3] ?? ''
  return { directory: `${engine.dataRoot}/overlay2`, options }
}
