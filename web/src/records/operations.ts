import type { RecordType } from '@/api/types'
import { t, titled } from '@/i18n'

const general = ['read', 'figures', 'export', 'create', 'amend', 'void', 'erase', 'refusals'] as const

/** What people call an operation: one that every type has, or a step of this type. */
export function operationTitle(type: RecordType | undefined, operation: string): string {
  const known = general.find((one) => one === operation)
  if (known) return t(`operation.${known}`)
  const transition = type?.transitions.find((one) => one.name === operation)
  return transition ? titled(transition.title, operation) : operation
}
