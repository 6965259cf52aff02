import { readFileSync } from 'node:fs'
import { errorCode } from '../disk/error-code.ts'

/**
 * Names this start of the kernel that this process runs on, in containers too. Source: /proc; null where there is none.
 */
export function readBootId(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()
  } catch (error) {
    if (errorCode(error) === '') throw error
    return null
  }
}
