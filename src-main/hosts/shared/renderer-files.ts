import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { AppError } from '../../errors/app-error.ts'

/** One file of the built renderer, held in memory. */
export interface RendererFile {
  readonly body: Uint8Array<ArrayBuffer>
  readonly mediaType: string
  /** Its name carries a hash of its content, so it may be kept forever. Vite names what it puts under `assets` so. */
  readonly immutable: boolean
}

/**
 * The built renderer by URL path (`/index.html`). The whole of what a page can get: a path that is not a key here
 * leads nowhere, whatever dots or escapes it holds, and nothing that appears in the directory later is served.
 */
export type RendererFiles = ReadonlyMap<string, RendererFile>

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

/**
 * Reads the built renderer, about 1 MB. Throws `renderer-not-built` when the directory or its `index.html` is not
 * there.
 */
export async function readRendererFiles(directory: string): Promise<RendererFiles> {
  const files = new Map<string, RendererFile>()
  for (const path of await regularFilesIn(directory)) {
    const urlPath = `/${relative(directory, path).split(sep).join('/')}`
    files.set(urlPath, {
      body: new Uint8Array(await readFile(path)),
      mediaType: MEDIA_TYPES[extname(path)] ?? 'application/octet-stream',
      immutable: urlPath.startsWith('/assets/'),
    })
  }
  if (!files.has('/index.html')) throw notBuilt(directory)
  return files
}

/** The file a URL path asks for. What is open in the page stands after a `#`, so it has one path. */
export function findRendererFile(files: RendererFiles, urlPath: string): RendererFile | undefined {
  return files.get(urlPath === '/' ? '/index.html' : urlPath)
}

async function regularFilesIn(directory: string): Promise<readonly string[]> {
  try {
    return await filesBelow(directory)
  } catch (cause) {
    throw notBuilt(directory, cause)
  }
}

/** Folder by folder: in an archive of Electron's that is sure to work, `recursive` is not. */
async function filesBelow(directory: string): Promise<readonly string[]> {
  const files: string[] = []
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) files.push(...(await filesBelow(path)))
    else if (entry.isFile()) files.push(path)
  }
  return files
}

function notBuilt(directory: string, cause?: unknown): AppError {
  return new AppError('renderer-not-built', `There is no built user interface in ${directory}.`, {
    context: { path: directory },
    cause,
  })
}
