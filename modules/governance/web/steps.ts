import { freshKey, listRecords, send, type Values } from '@/api/records'
import type { DataRecord } from '@/api/types'

/** Every record of a list, one answer after the other. */
export async function records(
  type: string,
  filters: Record<string, string>,
  signal?: AbortSignal,
): Promise<DataRecord[]> {
  const found: DataRecord[] = []
  const query = new URLSearchParams({ ...filters, limit: '500' })
  for (;;) {
    const page = await listRecords(type, query, signal)
    found.push(...page.items)
    if (!page.next) return found
    query.set('after', page.next)
  }
}

/** The first of a list, for what grows for ever: weeks, windows, hand-overs. */
export const newest = async (
  type: string,
  filters: Record<string, string>,
  signal?: AbortSignal,
): Promise<DataRecord[]> => (await listRecords(type, new URLSearchParams({ ...filters, limit: '200' }), signal)).items

/** One step of a record, as it was seen: what somebody else changed meanwhile is not overwritten. */
export const step = (type: string, record: DataRecord, transition: string, values: Values = {}): Promise<DataRecord> =>
  send({ does: 'advance', type, id: String(record.id), etag: `"${record.version}"`, transition, values }, freshKey())
