import { shallowRef } from 'vue'
import { fetchRights, type Rights } from '@/api/access'

// What the person may do. Pages leave out what would be refused; the server decides all the same.

export const rights = shallowRef<Rights | null>(null)

export async function needRights(): Promise<Rights> {
  rights.value ??= await fetchRights()
  return rights.value
}

export function forgetRights(): void {
  rights.value = null
}

/** Whether an operation, or a transition, is open for some records of a type; `own`: for a record one entered oneself. */
export function may(type: string, operation: string, own = true): boolean {
  const known = rights.value
  if (!known || known.everything) return true
  const given = known.types[type]
  return !!given && (given.may.includes(operation) || (own && given.own.includes(operation)))
}
