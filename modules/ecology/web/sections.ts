import { fetchFigure } from '@/api/figures'
import { listRecords } from '@/api/records'
import type { DataRecord, FileValue, Reference } from '@/api/types'

export interface SectionShown {
  id: string
  code: string
  name: string
  aim: string | null
  photo: FileValue | null
  required: { season: string; flow: string }[]
  kept: string | null // percent
  lastDay: { day: string; flow: string; kept: boolean | null } | null
}

const textOf = (value: unknown): string | null => (value === null || value === undefined ? null : String(value))

async function shown(record: DataRecord, signal: AbortSignal): Promise<SectionShown> {
  const own = new URLSearchParams({ section: `eq.#${record.id}` })
  const latest = new URLSearchParams({ section: `eq.#${record.id}`, order: '-day', limit: '1' })
  const [required, days, figure] = await Promise.all([
    listRecords('flow_requirement', own, signal).catch(() => ({ items: [] as DataRecord[] })),
    listRecords('flow_day', latest, signal).catch(() => ({ items: [] as DataRecord[] })),
    fetchFigure('ecology.flow_kept', { where: [`section=${String(record.code)}`] }, signal).catch(() => null),
  ])
  const day = days.items[0]
  return {
    id: record.id,
    code: String(record.code),
    name: String(record.name),
    aim: textOf(record.aim),
    photo: (record.photo as FileValue | null) ?? null,
    required: required.items.map((one) => ({ season: String(one.season), flow: String(one.flow) })),
    kept: figure?.rows[0]?.value ?? null,
    lastDay: day ? { day: String(day.day), flow: String(day.flow), kept: (day.kept as boolean | null) ?? null } : null,
  }
}

/** The sections of a river, or of all, with what has to flow and whether it did. */
export async function fetchSections(river: string, signal: AbortSignal): Promise<SectionShown[]> {
  const query = new URLSearchParams({ order: 'code', limit: '12' })
  if (river) query.set('river', `under.#${river}`)
  const records = (await listRecords('river_section', query, signal)).items
  return Promise.all(records.map((one) => shown(one, signal)))
}

/** The river of a reference, if there is one. */
export const riverId = (river: Reference | null): string => river?.id ?? ''
