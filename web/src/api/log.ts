import { get, queryString } from './http'
import type { LogEntry, LogHead } from './types'

export const fetchLogHead = (): Promise<LogHead> => get<LogHead>('/log')

/** Entries after a sequence number, oldest first. */
export const fetchLogEntries = async (after: number, limit: number): Promise<LogEntry[]> =>
  (await get<{ entries: LogEntry[] }>(`/log/entries${queryString({ after: Math.max(0, after), limit })}`)).entries
