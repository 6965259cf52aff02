/** Identifiers are strings on the wire; the brand keeps one kind from standing where another is meant. */
type Branded<Name extends string> = string & { readonly __identifier?: Name }

/** 64 hex digits. */
export type ContainerId = Branded<'container'>
/** `sha256:<64 hex>`: digest of the image config (classic store), of the manifest or index (containerd store). */
export type ImageId = Branded<'image'>
/** `sha256:<64 hex>`: names the *result* of a stack of layers. */
export type ChainId = Branded<'chain'>
/** `sha256:<64 hex>`: digest of one layer's uncompressed tar. */
export type DiffId = Branded<'diff'>
/** `sha256:<64 hex>`: names a content blob by what is in it. */
export type Digest = Branded<'digest'>
/** Name of a layer's directory inside a classic driver, or number of its snapshot's. Not a layer ID. */
export type CacheId = Branded<'cache'>
