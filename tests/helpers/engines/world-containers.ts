/** A container that writes something and then sleeps. */
export interface RunningContainer {
  readonly name: string
  /** Shell text; runs once, at the start. */
  readonly writes: string
  readonly options: readonly string[]
}

const LINE = 'chatty says one ordinary line of log output, some eighty characters in all'
const rotate = ['--log-opt', 'max-size=200k', '--log-opt', 'max-file=3'] as const

/** The running containers of the world, all of `acme/my-final-image:1.0`. `directory` is the engine's own. */
export const RUNNING = (directory: string): readonly RunningContainer[] => [
  { name: 'my_container_1', writes: 'printf hello > /out.txt', options: [] },
  { name: 'my_container_2', writes: 'printf hello > /out.txt', options: [] },
  { name: 'my_container_3', writes: 'printf hello > /out.txt', options: [] },
  { name: 'my_container_4', writes: '', options: [] },
  { name: 'my_container_5', writes: '', options: [] },
  { name: 'writer', writes: 'dd if=/dev/zero of=/written.bin bs=1M count=10', options: [] },
  { name: 'copyup', writes: 'printf x >> /data/five.bin', options: [] },
  { name: 'deleter', writes: 'rm /hello.sh; rm -rf /data', options: [] },
  { name: 'chatty', writes: `yes '${LINE}' | head -n 24000`, options: [] },
  { name: 'rotated', writes: `yes '${LINE}' | head -n 5000`, options: rotate },
  { name: 'rotated-gz', writes: `yes '${LINE}' | head -n 5000`, options: [...rotate, '--log-opt', 'compress=true'] },
  { name: 'locallog', writes: `yes '${LINE}' | head -n 3000`, options: ['--log-driver', 'local'] },
  { name: 'with_volume', writes: 'dd if=/dev/zero of=/v/used.bin bs=1M count=1', options: ['-v', 'used-data:/v'] },
  { name: 'with_anon_volume', writes: 'dd if=/dev/zero of=/anon/y bs=1k count=200', options: ['-v', '/anon'] },
  { name: 'with_bind', writes: 'echo host > /bind/file', options: ['-v', `${directory}/bind:/bind`] },
  { name: 'with_tmpfs', writes: 'dd if=/dev/zero of=/t/z bs=1M count=2', options: ['--tmpfs', '/t'] },
]

/** Leaves 2 MB behind and ends with status 3. */
export const EXITED = 'dd if=/dev/zero of=/left.bin bs=1M count=2 2>/dev/null; exit 3'

/** Copies 8 MB up, of `acme/wasteful:1`. */
export const WASTEFUL = 'echo y >> /big.bin'
