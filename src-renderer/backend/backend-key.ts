import type { InjectionKey } from 'vue'
import type { Backend } from './connection.ts'

/** Under which the stores find the backend. */
export const BACKEND: InjectionKey<Backend> = Symbol('backend')
