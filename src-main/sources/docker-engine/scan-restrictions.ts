/**
 * What every container that reads a root for us is held to: all is read-only, no network, and one right of root's, to read
 * what it does not own. It is removed when it ends, with the volumes that its image may have asked for.
 */
export function scanRestrictions(paths: readonly string[]): object {
  return {
    AutoRemove: true,
    Init: false,
    NetworkMode: 'none',
    IpcMode: 'none',
    // Root of a user namespace may not read what root of the machine owns.
    UsernsMode: 'host',
    ReadonlyRootfs: true,
    CapDrop: ['ALL'],
    CapAdd: ['DAC_READ_SEARCH'],
    // SELinux has labels of its own for what containers may read.
    SecurityOpt: ['no-new-privileges', 'label=disable'],
    LogConfig: { Type: 'none' },
    // Each at its own path, with what is mounted in it. As mounts, because what is not there must be an error: `Binds`
    // would make it.
    Mounts: paths.map((path) => ({ Type: 'bind', Source: path, Target: path, ReadOnly: true })),
  }
}
