/** Where the engine keeps images and layers now; what other drivers left behind is none of its figures. */
export interface CurrentStore {
  readonly imageStore: 'classic' | 'containerd'
  /** Storage driver or snapshotter, as `/info` Driver says. */
  readonly driver: string
}
