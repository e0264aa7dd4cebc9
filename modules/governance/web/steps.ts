import { freshKey, listRecords, send, type Values } from '@/api/records'
import type { DataRecord } from '@/api/types'

/** Every record of a list, up to the most that one answer holds. */
export const records = async (
  type: string,
  filters: Record<string, string>,
  signal?: AbortSignal,
): Promise<DataRecord[]> => (await listRecords(type, new URLSearchParams({ ...filters, limit: '500' }), signal)).items

/** One step of a record, as it was seen: what somebody else changed meanwhile is not overwritten. */
export const step = (type: string, record: DataRecord, transition: string, values: Values = {}): Promise<DataRecord> =>
  send({ does: 'advance', type, id: String(record.id), etag: `"${record.version}"`, transition, values }, freshKey())
