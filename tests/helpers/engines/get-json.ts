import { request } from 'node:http'

/** The body of a GET request to an engine's socket, parsed. Rejects unless the answer is 200. */
export function getJson(socketPath: string, path: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, headers: { host: 'engine' } }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () => {
        const body = Buffer.concat(chunks).toString()
        if (answer.statusCode === 200) resolve(JSON.parse(body))
        else reject(new Error(`GET ${path}: ${String(answer.statusCode)} ${body.slice(0, 500)}`))
      })
    })
    asked.on('error', reject)
    asked.end()
  })
}
