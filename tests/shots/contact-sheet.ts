import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** One picture, and what it shows. */
export interface Shot {
  /** Path below the sheet's folder. */
  readonly file: string
  readonly engine: string
  readonly scene: string
  readonly locale: string
  readonly theme: string
  readonly width: number
}

/** A page with all pictures, a line for each scene. Resolves to its path. */
export async function writeContactSheet(
  directory: string,
  shots: readonly Shot[],
  problems: readonly string[],
): Promise<string> {
  const engines = [...new Set(shots.map(({ engine }) => engine))]
  const path = join(directory, 'index.html')
  await writeFile(path, sheet(engines.map((engine) => section(engine, shots)).join('\n'), problems))
  return path
}

const STYLE = `
:root { color-scheme: light dark; font: 13px/1.5 system-ui, sans-serif }
body { margin: 16px 20px }
h2 { margin: 24px 0 4px; font-size: 15px }
.line { display: flex; gap: 10px; overflow-x: auto; padding-bottom: 8px }
figure { margin: 0; flex: none }
img { height: 220px; border: 1px solid #8886; display: block }
figcaption { color: #888; font-size: 11px }
li { font-family: ui-monospace, monospace; font-size: 12px }`

function sheet(body: string, problems: readonly string[]): string {
  const list =
    problems.length === 0
      ? '<p>No problems.</p>'
      : `<ul>${problems.map((each) => `<li>${escape(each)}</li>`).join('')}</ul>`
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Plimsoll, every page</title><style>${STYLE}</style></head>
<body><h1>Every page</h1>${list}
${body}
</body></html>
`
}

function section(engine: string, all: readonly Shot[]): string {
  const shots = all.filter((shot) => shot.engine === engine)
  const scenes = [...new Set(shots.map(({ scene }) => scene))]
  const lines = scenes.map((scene) => {
    const figures = shots.filter((shot) => shot.scene === scene).map(figure)
    return `<h2>${escape(scene)}</h2><div class="line">${figures.join('')}</div>`
  })
  return `<h1>${escape(engine)}</h1>\n${lines.join('\n')}`
}

function figure({ file, locale, theme, width }: Shot): string {
  return `<figure><a href="${file}"><img loading="lazy" src="${file}" alt=""></a><figcaption>${locale} ${theme} ${width}</figcaption></figure>`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
