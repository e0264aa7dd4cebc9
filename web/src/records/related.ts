import { listRecords } from '@/api/records'
import type { DataRecord, Field, Page, RecordType } from '@/api/types'
import { fieldOf, typeOf } from '@/state/schema'

/** The records of one type that refer to a record by one of its fields. */
export interface Related {
  key: string
  type: RecordType
  field: Field
  ambiguous: boolean // whether the field has to be said, because the type alone does not tell
  query: Record<string, string>
  page: Page<DataRecord>
}

const shown = 5

export async function findRelated(type: RecordType, record: DataRecord, signal: AbortSignal): Promise<Related[]> {
  const times = new Map<string, number>()
  for (const by of type.referred_by) times.set(by.type, (times.get(by.type) ?? 0) + 1)
  const found = await Promise.all(
    type.referred_by.map(async (by): Promise<Related | null> => {
      const other = typeOf(by.type)
      const field = fieldOf(other, by.field)
      if (!other || !field) return null
      const query = { [by.field]: `eq.#${record.id}` }
      const page = await listRecords(
        other.name,
        new URLSearchParams({ ...query, limit: String(shown), count: '1' }),
        signal,
      )
      const ambiguous = (times.get(by.type) ?? 0) > 1 || by.type === type.name
      return { key: `${by.type}.${by.field}`, type: other, field, ambiguous, query, page }
    }),
  )
  return found.filter((one): one is Related => one !== null)
}
