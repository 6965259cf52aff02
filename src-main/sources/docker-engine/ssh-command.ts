import type { SshTransport } from './endpoint.ts'

/*
 * The user's `ssh` with the user's configuration, keys, agent and jump hosts; overruled is only what would ask a question
 * that nobody sees, write into the engine's answer, or outlive the connection.
 */
const OPTIONS = [
  // Never ask: a passphrase, a password and an unknown host key are failures that say what to do.
  'BatchMode=yes',
  // For each address of the host. Less than our own patience, so that it is ssh that says what it waited for.
  'ConnectTimeout=10',
  // A connection that the user shares (after a second factor, say) is used; none is left in the background by us.
  'ControlMaster=no',
  // No banner, no debugging: standard error is what we read the reason of a failure from.
  'LogLevel=ERROR',
  // Finds a host that is gone without a word while an event stream is silent for hours.
  'ServerAliveInterval=30',
  // Forwarded ports of the same host may be in use by the user's own session, which is an error with some configurations.
  'ClearAllForwardings=yes',
  'PermitLocalCommand=no',
  'RemoteCommand=none',
]

/**
 * Arguments of `ssh` with which its standard input and output become a connection to the engine: the same way as the
 * docker CLI's, which needs Docker 18.09 over there.
 */
export function sshArguments({ user, host, port, socketPath }: SshTransport): readonly string[] {
  return [
    ...OPTIONS.flatMap((option) => ['-o', option]),
    // No terminal, no forwarding of the agent or of X11.
    ...['-T', '-a', '-x'],
    ...(user === null ? [] : ['-l', user]),
    ...(port === null ? [] : ['-p', String(port)]),
    ...['--', host, remoteCommand(socketPath)],
  ]
}

/** Read by the remote user's shell. */
function remoteCommand(socketPath: string | null): string {
  if (socketPath === null) return 'docker system dial-stdio'
  return `docker --host ${quoted(`unix://${socketPath}`)} system dial-stdio`
}

function quoted(word: string): string {
  return /^[\w:/.@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
