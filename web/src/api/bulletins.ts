import { ask, get, queryString } from './http'
import type { DataRecord } from './types'

export type BlockKind = 'heading' | 'text' | 'figures' | 'table' | 'chart'
export type Slice = Record<string, string | number>
export type AskedFigure = string | { figure: string; where?: Slice }

/** What somebody writes: docs/bulletins.md. */
export interface Block {
  kind: BlockKind
  text?: string
  level?: number
  title?: string
  figure?: AskedFigure
  figures?: AskedFigure[]
  by?: string | string[]
  form?: 'bars' | 'line'
  where?: Slice
}

export interface Content {
  language?: 'zh' | 'en'
  where?: Slice
  blocks: Block[]
}

export interface PaperNumber {
  figure: string
  title: string
  where: [string, string][]
  slice: [string, string][]
  value: string
  unit: string
  shown: string
  cell: string
  lineage: string
}

/** The same with its numbers in it: pieces are words, or places in `numbers`. */
export interface PaperBlock {
  kind: BlockKind
  title: string
  level: number
  line: boolean
  pieces: (string | number)[]
  columns: string[]
  rows: { labels: string[]; numbers: number[] }[]
}

export interface Paper {
  number: string
  title: string
  office: string
  reference: string
  date: string
  addressees: string
  blocks: PaperBlock[]
  numbers: PaperNumber[]
  previous: string
  revised: { figure: string; title: string; slice: [string, string][]; then: string; now: string }[]
  entries: number
  as_of: string
  approved_by: string
  frozen_by: string
}

export interface Bulletin {
  id: string
  state: 'draft' | 'approved' | 'frozen'
  void: boolean
  digest: string | null
  paper: Paper
}

export interface Verified extends Bulletin {
  signature: string
  key: string
  log: { same: boolean; entries: number }
}

export interface Fields {
  title: string
  office: string
  reference?: string
  date: string
  addressees?: string
  content: Content
}

const path = (id: string) => `/bulletins/${encodeURIComponent(id)}`

export const fetchBulletin = (id: string): Promise<Bulletin> => get<Bulletin>(path(id))
export const verifyBulletin = (id: string): Promise<Verified> => get<Verified>(`${path(id)}/verify`)
export const beginAnnual = async (year: number): Promise<Fields> =>
  (await get<{ fields: Fields }>(`/bulletins/annual/fields${queryString({ year })}`)).fields

export const preview = async (content: Content, signal?: AbortSignal): Promise<Bulletin> =>
  (await ask<Bulletin>('/bulletins/preview', { method: 'POST', body: { content }, signal })).body

export const compose = async (fields: Fields): Promise<DataRecord> =>
  (await ask<DataRecord>('/bulletins', { method: 'POST', body: fields })).body
export const change = async (id: string, fields: Partial<Fields>, etag: string): Promise<DataRecord> =>
  (await ask<DataRecord>(path(id), { method: 'PATCH', body: fields, headers: { 'If-Match': etag } })).body
export const advance = async (id: string, step: 'approve' | 'freeze'): Promise<DataRecord> =>
  (await ask<DataRecord>(`${path(id)}/${step}`, { method: 'POST' })).body

export const forms = ['html', 'pdf', 'docx', 'xlsx', 'txt'] as const
export const fileUrl = (id: string, form: (typeof forms)[number]): string => `/api/v1${path(id)}.${form}`
