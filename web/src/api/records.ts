import { ask, get, queryString } from './http'
import type { DataRecord, DryRun, Entry, NextSteps, Page, RecordType, Todo } from './types'

export type Values = Record<string, unknown>

export const listRecords = (type: string, query: URLSearchParams, signal?: AbortSignal): Promise<Page<DataRecord>> => {
  const text = query.toString()
  return get<Page<DataRecord>>(`/${type}${text ? `?${text}` : ''}`, signal)
}

export interface Versioned {
  record: DataRecord
  etag: string
}

export async function fetchRecord(type: string, id: string, asOf?: string | null): Promise<Versioned> {
  const { body, etag } = await ask<DataRecord>(`/${type}/${encodeURIComponent(id)}${queryString({ as_of: asOf })}`)
  return { record: body, etag: etag ?? `"${body.version}"` }
}

/** The record that a filter or slice names: "#12" by id, else by key or number. Null when there is none. */
export async function findNamed(type: RecordType, name: string): Promise<DataRecord | null> {
  try {
    if (name.startsWith('#')) return (await fetchRecord(type.name, name.slice(1))).record
    const query = new URLSearchParams({ [type.key ?? 'number']: `eq.${name}`, limit: '1', void: 'any' })
    return (await listRecords(type.name, query)).items[0] ?? null
  } catch {
    return null
  }
}

export const fetchHistory = async (type: string, id: string, asOf?: string | null): Promise<Entry[]> =>
  (await get<{ entries: Entry[] }>(`/${type}/${encodeURIComponent(id)}/history${queryString({ as_of: asOf })}`)).entries

export const fetchNextSteps = (type: string, id: string): Promise<NextSteps> =>
  get<NextSteps>(`/${type}/${encodeURIComponent(id)}/next`)

export const fetchTodo = (): Promise<Todo> => get<Todo>('/todo')

/** One thing to be done to a record: made, amended, advanced by a transition, its last step taken back, voided, or erased. */
export type Command =
  | { does: 'create'; type: string; values: Values }
  | { does: 'amend'; type: string; id: string; etag: string; values: Values }
  | { does: 'advance'; type: string; id: string; etag: string; transition: string; values: Values }
  | { does: 'void' | 'undo' | 'erase'; type: string; id: string; etag: string; values: Values }

function requestOf(command: Command): { method: 'POST' | 'PATCH'; path: string; headers: Record<string, string> } {
  if (command.does === 'create') return { method: 'POST', path: `/${command.type}`, headers: {} }
  const record = `/${command.type}/${encodeURIComponent(command.id)}`
  const headers = { 'If-Match': command.etag }
  if (command.does === 'amend') return { method: 'PATCH', path: record, headers }
  const step = command.does === 'advance' ? command.transition : command.does
  return { method: 'POST', path: `${record}/${step}`, headers }
}

/** Sends it for good. The key makes a repeated click, or a retry after a lost answer, harmless. */
export async function send(command: Command, key: string): Promise<DataRecord> {
  const { method, path, headers } = requestOf(command)
  const answer = await ask<DataRecord>(path, {
    method,
    headers: { ...headers, 'Idempotency-Key': key },
    body: command.values,
  })
  return answer.body
}

/** Asks what it would do; nothing changes. */
export async function rehearse(command: Command): Promise<DryRun> {
  const { method, path, headers } = requestOf(command)
  return (await ask<DryRun>(`${path}?dry_run=1`, { method, headers, body: command.values })).body
}

/** Works on plain-http intranets too, where crypto.randomUUID is missing. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
}
