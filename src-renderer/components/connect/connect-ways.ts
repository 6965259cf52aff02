/** A way to let Plimsoll at an engine or at its disk: message keys and what to type. */
export interface Way {
  readonly title: string
  readonly body: string
  readonly commands: readonly string[]
  /** It can be done here as well: what a button does. */
  readonly action?: 'root'
}

export const CONNECT_WAYS: readonly Way[] = [
  { title: 'connect.local', body: 'connect.localBody', commands: ['sudo systemctl start docker'] },
  {
    title: 'connect.other',
    body: 'connect.otherBody',
    commands: ['export DOCKER_HOST=unix:///path/to/docker.sock', 'docker context use NAME'],
  },
  { title: 'connect.rootless', body: 'connect.rootlessBody', commands: ['systemctl --user start docker'] },
  { title: 'connect.rights', body: 'connect.rightsBody', commands: ['sudo plimsoll serve'] },
  {
    title: 'connect.remote',
    body: 'connect.remoteBody',
    // A tunnel has to keep the port: the host answers only to its own.
    commands: ['plimsoll serve', 'ssh -L 4580:127.0.0.1:4580 HOST'],
  },
  {
    title: 'connect.diskAlone',
    body: 'connect.diskAloneBody',
    commands: ['plimsoll report --data-root /mnt/old/var/lib/docker'],
    action: 'root',
  },
]
